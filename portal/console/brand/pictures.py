"""Pictures that staff hand in: drawn anew, and kept under the hash of what was drawn."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.pictures import MOST_BYTES, UnusablePicture, redrawn


class PictureField(forms.FileField):
    """Cleans to the bytes of a PNG that fits into the box, or None where no file was chosen."""

    def __init__(self, box: tuple[int, int], **options: Any) -> None:
        accepted = {"accept": "image/png,image/jpeg,image/webp"}
        super().__init__(required=False, widget=forms.FileInput(attrs=accepted), **options)
        self._box = box

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return redrawn(file.read(MOST_BYTES + 1), self._box)
        except UnusablePicture as refused:
            raise forms.ValidationError(str(refused)) from None


def keep(png: bytes) -> str:
    """Its name in the storage; the same picture is kept once."""
    name = f"brands/{sha256(png).hexdigest()[:40]}.png"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(png))


def as_url(png: bytes) -> str:
    """For a preview of what is not kept yet."""
    return f"data:image/png;base64,{b64encode(png).decode()}"
