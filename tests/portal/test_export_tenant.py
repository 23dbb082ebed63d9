"""`manage.py export_tenant`: all that is known of one customer, nothing of another, and no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cloudmailin.models import Account, Domain
from portal.models import ShareLink
from tenants.invitations import invite
from tenants.models import AuditEntry, Tenant
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain, a_member, a_tenant
from tests.walls.filling import OWNED, fill


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def tenant() -> Tenant:
    tenant = a_tenant(a_brand(key="the-api-key"))
    fill(tenant, "mine")
    return tenant


def export(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    out = StringIO()
    call_command("export_tenant", str(tenant.public_id), stdout=out)
    told: dict[str, list[dict[str, Any]]] = json.loads(out.getvalue())
    return told


def test_every_table_that_belongs_to_tenants_is_in_it_with_its_rows(tenant: Tenant) -> None:
    told = export(tenant)
    assert [model.__name__ for model in OWNED if not told[str(model._meta.model_name)]] == []
    assert told["tenant"][0]["public_id"] == str(tenant.public_id)
    assert told["membership"][0]["user"] == "Person mine"


def test_nothing_of_another_customer_is_in_it(tenant: Tenant) -> None:
    other = a_tenant()
    fill(other, "foreign")
    assert "foreign" not in json.dumps(export(tenant))


def test_nothing_that_opens_anything_is_in_it(tenant: Tenant) -> None:
    owner = a_member(tenant, password=None)
    domain = Domain.objects.get(tenant=tenant)
    link, secret = ShareLink.make(domain, owner, timezone.now())
    invitation, invited = invite(tenant, "eve@example.com", Role.ADMIN, by=owner)
    told = json.dumps(export(tenant))
    account = Account.objects.get(brand=tenant.brand)
    for each in (secret, link.secret_hash, invited, invitation.secret_hash, str(account.api_key)):
        assert each not in told


def test_it_is_written_into_the_audit(tenant: Tenant) -> None:
    export(tenant)
    assert AuditEntry.objects.filter(tenant=tenant, action="tenant_exported", actor=None).count() == 1


def test_it_is_a_file_where_one_is_named_and_overwrites_none(tenant: Tenant, tmp_path: Path) -> None:
    for name in ("acme.json", "acme.zip"):
        call_command(
            "export_tenant", str(tenant.public_id), "--output", str(tmp_path / name), stdout=StringIO()
        )
        with pytest.raises(CommandError):
            call_command("export_tenant", str(tenant.public_id), "--output", str(tmp_path / name))
    whole = json.loads((tmp_path / "acme.json").read_text())
    with ZipFile(tmp_path / "acme.zip") as archive:
        assert json.loads(archive.read("domain.json")) == whole["domain"]
        assert {f"{name}.json" for name in whole} == set(archive.namelist())
    with pytest.raises(CommandError):
        call_command("export_tenant", str(tenant.public_id), "--output", str(tmp_path / "acme.txt"))


def test_a_customer_is_found_by_its_name_while_that_is_the_only_one(tenant: Tenant) -> None:
    out, named = StringIO(), a_tenant()
    a_domain(named)
    call_command("export_tenant", named.name.upper(), stdout=out)
    assert str(named.public_id) in out.getvalue()
    Tenant.objects.create(brand=tenant.brand, name=named.name)
    with pytest.raises(CommandError, match="Several customers"):
        call_command("export_tenant", named.name)
    with pytest.raises(CommandError, match="There is no customer"):
        call_command("export_tenant", "nobody")
