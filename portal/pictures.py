"""Pictures that people hand in, drawn anew: what is kept is the pixels alone, and nothing else of what was sent."""

from __future__ import annotations

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000
"""In memory four bytes each; more than any screen has."""
LEAST_SIDE = 16

LOGO = (640, 160)
FAVICON = (512, 512)
"""Width and height in pixels that are kept at most."""

_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    OverflowError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
)
"""What Pillow's readers raise for files that are none; UnidentifiedImageError is an OSError."""


class UnusablePicture(ValueError):
    """Says in one sentence why, and what to do."""


def redrawn(data: bytes, box: tuple[int, int]) -> bytes:
    """The first picture in the file as a PNG that fits into the box, upright. Raises UnusablePicture."""
    if len(data) > MOST_BYTES:
        raise UnusablePicture("That file is larger than 2 MB. Save it smaller and try again.")
    if _looks_like_svg(data):
        raise UnusablePicture("SVG files can hold programs, so they are not taken. Export it as PNG.")
    return png(_pixels(_opened(data), box))


def png(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _looks_like_svg(data: bytes) -> bool:
    """For the words alone; no SVG is ever read."""
    start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith(b"<") or start.startswith(b"\x1f\x8b")


def _opened(data: bytes) -> Image.Image:
    """Size and format are known, and no pixel is read yet."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except _BROKEN:
        raise UnusablePicture(
            "That is no picture that can be read here. Use a PNG, JPEG or WebP file."
        ) from None
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_large()
    if min(picture.size) < LEAST_SIDE:
        raise UnusablePicture("That picture is too small. Use one of at least 16 by 16 pixels.")
    return picture


def _pixels(picture: Image.Image, box: tuple[int, int]) -> Image.Image:
    """On a new sheet, so that no note, profile or text of the file comes along."""
    try:
        picture.load()
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except _BROKEN:
        raise UnusablePicture("That file is damaged or cut short. Save it again and try again.") from None
    upright.thumbnail(box, Image.Resampling.LANCZOS)
    sheet = Image.new("RGBA", upright.size)
    sheet.paste(upright)
    return sheet


def _too_large() -> UnusablePicture:
    return UnusablePicture("That picture has more than 16 million pixels. Save it smaller and try again.")
