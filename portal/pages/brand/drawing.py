"""Which of a brand's pictures its icon is made from."""

from __future__ import annotations

from io import BytesIO

from django.core.files.storage import default_storage
from PIL import Image

from portal import icons
from tenants.models import Brand


def drawn(brand: Brand, size: int, *, is_full: bool) -> Image.Image:
    """Of such a side in pixels. A picture that the storage has lost stands in nobody's way."""
    source = stored(brand.favicon.name) or _square_logo(brand)
    if source:
        return icons.from_picture(source, size, is_full=is_full)
    return icons.letter_mark(brand.name, brand.colour, size, is_full=is_full)


def _square_logo(brand: Brand) -> bytes | None:
    data = stored(brand.logo.name)
    return data if data and icons.is_squarish(Image.open(BytesIO(data))) else None


def stored(name: str | None) -> bytes | None:
    """A picture out of the storage, None where it is not there."""
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        data: bytes = file.read()
    return data
