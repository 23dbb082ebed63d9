"""The name is typed, so that nobody deletes a customer by a slip of the finger."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class CloseForm(forms.Form):
    name = forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})
    )

    def __init__(self, data: Any, *, tenant: Tenant) -> None:
        super().__init__(data)
        self._name = tenant.name
        self.fields["name"].label = _("Type {name} to confirm").format(name=tenant.name)

    def clean_name(self) -> str:
        typed = " ".join(self.cleaned_data["name"].split())
        if typed.casefold() != " ".join(self._name.split()).casefold():
            raise forms.ValidationError(_("That is not the name. Type it as it stands above."))
        return typed
