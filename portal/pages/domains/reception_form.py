"""Forms that say which mail a domain takes, and try a pattern on addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cloudmailin import patterns, targets
from cloudmailin.lifecycle.reception import limit, offers_targets
from cloudmailin.models import Domain
from cloudmailin.patterns import InvalidPattern
from cloudmailin.targets import InvalidTarget
from tenants import names
from tenants.models import User

_MOST_ADDRESSES = 50
_PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


@dataclass(frozen=True, slots=True)
class Tried:
    """Each address and whether it is let in."""

    addresses: tuple[tuple[str, bool], ...]
    lets_all_in: bool
    lets_none_in: bool


class PatternForm(forms.Form):
    """Which recipients are let in, and addresses to try that on. Trying changes nothing."""

    pattern = forms.CharField(
        label=_("Recipients that are let in"),
        required=False,
        help_text=_(
            "A regular expression (RE2 syntax: no look-around, no back references) that the whole address has to fit. "
            "Leave it empty to take mail to every address."
        ),
        widget=forms.TextInput(attrs={**_PLAIN, "placeholder": r"(sales|support-\d+)@example\.com"}),
    )
    addresses = forms.CharField(
        label=_("Addresses to try it on"),
        required=False,
        max_length=20_000,
        help_text=_("One in each line, at most 50. Trying changes nothing."),
        widget=forms.Textarea(attrs={**_PLAIN, "rows": 4}),
    )

    def clean_pattern(self) -> str:
        try:
            return patterns.parse(self.cleaned_data["pattern"])
        except InvalidPattern as error:
            said = gettext("This can't be read as a regular expression in RE2 syntax: {why}.")
            raise forms.ValidationError(said.format(why=error)) from None

    def clean_addresses(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        if len(lines) > _MOST_ADDRESSES:
            raise forms.ValidationError(_("Paste at most 50 addresses."))
        return lines

    def tried_for(self, name: str) -> Tried:
        """For a domain of this name, a wildcard or not."""
        pattern, addresses = self.cleaned_data["pattern"], self.cleaned_data["addresses"]
        fits = patterns.admitted(pattern, addresses)
        return Tried(
            tuple(zip(addresses, fits, strict=True)),
            lets_all_in=patterns.admits_all(pattern, names.base(name)),
            lets_none_in=bool(fits) and not any(fits),
        )


class ReceptionForm(PatternForm):
    """Of a domain that is there; saving needs no addresses."""

    domain_target = forms.CharField(
        label=_("Own target"),
        required=False,
        help_text=_(
            "Mail for this domain goes to this web address instead. Leave it empty for the usual one."
        ),
        widget=forms.TextInput(
            attrs={**_PLAIN, "placeholder": "https://app.example.com/inbound", "inputmode": "url"}
        ),
    )
    field_order = ("pattern", "domain_target", "addresses")

    def __init__(self, data: Any, *, domain: Domain) -> None:
        receiving = domain.receiving
        super().__init__(
            data, initial={"pattern": receiving.auth_regex, "domain_target": receiving.domain_target}
        )
        self._domain = domain
        if not offers_targets(domain.account):
            del self.fields["domain_target"]

    def clean_domain_target(self) -> str:
        if not self.cleaned_data["domain_target"].strip():
            return ""
        try:
            return targets.parse(
                self.cleaned_data["domain_target"],
                allow_private=settings.ALLOW_PRIVATE_TARGETS,
                allow_test=settings.ALLOW_TEST_DOMAINS,
            )
        except InvalidTarget as error:
            raise forms.ValidationError(str(error)) from None

    def tried(self) -> Tried:
        return self.tried_for(self._domain.name)

    def save(self, actor: User) -> bool:
        """False when nothing was changed. Raises TooLate."""
        return limit(
            self._domain,
            auth_regex=self.cleaned_data["pattern"],
            domain_target=self.cleaned_data.get("domain_target", ""),
            actor=actor,
        )
