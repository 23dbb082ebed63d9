"""The wall between tenants: closed outside a scope, and narrow inside one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django_scopes.exceptions import ScopeError

from cloudmailin.models import Domain, Finding
from tenants.scoping import across_tenants, within
from tests.build import a_domain, a_tenant

pytestmark = pytest.mark.django_db

CALLS: dict[str, Callable[[], object]] = {
    "all": lambda: list(Domain.objects.all()),
    "exists": lambda: Domain.objects.exists(),
    "exclude": lambda: Domain.objects.exclude(pk=0).exists(),
    "explain": lambda: Domain.objects.all().explain(),
    "count": lambda: Domain.objects.count(),
    "bulk_create": lambda: Domain.objects.bulk_create([]),
    "update": lambda: Domain.objects.update(zone=""),
    "raw_delete": lambda: Domain.objects.all()._raw_delete("default"),
    "related": lambda: list(a_tenant_with_domain().findings.all()),
}


def a_tenant_with_domain() -> Domain:
    with across_tenants():
        return a_domain()


@pytest.mark.parametrize("name", CALLS)
def test_every_query_outside_a_scope_raises(name: str) -> None:
    with pytest.raises(ScopeError):
        CALLS[name]()


def test_saving_and_deleting_outside_a_scope_raises() -> None:
    domain = a_tenant_with_domain()
    with pytest.raises(ScopeError):
        domain.save()
    with pytest.raises(ScopeError):
        domain.delete()


def test_inside_a_scope_only_the_tenants_own_rows_are_there() -> None:
    with across_tenants():
        mine, theirs = a_domain(), a_domain()
    with within(mine.tenant):
        assert list(Domain.objects.all()) == [mine]
        assert not Domain.objects.filter(pk=theirs.pk).exists()


def test_inside_a_scope_a_row_of_another_tenant_is_not_written() -> None:
    with across_tenants():
        theirs = a_domain()
    with within(a_tenant()), pytest.raises(ScopeError):
        theirs.save()
    with within(a_tenant()), pytest.raises(ScopeError):
        Domain.objects.bulk_create([theirs])


def write(finding: Finding) -> None:
    """Write it and have the database check at once what it would check at the end."""
    with transaction.atomic():
        finding.save()
        connection.check_constraints()


def test_the_database_refuses_a_child_of_another_tenants_domain() -> None:
    with across_tenants():
        domain, stranger = a_domain(), a_tenant()
        foreign = Finding(
            tenant=stranger, domain=domain, purpose="mx", status="ok", code="", changed_at=domain.created_at
        )
        with pytest.raises(IntegrityError):
            write(foreign)
