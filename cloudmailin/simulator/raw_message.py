"""A whole message that the request brings along in `raw`.

Documented: it must be valid, with `To` and `From` headers that match the request; the request's subject wins
over its own. It is passed on byte for byte otherwise, so that a signature in it stays good. Choices: line
ends become CRLF, a missing Date and Message-ID are added, and `Bcc` is refused as it is in the request.
"""

from __future__ import annotations

import re
from email.header import Header

from .draft import Draft, mismatches
from .errors import Invalid

_FIELD = re.compile(r"([!-9;-~]+)[ \t]*:([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)\r\n")
_LINE_END = re.compile(r"\r\n|\r|\n")
_REQUIRED = ("from", "to")


def completed(draft: Draft, raw: str, own: dict[str, str]) -> bytes:
    """The message with the headers that the request decides. Raises Invalid."""
    head, body = _split(_LINE_END.sub("\r\n", raw))
    fields = [(match[1], match[2].replace("\r\n", "").strip()) for match in _FIELD.finditer(head)]
    if reasons := _reasons(draft, fields):
        raise Invalid(reasons)
    names = {name.lower() for name, _ in fields}
    added = {name: value for name, value in own.items() if name.lower() not in names}
    if draft.subject is not None:
        head = _FIELD.sub(lambda match: "" if match[1].lower() == "subject" else match[0], head)
        added["Subject"] = Header(draft.subject, header_name="Subject").encode(linesep="\r\n")
    written = "".join(f"{name}: {value}\r\n" for name, value in added.items())
    return f"{written}{head}\r\n{body}".encode()


def _split(raw: str) -> tuple[str, str]:
    """The header fields with their line ends, and what follows the empty line. Raises Invalid."""
    head, _, body = raw.lstrip("\r\n").partition("\r\n\r\n")
    head = head.removesuffix("\r\n") + "\r\n"
    if _FIELD.sub("", head):
        raise Invalid(["Raw is not a valid message: its headers can't be read"])
    return head, body


def _reasons(draft: Draft, fields: list[tuple[str, str]]) -> list[str]:
    names = [name.lower() for name, _ in fields]
    wrong = [f"Raw must have one {name.capitalize()} header" for name in _REQUIRED if names.count(name) != 1]
    if "bcc" in names:
        wrong.append("Raw can't have a Bcc header")
    return wrong + [f"Raw's {name} header doesn't match the field" for name in mismatches(draft, fields)]
