"""Whoever deletes an account types its e-mail address, so that nobody does by a slip of the finger."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import User


class ConfirmForm(forms.Form):
    email = forms.CharField(
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self._email = user.email
        self.fields["email"].label = _("Type {email} to confirm").format(email=user.email)

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip().lower()
        if typed != self._email:
            raise forms.ValidationError(_("That is not your e-mail address. Type it as it stands above."))
        return typed
