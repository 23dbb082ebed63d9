"""A message as it goes over the wire, from what was asked for: RFC 5322 and MIME.

Choices: `markdown` is not rendered, its text becomes the plain part; the Message-ID is made of the message's
id and the sender's domain where the request gives none; the extra headers come as they are.
"""

from __future__ import annotations

import email.policy
import email.utils
from email.message import EmailMessage, MIMEPart

from .attachment import Attachment
from .draft import Draft
from .extra_headers import OWN_FIELDS
from .raw_message import completed

_LONGEST_LINE = 998  # RFC 5322 section 2.1.1


class _Folding(email.policy.EmailPolicy):
    """Folds what is not ASCII at 78 characters (RFC 2047 section 2) and the rest only where it must: Python
    would take long identifiers, as in References, for words to encode."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return (
            email.policy.SMTP.fold_binary(name, value)
            if not value.isascii()
            else super().fold_binary(name, value)
        )


_POLICY = _Folding(linesep="\r\n", max_line_length=_LONGEST_LINE)


def compose(draft: Draft, id_: str, at: float) -> bytes:
    """Raises Invalid where `raw` is not a message or another one. `at` is Unix time."""
    own = {
        "Date": email.utils.formatdate(at),
        "Message-ID": f"<{id_}@{draft.sender.domain}>",
    }
    if draft.raw is not None:
        return completed(draft, draft.raw, own)
    message = EmailMessage(policy=_POLICY)
    _write_headers(message, draft, own)
    _write_bodies(message, draft)
    for attachment in draft.attachments:
        _attach(message, attachment)
    return message.as_bytes()


def _write_headers(message: EmailMessage, draft: Draft, own: dict[str, str]) -> None:
    message["From"] = draft.sender.header()
    message["To"] = [each.header() for each in draft.to]
    if draft.cc:
        message["Cc"] = [each.header() for each in draft.cc]
    given = {name.lower(): value for name, value in draft.headers}
    subject = draft.subject if draft.subject is not None else given.get("subject")
    if subject is not None:
        message["Subject"] = subject
    extra = {name: value for name, value in draft.headers if name.lower() not in OWN_FIELDS}
    for name, value in {**{name: own[name] for name in own if name.lower() not in given}, **extra}.items():
        message[name] = value


def _write_bodies(message: EmailMessage, draft: Draft) -> None:
    text = draft.plain or draft.markdown
    if text is not None:
        message.set_content(text)
    if draft.html is not None and text is not None:
        message.add_alternative(draft.html, subtype="html")
    elif draft.html is not None:
        message.set_content(draft.html, subtype="html")


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    """Beside the HTML part when that may show it by its content id, else to the whole message."""
    page = message.get_body(("html",)) if attachment.content_id else None
    # A message inside a message may not be encoded (RFC 2046 section 5.2.1), so it travels as a mere file.
    carried = attachment.maintype != "message"
    kind = (attachment.maintype, attachment.subtype) if carried else ("application", "octet-stream")
    cid = f"<{attachment.content_id}>" if attachment.content_id else None
    (_add_related if page else _add_attachment)(page or message, attachment, kind, cid)


def _add_related(page: MIMEPart, attachment: Attachment, kind: tuple[str, str], cid: str | None) -> None:
    page.add_related(
        attachment.content,
        *kind,
        cid=cid,
        disposition="inline",
        filename=attachment.file_name,
        params=dict(attachment.parameters),
    )


def _add_attachment(whole: MIMEPart, attachment: Attachment, kind: tuple[str, str], cid: str | None) -> None:
    whole.add_attachment(
        attachment.content,
        *kind,
        cid=cid,
        filename=attachment.file_name,
        params=dict(attachment.parameters),
    )
