"""The wall between tenants: closed outside a scope, and narrow inside one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Prefetch
from django_scopes.exceptions import ScopeError

from cloudmailin.models import Domain, Finding
from tenants.scoping import across_tenants, within
from tests.build import a_domain, a_tenant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 1, tzinfo=UTC)

domains = Domain.objects
Call = Callable[[], object]


def a_tenant_with_domain() -> Domain:
    with across_tenants():
        return a_domain()


def a_finding(domain: Domain) -> Finding:
    return Finding.objects.create(
        domain=domain, tenant=domain.tenant, purpose="x", status="ok", changed_at=NOW
    )


OUTSIDE: dict[str, Call] = {
    "all": lambda: list(domains.all()),
    "aggregate": lambda: domains.aggregate(),
    "annotate": lambda: domains.annotate(other=F("name")),
    "base manager": lambda: list(Domain._base_manager.all()),
    "bulk_create": lambda: domains.bulk_create([]),
    "bulk_update": lambda: domains.bulk_update([], ["zone"]),
    "count": lambda: domains.count(),
    "default manager": lambda: list(Domain._default_manager.all()),
    "exclude": lambda: domains.exclude(pk=0).exists(),
    "exists": lambda: domains.exists(),
    "explain": lambda: domains.all().explain(),
    "first": lambda: domains.first(),
    "in_bulk": lambda: domains.in_bulk([1]),
    "iterator": lambda: list(domains.iterator()),
    "none": lambda: domains.none(),
    "prefetch": lambda: list(domains.prefetch_related(Prefetch("findings"))),
    "raw": lambda: list(domains.raw("SELECT * FROM cloudmailin_domain")),
    "raw_delete": lambda: domains.all()._raw_delete("default"),
    "related": lambda: list(a_tenant_with_domain().findings.all()),
    "update": lambda: domains.update(zone=""),
    "update_or_create": lambda: domains.update_or_create(pk=1),
    "values": lambda: list(domains.values("name")),
    "refresh": lambda: a_tenant_with_domain().refresh_from_db(),
    "save": lambda: a_tenant_with_domain().save(),
    "delete": lambda: a_tenant_with_domain().delete(),
}


@pytest.mark.parametrize("call", OUTSIDE.values(), ids=OUTSIDE)
def test_outside_a_scope_every_call_raises(call: Call) -> None:
    with pytest.raises(ScopeError):
        call()


def forged(theirs: Domain, mine: Domain) -> Domain:
    """Their row's key with my tenant on it."""
    return Domain(pk=theirs.pk, tenant=mine.tenant, account=mine.account, name="forged.test")


def moved(mine: Domain, theirs: Domain) -> Domain:
    mine.tenant = theirs.tenant
    return mine


INSIDE: dict[str, Callable[[Domain, Domain], object]] = {
    "bulk_create": lambda mine, theirs: domains.bulk_create([theirs]),
    "bulk_create of a queryset": lambda mine, theirs: domains.all().bulk_create([theirs]),
    "bulk_create over a row": lambda mine, theirs: domains.bulk_create(
        [forged(theirs, mine)], update_conflicts=True, update_fields=["name"], unique_fields=["id"]
    ),
    "bulk_update": lambda mine, theirs: domains.bulk_update([moved(mine, theirs)], ["tenant"]),
    "create": lambda mine, theirs: domains.create(tenant=theirs.tenant, name="a.test"),
    "delete": lambda mine, theirs: theirs.delete(),
    "delete forged": lambda mine, theirs: forged(theirs, mine).delete(),
    "extra": lambda mine, theirs: domains.extra(where=["1=1) OR (1=1"]),
    "get_or_create": lambda mine, theirs: domains.get_or_create(tenant=theirs.tenant, name=theirs.name),
    "move": lambda mine, theirs: domains.update(tenant=theirs.tenant),
    "move by id": lambda mine, theirs: domains.update(tenant_id=theirs.tenant_id),
    "move by saving": lambda mine, theirs: moved(mine, theirs).save(),
    "raw": lambda mine, theirs: domains.raw("SELECT * FROM cloudmailin_domain"),
    "save": lambda mine, theirs: theirs.save(),
    "update_or_create": lambda mine, theirs: domains.update_or_create(tenant=theirs.tenant, name="a.test"),
}


@pytest.mark.parametrize("call", INSIDE.values(), ids=INSIDE)
def test_inside_a_scope_no_row_of_another_tenant_is_written(
    call: Callable[[Domain, Domain], object],
) -> None:
    mine, theirs = a_tenant_with_domain(), a_tenant_with_domain()
    with within(mine.tenant), pytest.raises(ScopeError):
        call(mine, theirs)


def test_a_forged_key_takes_no_row_over() -> None:
    mine, theirs = a_tenant_with_domain(), a_tenant_with_domain()
    with within(mine.tenant), pytest.raises(IntegrityError), transaction.atomic():
        forged(theirs, mine).save()
    with across_tenants():
        assert Domain.objects.get(pk=theirs.pk).name == theirs.name


def test_inside_a_scope_only_the_tenants_own_rows_are_there() -> None:
    mine, theirs = a_tenant_with_domain(), a_tenant_with_domain()
    with across_tenants():
        finding = a_finding(theirs)
    with within(mine.tenant):
        assert list(domains.all()) == list(Domain._base_manager.all()) == [mine]
        assert not domains.filter(pk=theirs.pk).exists()
        assert domains.in_bulk([theirs.pk]) == {}
        assert domains.filter(pk=theirs.pk).update(zone="x") == 0
        assert domains.filter(pk=theirs.pk).delete()[0] == 0
        assert list(theirs.findings.all()) == []
        with pytest.raises(Domain.DoesNotExist):
            theirs.refresh_from_db()
        with pytest.raises(Domain.DoesNotExist):
            _ = Finding(domain_id=theirs.pk, tenant=mine.tenant).domain
        theirs.findings.set([])
        mine.findings.add(finding)
    with across_tenants():
        assert Finding.objects.get(pk=finding.pk).domain_id == theirs.pk


def test_a_query_begun_across_tenants_is_not_run_where_walls_stand() -> None:
    """Querysets are lazy: one that is handed out of the lifted walls would show everybody's rows."""
    mine, _theirs = a_tenant_with_domain(), a_tenant_with_domain()
    with across_tenants():
        everybodys: Any = domains.order_by("pk")
    for call in (list, lambda rows: rows.count(), lambda rows: rows.filter(pk=1).exists()):
        with within(mine.tenant), pytest.raises(ScopeError):
            call(everybodys)
        with pytest.raises(ScopeError):
            call(everybodys)
    with across_tenants():
        assert len(everybodys.all()) == 2


def write(finding: Finding) -> None:
    """Write it and have the database check at once what it would check at the end."""
    with transaction.atomic():
        finding.save()
        connection.check_constraints()


def test_the_database_refuses_a_child_of_another_tenants_domain() -> None:
    domain, stranger = a_tenant_with_domain(), a_tenant()
    foreign = Finding(tenant=stranger, domain=domain, purpose="mx", status="ok", changed_at=NOW)
    with across_tenants(), pytest.raises(IntegrityError):
        write(foreign)
