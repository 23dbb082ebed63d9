"""The wall between tenants: a manager that answers only inside a tenant's scope.

django-scopes keeps the scope; its own manager lets some calls through outside one (`exists`, `explain`,
`bulk_create`, an instance's `save` and `delete`), so this one refuses as soon as a query is begun.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django_scopes import get_scope, scope, scopes_disabled
from django_scopes.exceptions import ScopeError

if TYPE_CHECKING:
    from tenants.models import Tenant

_Model = TypeVar("_Model", bound=models.Model)


def within(tenant: Tenant) -> AbstractContextManager[None]:
    """Open the scope of one tenant."""
    return scope(tenant=tenant)  # type: ignore[no-any-return]


def across_tenants() -> AbstractContextManager[None]:
    """Lift the walls for work that serves all tenants: the queue, the schedule, the console."""
    return scopes_disabled()  # type: ignore[no-any-return]


def _current(model: type[models.Model]) -> Tenant | None:
    """The tenant whose scope is open, None where walls are lifted; raises ScopeError outside both."""
    opened = get_scope()
    if not opened.get("_enabled", True):
        return None
    if opened.get("tenant") is None:
        raise ScopeError(f"{model.__name__} belongs to a tenant: open its scope before asking for rows.")
    tenant: Tenant = opened["tenant"]
    return tenant


class TenantManager(models.Manager[_Model]):
    """Rows of the tenant in scope only; raises ScopeError outside a scope."""

    def get_queryset(self) -> models.QuerySet[_Model]:
        tenant = _current(self.model)
        rows = super().get_queryset()
        return rows if tenant is None else rows.filter(tenant=tenant)

    def bulk_create(self, objs: Iterable[_Model], *args: Any, **kwargs: Any) -> list[_Model]:
        rows = list(objs)
        for row in rows:
            _check(row)
        return super().bulk_create(rows, *args, **kwargs)


def _check(row: models.Model) -> None:
    tenant = _current(type(row))
    if tenant is not None and row.tenant_id != tenant.pk:  # type: ignore[attr-defined]
        raise ScopeError(f"This {type(row).__name__} belongs to another tenant than the one in scope.")


class TenantOwned(models.Model):
    """A row of one tenant: its own `tenant` column, the scoped manager, and guarded save and delete."""

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        _check(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _check(self)
        return super().delete(*args, **kwargs)


class PossiblyTenantOwned(TenantOwned):
    """A row of one tenant, or of none: that one is the queue's and the staff's, and in no tenant's scope."""

    tenant = models.ForeignKey(  # type: ignore[assignment]
        "tenants.Tenant", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
