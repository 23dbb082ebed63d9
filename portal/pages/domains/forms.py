"""The form that adds a domain."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cloudmailin.lifecycle.attach import AlreadyAttached, BeingRemoved, TooManyUnproven, attach
from cloudmailin.models import Domain
from cloudmailin.states import Use
from portal import words
from tenants import names
from tenants.brands import is_reserved
from tenants.models import Tenant, User
from tenants.names import DomainName, InvalidName


class AddDomainForm(forms.Form):
    """Understands what was typed, and says beside the field what is wrong with it."""

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

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tenant = tenant
        self.suggestion: DomainName | None = None

    def clean_name(self) -> DomainName:
        try:
            name = names.parse(self.cleaned_data["name"], allow_test=settings.ALLOW_TEST_DOMAINS)
        except InvalidName as error:
            self.suggestion = error.suggestion
            raise forms.ValidationError(error.message) from None
        if is_reserved(name):
            raise forms.ValidationError(
                _("This name belongs to the mail service itself. Add a domain of your own.")
            )
        return name

    def attach(self, actor: User) -> Domain | None:
        """Add the domain; None when that is not possible, with the reason beside the field."""
        uses = {Use(use) for use in self.cleaned_data["uses"]}
        try:
            return attach(self._tenant, self.cleaned_data["name"], uses, actor=actor)
        except BeingRemoved:
            self.add_error("name", _("This domain is just being removed. Add it again in a minute."))
        except AlreadyAttached as error:
            link = reverse("domain", args=[error.domain.public_id])
            self.add_error(
                "name",
                format_html(gettext('You have added this domain already. <a href="{}">Open it</a>'), link),
            )
        except TooManyUnproven:
            self.add_error(
                "name",
                _(
                    "Too many of your domains wait for their DNS records. Publish those, or remove some, first."
                ),
            )
        return None
