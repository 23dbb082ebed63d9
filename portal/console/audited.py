"""What staff change by hand is written into the audit, row by row, with what it was before; Django's own log is not kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from portal.console.site import ModelAdmin
from tenants.audit import AuditAction, record
from tenants.models import User


class Audited(ModelAdmin[Any]):
    """For every class in the console through which something can be changed."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The last step of a change, in its transaction."""
        super().save_related(request, form, formsets, change)
        _written(request, form, is_new=not change)
        for formset in formsets:
            for inline in formset.forms:
                _written_inline(request, formset, inline)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        with transaction.atomic():
            _record(request, AuditAction.ROW_DELETED, obj)
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with transaction.atomic():
            for obj in queryset:
                _record(request, AuditAction.ROW_DELETED, obj)
            super().delete_queryset(request, queryset)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        """Django's log can be rewritten, and keeps people's names."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        """Only a password is set without `save_related`."""
        if getattr(request.resolver_match, "url_name", "") == "auth_user_password_change":
            _record(request, AuditAction.PASSWORD_CHANGED, obj)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:  # type: ignore[override]
        """As for additions."""


class Undeletable:
    """What the audit and the timelines tell of is never deleted: tenants are closed, people erased, brands kept."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _written_inline(request: HttpRequest, formset: Any, form: Any) -> None:
    """What is for staff alone is told to no customer's audit."""
    if getattr(formset.model, "is_for_staff_alone", False):
        return
    if form in formset.deleted_forms:
        _record(request, AuditAction.ROW_DELETED, form.instance)
    elif form.has_changed():
        _written(request, form, is_new=form.instance in formset.new_objects)


def _written(request: HttpRequest, form: forms.ModelForm[Any], *, is_new: bool) -> None:
    """Nothing where nothing was changed."""
    if not is_new and not form.changed_data:
        return
    after = {name: form.cleaned_data.get(name) for name in form.changed_data}
    before = {} if is_new else {name: form.initial.get(name) for name in form.changed_data}
    action = AuditAction.ROW_ADDED if is_new else AuditAction.ROW_CHANGED
    _record(request, action, form.instance, before=before, after=after)


def _record(
    request: HttpRequest,
    action: AuditAction,
    target: Model,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    actor = cast(User, request.user)
    record(action, actor=actor, target=target, before=_impersonal(before), after=_impersonal(after))


def _impersonal(facts: Mapping[str, Any] | None) -> dict[str, Any]:
    """Who it is about stands in a column of its own."""
    return {name: value for name, value in (facts or {}).items() if name != "user"}
