"""A brand's icon in any size: from its favicon, from a logo that is about square, or its first letter on its colour."""

from __future__ import annotations

import unicodedata
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont, ImageOps

from portal import theme

_FINE = 4
"""Times as large as asked for, then made smaller: edges without steps."""

_ROUND, _LETTER, _SAFE = 0.22, 0.62, 0.8
"""Parts of a side: the radius of corners, the letter's height, and what no mask cuts off (W3C, "Web Application
Manifest", icon masks)."""

_NO_GLYPH = "\uffff"


def is_squarish(picture: Image.Image) -> bool:
    return max(picture.size) <= 1.25 * min(picture.size)


def from_picture(data: bytes, size: int, *, is_full: bool) -> Image.Image:
    """`data`: one of ours. `is_full`: for systems that cut a shape of their own, with no corner left empty."""
    inner = round(size * _SAFE) if is_full else size
    picture = ImageOps.contain(Image.open(BytesIO(data)).convert("RGBA"), (inner, inner))
    sheet = Image.new("RGBA", (size, size), "#ffffff" if is_full else (0, 0, 0, 0))
    sheet.alpha_composite(picture, ((size - picture.width) // 2, (size - picture.height) // 2))
    return sheet


def letter_mark(name: str, colour: str, size: int, *, is_full: bool) -> Image.Image:
    """The first letter; a ring where the font has none for it. Raises ValueError for what is no "#rrggbb"."""
    side, made = size * _FINE, theme.scheme(colour, theme.LIGHT_SURFACE)
    sheet = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(sheet)
    draw.rounded_rectangle((0, 0, side - 1, side - 1), 0 if is_full else side * _ROUND, fill=made.accent)
    height = side * _LETTER * (_SAFE if is_full else 1)
    font = ImageFont.load_default(height)
    if letter := _drawable(name, font):
        draw.text((side / 2, side / 2), letter, made.on_accent, font, "mm", stroke_width=side // 50)
    else:
        _ring(draw, side, height * 0.8, made.on_accent)
    return sheet.reduce(_FINE)


def ico(picture: Image.Image) -> bytes:
    """For browsers that ask for /favicon.ico, whatever the page says."""
    written = BytesIO()
    picture.save(written, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])
    return written.getvalue()


def _drawable(name: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    """The letter without its accents, where the font has it."""
    letter = unicodedata.normalize("NFKD", name.strip()[:1]).upper()[:1]
    has_glyph = letter and bytes(font.getmask(letter)) != bytes(font.getmask(_NO_GLYPH))
    return letter if has_glyph else ""


def _ring(draw: ImageDraw.ImageDraw, side: int, across: float, colour: str) -> None:
    near, far = (side - across) / 2, (side + across) / 2
    draw.ellipse((near, near, far, far), outline=colour, width=round(across / 5))
