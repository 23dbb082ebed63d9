"""The form that adds a domain."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cloudmailin.dns.preflight import Preflight
from cloudmailin.lifecycle.attach import AlreadyAttached, BeingRemoved, LimitReached, TooManyUnproven, attach
from cloudmailin.lifecycle.before import look_before
from cloudmailin.lifecycle.reception import limit
from cloudmailin.models import Domain
from cloudmailin.states import Use
from portal import words
from portal.pages.domains.reception_form import PatternForm
from tenants import names
from tenants.brands import is_reserved
from tenants.models import Tenant, User
from tenants.names import DomainName, InvalidName


class AddDomainForm(PatternForm):
    """Understands what was typed, and says beside the field what is wrong with it.

    Only who may set the delivery (`sets_delivery`) is asked for a pattern of recipients.
    """

    name = forms.CharField(
        label=_("Domain"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "placeholder": "example.com",
                "autocomplete": "off",
                "autofocus": True,
                "autocapitalize": "none",
                "spellcheck": "false",
                "inputmode": "url",
            }
        ),
    )
    uses = forms.MultipleChoiceField(
        label=_("What for?"),
        choices=[(use.value, words.USES[use]) for use in Use],
        initial=[use.value for use in Use],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    instead = forms.CharField(required=False)
    knowingly = forms.BooleanField(required=False)

    field_order = ("name", "uses", "pattern", "addresses")

    def __init__(self, *args: Any, tenant: Tenant, sets_delivery: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sets_delivery:
            del self.fields["pattern"], self.fields["addresses"]
        self._tenant = tenant
        self.suggestion: DomainName | None = None
        self.before = Preflight()

    def clean_name(self) -> DomainName:
        try:
            name = names.parse(
                self.cleaned_data["name"], allow_test=settings.ALLOW_TEST_DOMAINS, allow_wildcard=True
            )
        except InvalidName as error:
            self.suggestion = error.suggestion
            raise forms.ValidationError(error.message) from None
        if is_reserved(names.base(name)):
            raise forms.ValidationError(
                _("This name belongs to the mail service itself. Add a domain of your own.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        """A name for receiving in the typed one's place is below it; a name with a star only receives."""
        cleaned = self.cleaned_data
        if names.is_wildcard(cleaned.get("name", "")) and Use.SENDING in cleaned.get("uses", ()):
            said = _("Names with a star are for receiving only. Add {name} itself to send from it.")
            raise forms.ValidationError(
                {"uses": said.format(name=names.unicode(names.base(cleaned["name"])))}
            )
        if cleaned.get("instead") and (name := cleaned.get("name")):
            try:
                cleaned["instead"] = names.parse(cleaned["instead"], allow_test=settings.ALLOW_TEST_DOMAINS)
            except InvalidName as error:
                raise forms.ValidationError({"name": error.message}) from None
            if not names.is_below(cleaned["instead"], name):
                raise forms.ValidationError({"name": _("Receive at this name, or at one below it.")})
        return cleaned

    @property
    def uses_chosen(self) -> set[Use]:
        return {Use(use) for use in self.cleaned_data["uses"]}

    def has_to_decide(self) -> bool:
        """Look at DNS; whether mail would be disturbed, and nobody has said yet what is to happen.

        A star disturbs no name that has records of its own (RFC 4592 section 2.2.1).
        """
        if names.is_wildcard(self.cleaned_data["name"]):
            return False
        self.before = look_before(self.cleaned_data["name"], self.uses_chosen, self._tenant.brand)
        decided = self.cleaned_data["instead"] or self.cleaned_data["knowingly"]
        return bool(self.before.receiving_name) and not decided

    def attach(self, actor: User) -> list[Domain]:
        """Add the domain, or two where mail is received below it; none, with the reason beside the field."""
        name, instead, uses = self.cleaned_data["name"], self.cleaned_data["instead"], self.uses_chosen
        places = {name: uses}
        if instead and Use.RECEIVING in uses:
            places = {instead: {Use.RECEIVING}, name: uses - {Use.RECEIVING}}
        try:
            with transaction.atomic():
                added = [
                    attach(self._tenant, each, of, actor=actor, before=self.before if each == name else None)
                    for each, of in places.items()
                    if of
                ]
                self._limit(added, actor)
                return added
        except BeingRemoved as error:
            said = gettext(
                'This domain is just being removed. Add it again after that. <a href="{}">See how far it is</a>'
            )
            self.add_error("name", format_html(said, reverse("domain", args=[error.domain.public_id])))
        except AlreadyAttached as error:
            link = reverse("domain", args=[error.domain.public_id])
            self.add_error(
                "name",
                format_html(gettext('You have added this domain already. <a href="{}">Open it</a>'), link),
            )
        except LimitReached:
            self.add_error(
                "name", _("You have as many domains as were agreed. Remove some, or ask support for more.")
            )
        except TooManyUnproven:
            self.add_error(
                "name",
                _(
                    "Too many of your domains wait for their DNS records. Publish those, or remove some, first."
                ),
            )
        return []

    def _limit(self, added: list[Domain], actor: User) -> None:
        """Let in the recipients that were chosen, where mail is received."""
        if pattern := self.cleaned_data.get("pattern"):
            for domain in added:
                if hasattr(domain, "receiving"):
                    limit(domain, auth_regex=pattern, domain_target="", actor=actor)
