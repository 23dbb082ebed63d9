"""What a person or a test gives for a mail to be sent in: read, checked, and the problems by field."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData, UploadFile

from .letter import Attachment, Letter, composed, mail_address
from .normalized import Envelope

SPF_RESULTS = ("pass", "neutral", "softfail", "fail", "none", "temperror", "permerror")
TLS_VERSION = "TLSv1.3"
_TEXTS = ("from", "to", "subject", "text", "html", "raw", "spf")
EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(_TEXTS, ""),
    "from": "sender@example.net",
    "subject": "A test mail",
    "text": "Hello, this is a test.",
    "spf": "pass",
    "tls": True,
}
_NOT_AN_ADDRESS = "Enter an e-mail address, for example sender@example.net."


@dataclass(frozen=True, slots=True)
class MailForm:
    """What stands in the fields, and what is wrong with it, by field."""

    typed: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    problems: Mapping[str, str] = field(default_factory=dict)


class MailProblems(ValueError):
    """Every problem, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


async def submitted(form: FormData) -> dict[str, Any]:
    """The same fields as in a test's JSON."""
    typed: dict[str, Any] = {name: str(form.get(name, "")) for name in _TEXTS}
    typed["tls"] = "tls" in form
    files = [each for each in form.getlist("attachment") if isinstance(each, UploadFile) and each.filename]
    typed["attachments"] = [
        {"file_name": each.filename, "content_type": each.content_type, "content": await each.read()}
        for each in files
    ]
    return typed


def read(typed: Mapping[str, Any]) -> tuple[Envelope, bytes]:
    """The envelope and the mail. Raises MailProblems."""
    problems = {
        name: f"{name.capitalize()} is not text."
        for name in _TEXTS
        if not isinstance(typed.get(name, ""), str)
    }
    sender, recipient = (mail_address(str(typed.get(name, ""))) for name in ("from", "to"))
    spf = typed.get("spf", "pass")
    problems |= {} if sender else {"from": _NOT_AN_ADDRESS}
    problems |= {} if recipient else {"to": _NOT_AN_ADDRESS}
    problems |= {} if spf in SPF_RESULTS else {"spf": f"Choose one of {', '.join(SPF_RESULTS)}."}
    attachments = _attachments(typed.get("attachments", ()))
    problems |= {} if attachments is not None else {"attachments": "Each needs file_name and Base64 content."}
    if problems or not (sender and recipient) or attachments is None:
        raise MailProblems(problems)
    texts = {name: typed.get(name, "") for name in ("subject", "text", "html", "raw")}
    tls = TLS_VERSION if typed.get("tls", True) else None
    letter = Letter(**texts, attachments=attachments)
    return Envelope(sender, recipient, tls, spf), composed(letter, sender, recipient)


def _attachments(given: Any) -> tuple[Attachment, ...] | None:
    try:
        return tuple(_attachment(each) for each in given)
    except (KeyError, TypeError, ValueError):
        return None


def _attachment(given: Mapping[str, Any]) -> Attachment:
    """Content is bytes from a form, Base64 from a test."""
    content = given["content"]
    return Attachment(
        file_name=str(given["file_name"]),
        content_type=str(given.get("content_type") or ""),
        content=content if isinstance(content, bytes) else base64.b64decode(content, validate=True),
        content_id=str(given.get("content_id") or ""),
    )
