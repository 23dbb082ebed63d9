"""A mail as a person or a test describes it, made into the bytes that a mail server would send (RFC 5322)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from .names import canonical, domain_problem

_LOCAL_PART = re.compile(r"[!#$%&'*+/=?^_`{|}~.\w-]{1,64}", re.ASCII)
_MEDIA_TYPE = re.compile(r"(?!multipart/|message/)[\w.+-]+/[\w.+-]+", re.ASCII | re.IGNORECASE)
_OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One with a content id is shown inside the HTML (`cid:` links, RFC 2392)."""

    file_name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written into a mail. `raw` stands for all the rest, headers included."""

    subject: str = ""
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    raw: str = ""


def mail_address(typed: str) -> str | None:
    """The address of an envelope with its domain in lower case; None when it is not one."""
    local, at, domain = typed.strip().rpartition("@")
    valid = at and _LOCAL_PART.fullmatch(local) and not domain_problem(domain)
    return f"{local}@{canonical(domain)}" if valid else None


def composed(letter: Letter, sender: str, recipient: str) -> bytes:
    if letter.raw:
        return "\r\n".join(_clean(letter.raw).splitlines()).encode() + b"\r\n"
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"] = sender, recipient
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{secrets.token_hex(10)}@{sender.rpartition('@')[2]}>"
    _fill(message, letter)
    return message.as_bytes()


def _fill(message: EmailMessage, letter: Letter) -> None:
    if letter.text or not letter.html:
        message.set_content(_clean(letter.text))
    if letter.html and letter.text:
        message.add_alternative(_clean(letter.html), subtype="html")
    elif letter.html:
        message.set_content(_clean(letter.html), subtype="html")
    for each in letter.attachments:
        _attach(message, each)


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    given = attachment.content_type.partition(";")[0].strip()
    main, _, sub = (given if _MEDIA_TYPE.fullmatch(given) else _OCTETS).partition("/")
    cid = _one_line(attachment.content_id).strip("<>")
    message.add_attachment(
        attachment.content,
        maintype=main,
        subtype=sub,
        filename=_one_line(attachment.file_name) or "attachment",
        disposition="inline" if cid else "attachment",
        cid=f"<{cid}>" if cid else None,
    )


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    """Without half characters (lone surrogates), which JSON can carry and no mail can."""
    return text.encode(errors="replace").decode()
