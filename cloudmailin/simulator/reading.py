"""A mail's bytes taken apart. Any bytes will do: what can't be read is passed on as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

_FOLD = re.compile(r"\r?\n(?=[ \t])")
_TEXTS = ("text/plain", "text/html")


@dataclass(frozen=True, slots=True)
class Part:
    file_name: str
    content_type: str
    disposition: str
    content_id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadMail:
    """`headers` in their order, decoded; `plain` and `html` are None where the mail has no such part."""

    headers: tuple[tuple[str, str], ...]
    plain: str | None
    html: str | None
    attachments: tuple[Part, ...]

    def header(self, name: str) -> str | None:
        return next((value for own, value in self.headers if own.lower() == name), None)


def read_mail(raw: bytes) -> ReadMail:
    message = message_from_bytes(raw)
    texts: dict[str, str] = {}
    attachments: list[Part] = []
    for leaf in _leaves(message):
        kind = leaf.get_content_type()
        if kind in _TEXTS and kind not in texts and leaf.get_content_disposition() != "attachment":
            texts[kind] = _text(leaf)
        else:
            attachments.append(_part(leaf, number=len(attachments) + 1))
    headers = tuple((_utf8(name), _decoded(str(value))) for name, value in message.raw_items())
    return ReadMail(headers, texts.get("text/plain"), texts.get("text/html"), tuple(attachments))


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; a mail inside a mail is one of them, not opened."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for child in _children(message):
            yield from _leaves(child)
    else:
        yield message


def _children(message: Message) -> list[Message]:
    inside = message.get_payload() if message.is_multipart() else ()
    return [each for each in inside if isinstance(each, Message)]


def _part(leaf: Message, number: int) -> Part:
    return Part(
        file_name=_file_name(leaf) or f"attachment-{number}",
        content_type=leaf.get_content_type(),
        disposition="inline" if leaf.get_content_disposition() == "inline" else "attachment",
        content_id=_decoded(str(leaf.get("Content-ID", ""))).strip().strip("<>"),
        content=_content(leaf),
    )


def _file_name(leaf: Message) -> str:
    """The standard library fails on some malformed parameters (RFC 2231)."""
    try:
        return _decoded(leaf.get_filename() or "")
    except (TypeError, ValueError, LookupError):
        return ""


def _content(leaf: Message) -> bytes:
    if leaf.is_multipart():
        return b"".join(map(_written, _children(leaf)))
    content = leaf.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _written(message: Message) -> bytes:
    """A mail inside a mail; nothing of one too broken for the standard library to write again."""
    try:
        return message.as_bytes()
    except (TypeError, ValueError, LookupError):
        return b""


def _text(leaf: Message) -> str:
    """Lines end in a line feed, whatever they ended in."""
    content = _content(leaf)
    try:
        text = content.decode(leaf.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        text = content.decode(errors="replace")
    return text.replace("\r\n", "\n")


def _decoded(value: str) -> str:
    """A header on one line, its encoded words (RFC 2047) and bare UTF-8 read."""
    line = _utf8(_FOLD.sub("", value))
    try:
        return _utf8(str(make_header(decode_header(line))))
    except (LookupError, ValueError, HeaderParseError):
        return line


def _utf8(text: str) -> str:
    return text.encode(errors="surrogateescape").decode(errors="replace") if _is_escaped(text) else text


def _is_escaped(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
