"""What is looked for in the delivery log. It is looked for in our own rows: nothing of it is ever asked of the mail service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cloudmailin.models import IncomingStatus
from portal import mail_words
from portal.pages.activity.periods import DEFAULT, PERIODS, Period
from tenants import names


class FilterForm(forms.Form):
    """All fields may be empty; an unknown period is the default one."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"placeholder": _("Sender, recipient or subject"), "autocomplete": "off"}
        ),
    )
    domain = forms.CharField(
        label=_("Domain"),
        required=False,
        max_length=253,
        widget=forms.TextInput(attrs={"placeholder": "example.com", "autocomplete": "off"}),
    )
    outcome = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), *((each, words) for each, words in mail_words.OUTCOMES.items())],
    )
    period = forms.ChoiceField(
        label=_("Time"), required=False, choices=[(key, each.label) for key, each in PERIODS.items()]
    )

    def __init__(self, data: Any) -> None:
        super().__init__({"period": DEFAULT, **{name: data[name] for name in data}})

    def clean_domain(self) -> str:
        """Its A-labels, for a whole name; else the text as it is."""
        typed: str = self.cleaned_data["domain"].strip().lower()
        try:
            return names.parse(typed, allow_test=True) if typed else ""
        except names.InvalidName:
            return typed

    @property
    def period_shown(self) -> Period:
        chosen = self.cleaned_data.get("period", "") if self.is_valid() else ""
        return PERIODS.get(chosen, PERIODS[DEFAULT])

    @property
    def is_narrow(self) -> bool:
        return any(self.data.get(name) for name in ("q", "domain", "outcome"))

    def found(self, since: datetime) -> QuerySet[IncomingStatus]:
        """Newest first; nothing while a field is filled in wrongly."""
        rows = IncomingStatus.objects.filter(at__gte=since)
        if not self.is_valid():
            return rows.none()
        given = self.cleaned_data
        if given["q"]:
            rows = rows.filter(_mentions(given["q"].strip()))
        if given["domain"]:
            rows = rows.filter(domain__name__icontains=given["domain"])
        if given["outcome"]:
            rows = rows.filter(outcome=given["outcome"])
        return rows


def _mentions(text: str) -> Q:
    return Q(sender__icontains=text) | Q(recipient__icontains=text) | Q(subject__icontains=text)
