"""A message read back from what went over the wire, as a mail program would show it."""

from __future__ import annotations

import base64
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart

# Images that can do nothing but be looked at, so they may stand inside the page.
_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_CID = re.compile(r"cid:([^\s\"'<>()]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment, or an inline file. `file_name` is as the sender wrote it."""

    file_name: str
    content_type: str
    content_id: str | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    headers: tuple[tuple[str, str], ...]
    plain: str | None
    html: str | None
    files: tuple[File, ...]


def parts(content: bytes) -> Parts:
    message = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    bodies = (plain, html)
    files = (
        each
        for each in message.walk()
        if not each.is_multipart() and not any(each is body for body in bodies)
    )
    return Parts(
        headers=tuple(_headers(message)),
        plain=_text(plain) if plain else None,
        html=_text(html) if html else None,
        files=tuple(_file(each) for each in files),
    )


def html_with_images(found: Parts) -> str:
    """The HTML part, with the images that it shows by their content id put into it."""
    images = {each.content_id: each for each in found.files if each.content_type in _IMAGES}

    def shown(match: re.Match[str]) -> str:
        image = images.get(match[1])
        return _data_url(image) if image else match[0]

    return _CID.sub(shown, found.html or "")


def _data_url(image: File) -> str:
    return f"data:{image.content_type};base64,{base64.b64encode(image.content).decode('ascii')}"


def _headers(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """A header that can't be decoded is shown as it stands."""
    for name, raw in message.raw_items():
        try:
            value = str(email.policy.default.header_fetch_parse(name, raw))
        except Exception:  # Python's header parser gives up in many ways
            value = str(raw)
        yield name, _clean(value)


def _text(part: MIMEPart) -> str:
    content = _content(part)
    try:
        text = content.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        text = content.decode("latin-1")
    return text.replace("\r\n", "\n")


def _file(part: MIMEPart) -> File:
    content_id = str(part.get("Content-ID", "")).strip().removeprefix("<").removesuffix(">")
    return File(
        file_name=_clean(part.get_filename() or ""),
        content_type=part.get_content_type(),
        content_id=content_id or None,
        content=_content(part),
    )


def _clean(text: str) -> str:
    """Bytes that are no text come out of the parser as halves of surrogate pairs."""
    return text.encode(errors="replace").decode()


def _content(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
