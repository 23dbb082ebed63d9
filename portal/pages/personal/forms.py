"""Whoever deletes an account, or takes its data along, shows once more that it is theirs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import User


class ConfirmForm(forms.Form):
    """The password; for somebody without one, the e-mail address."""

    proof = forms.CharField(max_length=254)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self._user = user
        self._has_password = user.has_usable_password()
        kind = "current-password" if self._has_password else "off"
        widget = forms.PasswordInput if self._has_password else forms.EmailInput
        self.fields["proof"].widget = widget(attrs={"autocomplete": kind, "required": True})
        self.fields["proof"].label = (
            _("Your password") if self._has_password else _("Type your e-mail address to confirm")
        )

    def clean_proof(self) -> str:
        typed: str = self.cleaned_data["proof"]
        if self._has_password and not self._user.check_password(typed):
            raise forms.ValidationError(_("That is not your password."))
        if not self._has_password and typed.strip().lower() != self._user.email:
            raise forms.ValidationError(_("That is not your e-mail address."))
        return typed
