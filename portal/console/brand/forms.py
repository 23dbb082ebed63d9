"""What staff fill in on a brand's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from portal.console.brand.pictures import PictureField, keep
from portal.pictures import FAVICON, LOGO
from tenants.models import Brand, BrandHost

PICTURES = ("logo", "logo_dark", "favicon")

_LOGO_HELP = "PNG, JPEG or WebP, at most 2 MB; shown 32 pixels high. Empty: the brand's name."


class LookForm(forms.ModelForm[Brand]):
    """Texts and colour are the model's; a picture is handed in as `new_…`, and taken away by `remove_…`."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    new_logo = PictureField(LOGO, label="Logo", help_text=_LOGO_HELP)
    new_logo_dark = PictureField(
        LOGO,
        label="Logo on dark",
        help_text="Where pages are dark. Empty: the other one on a white ground.",
    )
    new_favicon = PictureField(
        FAVICON,
        label="Icon",
        help_text="About square, best 512 by 512 pixels. Empty: the first letter on the brand's colour.",
    )
    remove_logo = forms.BooleanField(label="Remove it", required=False)
    remove_logo_dark = forms.BooleanField(label="Remove it", required=False)
    remove_favicon = forms.BooleanField(label="Remove it", required=False)

    class Meta:
        model = Brand
        fields = [
            "name",
            "colour",
            "sign_in_text",
            "support_email",
            "support_url",
            "support_phone",
            "terms_url",
            "privacy_url",
            "imprint_url",
            "sender_name",
            "sender_email",
            "language",
            "time_zone",
        ]
        widgets = {
            "colour": forms.TextInput(attrs={"type": "color"}),
            "sign_in_text": forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
        }

    def save(self, commit: bool = True) -> Brand:
        for name in PICTURES:
            if png := self.cleaned_data[f"new_{name}"]:
                setattr(self.instance, name, keep(png))
            elif self.cleaned_data[f"remove_{name}"]:
                setattr(self.instance, name, "")
        return super().save(commit)

    def changes(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What was before, and what is after; pictures by name only."""
        fields = [name for name in self.changed_data if name in self.Meta.fields]
        pictures = {
            name.partition("_")[2]: name.partition("_")[0] for name in self.changed_data if name not in fields
        }
        before = {name: self.initial.get(name) for name in fields}
        return before, {**{name: self.cleaned_data[name] for name in fields}, **pictures}


class HostForm(forms.ModelForm[BrandHost]):
    class Meta:
        model = BrandHost
        fields = ["name"]
        labels = {"name": "Host name"}
        widgets = {
            "name": forms.TextInput(attrs={"placeholder": "portal.example.com", "autocomplete": "off"})
        }

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name in settings.CONSOLE_HOSTS:
            raise forms.ValidationError("That is the console's own host name.")
        return name
