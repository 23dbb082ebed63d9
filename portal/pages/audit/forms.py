"""What is looked for in the audit."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import audit_words
from tenants.models import AuditEntry


class FilterForm(forms.Form):
    """All fields may be empty; `found` narrows by those that are filled in."""

    person = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": _("Name, e-mail"), "autocomplete": "off"}),
    )
    action = forms.ChoiceField(label=_("Action"), required=False)
    object = forms.CharField(
        label=_("Object"),
        required=False,
        max_length=253,
        widget=forms.TextInput(attrs={"placeholder": "example.com", "autocomplete": "off"}),
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        shown = [
            (each.value, words)
            for each, words in audit_words.ACTIONS.items()
            if each not in audit_words.FOR_STAFF_ALONE
        ]
        self.fields["action"].choices = [("", _("All")), *sorted(shown, key=lambda each: str(each[1]))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", _("This day is before the first one."))
        return given

    def found(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Nothing while a field is filled in wrongly."""
        if not self.is_valid():
            return entries.none()
        given = self.cleaned_data
        if given["person"]:
            entries = entries.filter(_is(given["person"], "actor") | _is(given["person"], "person"))
        if given["action"]:
            entries = entries.filter(action=given["action"])
        if given["object"]:
            entries = entries.filter(target_name__icontains=given["object"].strip())
        if given["since"]:
            entries = entries.filter(at__gte=_begin_of(given["since"]))
        if given["until"]:
            entries = entries.filter(at__lt=_begin_of(given["until"] + timedelta(days=1)))
        return entries


def _is(text: str, who: str) -> Q:
    """Staff have no name in a customer's audit."""
    named = Q(**{f"{who}__name__icontains": text.strip()}) | Q(**{f"{who}__email__icontains": text.strip()})
    return named & Q(**{f"{who}__is_staff": False, f"{who}__erased_at": None})


def _begin_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
