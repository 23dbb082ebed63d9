"""Forms about oneself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from portal.zones import zones
from tenants.models import User
from tenants.models.brand import one_line


class ProfileForm(forms.ModelForm[User]):
    """Without a language and a time zone at the console, which speaks English and tells UTC."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the browser asks")), *settings.LANGUAGES],
        help_text=_("Of these pages and of the mails you get."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=lambda: [("", _("The site's own")), ("UTC", "UTC"), *zones()],
        help_text=_("Of times in mails, and in pages where the browser does not tell its own."),
    )

    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]
        labels = {"name": _("Your name")}
        help_texts = {"name": _("Your colleagues see it beside your e-mail address.")}

    def __init__(self, *args: Any, speaks_english: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if speaks_english:
            del self.fields["language"], self.fields["time_zone"]
        self.fields["name"].validators.append(one_line)
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class TenantForm(forms.Form):
    """For who has an account already: what the new customer is called."""

    tenant = forms.CharField(
        label=_("Name of your company or project"),
        max_length=120,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class NewPersonForm(TenantForm):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Several words are easy to remember and hard to guess."),
    )
    field_order = ["name", "tenant", "password"]

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self._email))
        return password
