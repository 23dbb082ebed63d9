"""The HTML of a message as a mail program would show it."""

from __future__ import annotations

import base64
import re

from .reading import Part, ReadMail

# Images that can do nothing but be looked at, so they may stand inside the page.
_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_CID = re.compile(r"cid:([^\s\"'<>()]+)", re.IGNORECASE)


def html_with_images(mail: ReadMail) -> str:
    """The HTML part, with the images that it shows by their content id put into it."""
    images = {each.content_id: each for each in mail.attachments if each.content_type in _IMAGES}

    def shown(match: re.Match[str]) -> str:
        image = images.get(match[1])
        return _data_url(image) if image else match[0]

    return _CID.sub(shown, mail.html or "")


def _data_url(image: Part) -> str:
    return f"data:{image.content_type};base64,{base64.b64encode(image.content).decode('ascii')}"
