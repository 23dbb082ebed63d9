"""A mail as CloudMailin posts it: the formats "JSON normalized" (`json+n`) and "multipart normalized".

Documented: `headers` in lower case with underscores, a list where a header occurs more than once; `envelope`;
`plain`, `html`, `reply_plain`; `attachments` with their content in Base64, or as files named `attachments[]`.
Choices: a text that the mail does not have is null in JSON and left out of a form; the content is always
embedded, as the settings of an attachment store are opaque here; `tls_cipher` comes with `tls`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from .reading import Part, ReadMail
from .replies import is_reply, reply

JSON, MULTIPART = "json+n", "multipart+n"
_CIPHER = "TLS_AES_256_GCM_SHA384"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the sending server said, and what is known of it. `tls`: the version, None without."""

    sender: str
    recipient: str
    tls: str | None = "TLSv1.3"
    spf: str = "pass"
    remote_ip: str = "127.0.0.1"
    helo_domain: str = "localhost"

    def shown(self) -> dict[str, Any]:
        return {
            "to": self.recipient,
            "recipients": [self.recipient],
            "from": self.sender,
            "helo_domain": self.helo_domain,
            "remote_ip": self.remote_ip,
            "spf": {"result": self.spf, "domain": self.sender.rpartition("@")[2]},
            "tls": self.tls is not None,
            **({"tls_cipher": _CIPHER} if self.tls else {}),
        }


def encoded(mail: ReadMail, envelope: Envelope, target_format: str) -> tuple[str, bytes]:
    """The content type and the body of the request."""
    content: dict[str, Any] = {"headers": _headers(mail), "envelope": envelope.shown()}
    content |= _texts(mail)
    if target_format == MULTIPART:
        return _as_form(content, mail.attachments)
    content["attachments"] = [_embedded(part) for part in mail.attachments]
    return "application/json", json.dumps(content, ensure_ascii=False).encode(errors="replace")


def _headers(mail: ReadMail) -> dict[str, str | list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in mail.headers:
        found.setdefault(name.lower().replace("-", "_"), []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _texts(mail: ReadMail) -> dict[str, str | None]:
    answers = is_reply(frozenset(name.lower() for name, _ in mail.headers)) and mail.plain is not None
    return {
        "plain": mail.plain,
        "html": mail.html,
        "reply_plain": reply(mail.plain) if answers and mail.plain else None,
    }


def _embedded(part: Part) -> dict[str, Any]:
    return {
        "content": base64.b64encode(part.content).decode(),
        "file_name": part.file_name,
        "content_type": part.content_type,
        "size": len(part.content),
        "disposition": part.disposition,
        **({"content_id": part.content_id} if part.content_id else {}),
    }


def _as_form(content: dict[str, Any], attachments: tuple[Part, ...]) -> tuple[str, bytes]:
    """Form data (RFC 7578). Every field is given as a file without a name, so that the form is never empty."""
    fields: list[tuple[str, Any]] = [
        (name, (None, text.encode(errors="replace"))) for name, text in _fields("", content)
    ]
    files = [("attachments[]", (each.file_name, each.content, each.content_type)) for each in attachments]
    request = httpx.Request("POST", "http://localhost", files=fields + files)
    return request.headers["content-type"], request.read()


def _fields(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """`envelope[spf][result]` and the like, one for each value that there is."""
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if children is not None:
        for key, child in children:
            yield from _fields(f"{name}[{key}]" if name else str(key), child)
    elif value is not None:
        yield name, str(value).lower() if isinstance(value, bool) else value
