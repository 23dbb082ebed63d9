"""The attachments of a request: `file_name`, `content` (base64), `content_type`, `content_id`.

Choices: the base64 is read strictly, "this shouldn't contain newlines"; an empty file is refused; a
`multipart/…` type is, too.
"""

from __future__ import annotations

import base64
import email.policy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .characters import is_line

_WORD = r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+"
_TYPE = re.compile(rf"{_WORD}/{_WORD}(?:\s*;.*)?")
_CONTENT_ID = re.compile(r"[!-;=?-~]{1,200}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """`content_id` is written without its angle brackets; with one, the HTML part may show the file."""

    file_name: str
    content: bytes
    maintype: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    content_id: str | None = None


def parse_attachments(value: Any) -> tuple[Attachment, ...]:
    """Raises ValueError with every reason."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError("Attachments is not a list")
    if reasons := [
        f"Attachment {number} {reason}"
        for number, each in enumerate(value, start=1)
        for reason in _reasons(each)
    ]:
        raise ValueError(", ".join(reasons))
    return tuple(_parsed(each) for each in value)


def _reasons(given: Any) -> Iterator[str]:
    if not isinstance(given, dict):
        yield "is not an object"
        return
    for name in ("file_name", "content", "content_type"):
        if not isinstance(given.get(name), str) or not given[name].strip():
            yield f"{name} can't be blank"
        elif name != "content" and not is_line(given[name]):
            yield f"{name} can't contain line breaks or control characters"
        elif name == "content" and _decoded(given[name]) is None:
            yield "content is not valid base64"
        elif name == "content_type" and not _is_type(given[name]):
            yield "content_type is not a valid type"
    content_id = given.get("content_id")
    if content_id and not (isinstance(content_id, str) and _CONTENT_ID.fullmatch(_bare(content_id))):
        yield "content_id is invalid"


def _parsed(given: Mapping[str, Any]) -> Attachment:
    type_ = email.policy.default.header_factory("content-type", given["content_type"].strip())
    return Attachment(
        file_name=given["file_name"],
        content=_decoded(given["content"]) or b"",
        maintype=type_.maintype,
        subtype=type_.subtype,
        parameters={name: value for name, value in type_.params.items() if name != "name"},
        content_id=_bare(given.get("content_id") or "") or None,
    )


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def _is_type(text: str) -> bool:
    if not text.isascii() or not _TYPE.fullmatch(text.strip()) or text.lower().startswith("multipart/"):
        return False
    return not email.policy.default.header_factory("content-type", text.strip()).defects


def _bare(content_id: str) -> str:
    return content_id.removeprefix("<").removesuffix(">")
