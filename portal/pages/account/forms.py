"""The sign-in form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from tenants.access import belongs
from tenants.models import Brand, User


class SignInForm(AuthenticationForm):
    """A person without a tenant under this brand is told the same as one with a wrong password."""

    username = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    error_messages = {
        "invalid_login": _("This e-mail address and password do not fit together. Check both and try again."),
        "inactive": _("This e-mail address and password do not fit together. Check both and try again."),
    }

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._brand = brand

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not isinstance(user, User) or not belongs(user, self._brand):
            raise self.get_invalid_login_error()
