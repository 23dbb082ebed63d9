"""Everything that is known of a tenant: its own row, and the rows of every table that belongs to tenants.

No table can be forgotten: they are found by their tie to the tenant. What opens something is left out, sealed fields
and hashes of secrets; staff are the brand's support, as on the customer's own pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from cloudmailin.sealed import SealedField
from portal import audit_words
from tenants.models import Membership, Tenant, User
from tenants.scoping import TenantOwned, across_tenants

Fact = dict[str, Any]
_AT_A_TIME = 1000


def tables(tenant: Tenant) -> Iterator[tuple[str, Iterator[Fact]]]:
    """Each table's name with its rows, to be read one after the other."""
    yield "tenant", iter([_facts(tenant)])
    for model in _models():
        yield model._meta.model_name or "", _rows(model, tenant)


def _models() -> list[type[Model]]:
    owned = [each for each in apps.get_models() if issubclass(each, TenantOwned) and not each._meta.proxy]
    return sorted([Membership, *owned], key=lambda each: each._meta.label)


def _rows(model: type[Model], tenant: Tenant) -> Iterator[Fact]:
    """In batches by their number: no cursor is held open, and no table is held in memory."""
    last = 0
    people = [each.name for each in model._meta.concrete_fields if each.related_model is User]
    while True:
        with across_tenants():
            rows = model._default_manager.filter(tenant=tenant, pk__gt=last).select_related(*people)
            batch = [(row.pk, _facts(row)) for row in rows.order_by("pk")[:_AT_A_TIME]]
        if not batch:
            return
        yield from (facts for _, facts in batch)
        last = batch[-1][0]


def _facts(row: Model) -> Fact:
    return {each.name: _value(row, each) for each in row._meta.concrete_fields if not _opens(each)}


def _opens(field: Field[Any, Any]) -> bool:
    return isinstance(field, SealedField) or field.name.endswith("_hash")


def _value(row: Model, field: Field[Any, Any]) -> Any:
    if field.related_model is User:
        return audit_words.person(getattr(row, field.name), support="support")
    return getattr(row, field.attname if isinstance(field, ForeignKey) else field.name)
