"""The form that says where inbound mail goes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cloudmailin import targets
from cloudmailin.lifecycle.addresses import redirect
from cloudmailin.models import Address
from cloudmailin.models.account import TargetFormat
from cloudmailin.targets import InvalidTarget
from tenants.models import User

_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
"""RFC 9110 section 5.5, without the obsolete octets."""


class DeliveryForm(forms.Form):
    """The stored authorization header is never shown: leaving its field empty keeps it."""

    target = forms.CharField(
        label=_("Web address"),
        required=False,
        help_text=_(
            "Every mail is sent there in a request of its own. Your server accepts it with status 200."
        ),
        widget=forms.TextInput(
            attrs={
                "placeholder": "https://app.example.com/inbound",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "inputmode": "url",
            }
        ),
    )
    target_format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            (TargetFormat.JSON, _("JSON: one document, attachments inside it")),
            (TargetFormat.MULTIPART, _("Multipart form: attachments as uploaded files")),
        ],
        widget=forms.RadioSelect,
    )
    auth_header = forms.CharField(
        label=_("Authorization header"),
        required=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    remove_auth_header = forms.BooleanField(label=_("Send no authorization header any more"), required=False)

    def __init__(self, data: Any, *, address: Address) -> None:
        super().__init__(data, initial={"target": address.target, "target_format": address.target_format})
        self._address = address
        self.fields["auth_header"].help_text = (
            _("One is stored, and not shown. Leave this empty to keep it.")
            if address.auth_header
            else _("Optional, for example Bearer and a secret, so that your server can tell that it is us.")
        )
        if not address.auth_header:
            del self.fields["remove_auth_header"]

    def clean_target(self) -> str:
        try:
            return targets.parse(
                self.cleaned_data["target"],
                allow_private=settings.ALLOW_PRIVATE_TARGETS,
                allow_test=settings.ALLOW_TEST_DOMAINS,
            )
        except InvalidTarget as error:
            raise forms.ValidationError(str(error)) from None

    def clean_auth_header(self) -> str:
        typed: str = self.cleaned_data["auth_header"]
        if typed and not _HEADER_VALUE.fullmatch(typed):
            raise forms.ValidationError(
                _("That has a character that no header can have. Use letters, digits and plain signs.")
            )
        return typed

    def save(self, actor: User) -> bool:
        """False when nothing was changed."""
        given = self.cleaned_data
        kept = "" if given.get("remove_auth_header") else self._address.auth_header
        return redirect(
            self._address,
            target=given["target"],
            target_format=given["target_format"],
            auth_header=given["auth_header"] or kept,
            actor=actor,
        )
