"""Staff see and change what is their brand's: rows, choices in forms, filters' choices, and so actions, history, exports.

Every class of the console says by which path a row belongs to a brand. Superusers see all; staff without a brand nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from django.contrib.admin import AdminSite, RelatedFieldListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import BigIntegerField, Field, Model, QuerySet, Value
from django.http import HttpRequest

from tenants.models import User

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.contrib.admin.options import BaseModelAdmin

    _ModelAdmin: TypeAlias = ModelAdmin[Any]
    _BaseModelAdmin: TypeAlias = BaseModelAdmin[Any]
else:
    _ModelAdmin = _BaseModelAdmin = object

_Row = TypeVar("_Row", bound=Model)

UNDECLARED: Final = "undeclared"
HOUSE: Final = ""
"""The path of what belongs to no brand: the house's own, for superusers only."""


def brand_of_staff(request: HttpRequest) -> int | None:
    """The brand that the person is limited to; None for superusers, who see all. Nobody's number for staff without one."""
    user = request.user
    if not isinstance(user, User) or user.is_superuser:
        return None
    return user.brand_id or 0


def within_brand(rows: QuerySet[_Row], path: str, request: HttpRequest) -> QuerySet[_Row]:
    """Those of the rows that the person may know of. `path` leads from them to the brand: "pk" for a brand itself."""
    brand = brand_of_staff(request)
    if brand is None:
        return rows
    if path in (HOUSE, UNDECLARED):
        return rows.none()
    if not _leads_to_many(rows.model, path):
        return rows.filter(**{path: brand})
    return rows.filter(pk__in=rows.model._base_manager.filter(**{path: brand}).values("pk"))


def shown_to(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """The rows with `shown_to_brand`, for columns that tell of other rows: columns know no request."""
    brand = Value(brand_of_staff(request), output_field=BigIntegerField())
    told: QuerySet[Any] = rows.annotate(shown_to_brand=brand)
    return told


def _leads_to_many(model: type[Model], path: str) -> bool:
    """Joined to them, a row would be there several times."""
    steps = [] if path == "pk" else get_fields_from_path(model, path)
    return any(step.one_to_many or step.many_to_many for step in steps)


def choices(site: AdminSite, model: type[Model], request: HttpRequest) -> QuerySet[Any]:
    """What the person may choose of a model: what its own class shows them, with what their names are made of."""
    known = site._registry.get(model)
    rows = model._default_manager.select_related(*(getattr(known, "list_select_related", None) or ()))
    return within_brand(rows, getattr(known, "brand_path", UNDECLARED), request)


class LimitedChoices(_BaseModelAdmin):
    """For classes and their inlines."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **given: Any) -> Any:
        if brand_of_staff(request) is not None:
            given["queryset"] = choices(self.admin_site, db_field.remote_field.model, request)
        return super().formfield_for_foreignkey(db_field, request, **given)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **given: Any) -> Any:
        if brand_of_staff(request) is not None:
            given["queryset"] = choices(self.admin_site, db_field.remote_field.model, request)
        return super().formfield_for_manytomany(db_field, request, **given)


class _Chosen(RelatedFieldListFilter):
    """A filter by what a row belongs to; with one choice it is none, so brand staff see no filter by brand."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        rows = choices(model_admin.admin_site, field.remote_field.model, request)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(row.pk, str(row)) for row in rows.order_by(*ordering)]


class OfBrand(LimitedChoices, _ModelAdmin):
    brand_path: str = UNDECLARED
    """From a row to its brand, as filters write it ("tenant__brand"); HOUSE for what is no brand's."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return within_brand(super().get_queryset(request), self.brand_path, request)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [
            (each, _Chosen) if isinstance(each, str) and self._last_step(each).is_relation else each
            for each in super().get_list_filter(request)
        ]

    def _last_step(self, path: str) -> Field[Any, Any]:
        return get_fields_from_path(self.model, path)[-1]

    def _is_for(self, request: HttpRequest) -> bool:
        brand = brand_of_staff(request)
        return brand is None or bool(brand and self.brand_path != HOUSE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_for(request) and super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_for(request) and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_for(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_for(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_for(request) and super().has_delete_permission(request, obj)
