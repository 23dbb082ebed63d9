"""A tenant with a row in every table that belongs to tenants, and a canary in every text that it has."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from cloudmailin.models import Account
from tenants.models import Brand, Membership, Tenant, User
from tenants.roles import Role
from tenants.scoping import TenantOwned, across_tenants
from tests.build import a_domain

OWNED = [model for model in apps.get_models() if issubclass(model, TenantOwned) and not model._meta.proxy]


def fill(tenant: Tenant, canary: str) -> User:
    """The owner of the tenant, whose rows all say the canary."""
    owner = User.objects.create_user(f"{canary}@canary.test", None, name=f"Person {canary}")
    Membership.objects.create(user=owner, tenant=tenant, role=Role.OWNER)
    Tenant.objects.filter(pk=tenant.pk).update(name=f"Tenant {canary}")
    a_domain(tenant, f"{canary}.test")
    with across_tenants():
        for model in _parents_first():
            if not model._default_manager.filter(tenant=tenant).exists():
                _make(model, tenant, owner, canary)
            _mark(model, tenant, canary)
    return owner


def _parents_first() -> list[type[TenantOwned]]:
    ordered: list[type[TenantOwned]] = []
    waiting = list(OWNED)
    while waiting:
        model = waiting.pop(0)
        parents = {key.related_model for key in _keys(model)} & set(OWNED) - {model}
        (ordered if parents <= set(ordered) else waiting).append(model)
    return ordered


def _keys(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _make(model: type[TenantOwned], tenant: Tenant, owner: User, canary: str) -> None:
    """Raises what the database says, where a model needs more than this knows: tell it in `_SPECIAL`."""
    related: dict[type[models.Model], Any] = {
        Tenant: tenant,
        User: owner,
        Brand: tenant.brand,
        Account: Account.objects.get(brand=tenant.brand),
    }
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            parent = field.related_model
            own = parent._default_manager.filter(tenant=tenant).first() if parent in OWNED else None
            values[field.name] = own or related.get(parent)
        elif not field.primary_key and not field.has_default():
            values[field.name] = _value(field, canary)
    values |= _SPECIAL.get(model.__name__, {})
    model._default_manager.create(**values)


_SPECIAL: dict[str, dict[str, Any]] = {}
"""What a table's constraints want beyond its fields' types."""


def _value(field: models.Field[Any, Any], canary: str) -> Any:
    if field.choices:
        return next(iter(field.flatchoices))[0]
    if isinstance(field, models.EmailField):
        return f"{canary}@canary.test"
    if isinstance(field, models.DateTimeField):
        later = "expires" in field.name or field.name in {"completed_at", "ended_at"}
        return timezone.now() + timedelta(days=later)
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField):
        return 1
    if isinstance(field, models.CharField | models.TextField):
        return canary[: field.max_length or None]
    return None


def _mark(model: type[TenantOwned], tenant: Tenant, canary: str) -> None:
    """Wherever the table takes it; what it refuses is no text that people write."""
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.CharField | models.TextField) or field.choices:
            continue
        if field.max_length is None or field.max_length > len(canary):
            with contextlib.suppress(DatabaseError), transaction.atomic():
                model._default_manager.filter(tenant=tenant).update(**{field.name: canary})
