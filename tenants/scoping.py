"""The wall between tenants: a manager that answers only inside a tenant's scope.

django-scopes keeps the scope; its own manager lets some calls through outside one (`exists`, `explain`,
`bulk_create`, an instance's `save` and `delete`), so this one refuses as soon as a query is begun. It is the base
manager too: what Django reads or writes behind one's back (a parent, a fresh copy, `save`) stays within the walls.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from django.db import models
from django.db.models import sql
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


def _are_lifted() -> bool:
    return not get_scope().get("_enabled", True)


def _current(model: type[models.Model]) -> Tenant | None:
    """The tenant whose scope is open, None where walls are lifted; raises ScopeError outside both."""
    if _are_lifted():
        return None
    tenant: Tenant | None = get_scope().get("tenant")
    if tenant is None:
        raise ScopeError(f"{model.__name__} belongs to a tenant: open its scope before asking for rows.")
    return tenant


def _check(row: models.Model) -> None:
    tenant = _current(type(row))
    if tenant is not None and row.tenant_id != tenant.pk:  # type: ignore[attr-defined]
        raise ScopeError(f"This {type(row).__name__} belongs to another tenant than the one in scope.")


class _Query(sql.Query):
    """Begun with the walls lifted, it is not run where they stand: querysets are lazy and get handed around."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_lifted = _are_lifted()

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if self.is_lifted and not _are_lifted():
            raise ScopeError("This query was begun across tenants, and is run where walls stand.")
        return super().get_compiler(*args, **kwargs)


class TenantQuerySet(models.QuerySet[_Model]):
    """Writes no other tenant's rows, and gives none away; raises ScopeError."""

    def __init__(self, model: Any = None, query: sql.Query | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(model, query or _Query(model), *args, **kwargs)

    def bulk_create(self, objs: Iterable[_Model], *args: Any, **kwargs: Any) -> list[_Model]:
        rows = list(objs)
        for row in rows:
            _check(row)
        if kwargs.get("update_conflicts") and not _are_lifted():
            raise ScopeError("The row that is in the way may be another tenant's.")
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        tenant = _current(self.model)
        for name in kwargs.keys() & {"tenant", "tenant_id"}:
            if tenant is not None and kwargs[name] not in (tenant, tenant.pk):
                raise ScopeError(f"A {self.model.__name__} stays with its tenant.")
        return super().update(**kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> models.query.RawQuerySet[Any]:
        return super().raw(*args, **kwargs) if _are_lifted() else self._refuse()

    def extra(self, *args: Any, **kwargs: Any) -> Any:
        return super().extra(*args, **kwargs) if _are_lifted() else self._refuse()

    def _refuse(self) -> NoReturn:
        raise ScopeError("SQL by hand knows no scope.")


class TenantManager(models.Manager[_Model]):
    """Rows of the tenant in scope only; raises ScopeError outside a scope."""

    _queryset_class = TenantQuerySet

    def get_queryset(self) -> models.QuerySet[_Model]:
        tenant = _current(self.model)
        rows = super().get_queryset()
        return rows if tenant is None else rows.filter(tenant=tenant)


class TenantOwned(models.Model):
    """A row of one tenant: its own `tenant` column, the scoped manager, and guarded save and delete."""

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        _check(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Django deletes by primary key, whatever the tenant of the copy at hand says; so the row is asked."""
        _check(self)
        if not type(self)._base_manager.filter(pk=self.pk).exists():
            raise ScopeError(f"There is no such {type(self).__name__} in this scope.")
        return super().delete(*args, **kwargs)


class PossiblyTenantOwned(TenantOwned):
    """A row of one tenant, or of none: that one is the queue's and the staff's, and in no tenant's scope."""

    tenant = models.ForeignKey(  # type: ignore[assignment]
        "tenants.Tenant", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
