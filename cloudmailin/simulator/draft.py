"""What a request to send asks for, read from its JSON: every field checked, all reasons told at once.

Documented: the fields and their kinds (Message, RawMessage and MessageCommon in the OpenAPI description of
2021, `cc`, `markdown` and `priority` in newer sources), 20 recipients, no BCC. Choices: an empty value counts
as none; `raw` goes with none of the fields that it replaces; every address counts, also one given twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from .attachment import Attachment, parse_attachments
from .characters import is_line, is_text
from .errors import Invalid
from .extra_headers import parse_headers
from .mail_address import MailAddress, parse_list, parse_one
from .world import JsonObject

PRIORITIES = ("standard", "priority", "digest")
_MOST_RECIPIENTS = 20
_BODIES = ("plain", "html", "markdown", "raw")
_REPLACED_BY_RAW = ("plain", "html", "markdown", "headers", "attachments")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it is wanted. `subject` is None where nothing is said about it."""

    sender: MailAddress
    to: tuple[MailAddress, ...]
    cc: tuple[MailAddress, ...]
    subject: str | None
    plain: str | None
    html: str | None
    markdown: str | None
    raw: str | None
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]
    tags: tuple[str, ...]
    priority: str
    test_mode: bool

    @property
    def recipients(self) -> tuple[str, ...]:
        """Each address once, in order."""
        return tuple(dict.fromkeys(each.address for each in (*self.to, *self.cc)))


def read(content: JsonObject) -> Draft:
    """Raises Invalid."""
    reading = _Reading(content)
    draft = {
        "sender": reading.take("from", _sender),
        "to": reading.take("to", _recipients("To")) or (),
        "cc": reading.take("cc", _copies) or (),
        "subject": reading.take("subject", _line("Subject")),
        **{name: reading.take(name, _text(name.capitalize())) for name in _BODIES},
        "headers": reading.take("headers", parse_headers) or (),
        "attachments": reading.take("attachments", parse_attachments) or (),
        "tags": reading.take("tags", _tags) or (),
        "priority": reading.take("priority", _priority),
        "test_mode": reading.take("test_mode", _flag),
    }
    reading.reasons += _reasons(content, len(draft["to"]) + len(draft["cc"]))
    if reading.reasons:
        raise Invalid(reading.reasons)
    return _matching(Draft(**draft))


class _Reading:
    """Takes one field after the other and gathers what is wrong."""

    def __init__(self, content: JsonObject) -> None:
        self._content = content
        self.reasons: list[str] = []

    def take(self, name: str, parse: Callable[[Any], _T]) -> Any:
        """What `parse` makes of the field; None where it raises ValueError with a reason."""
        value = self._content.get(name)
        try:
            return parse(None if value in ("", [], {}) else value)
        except ValueError as reason:
            self.reasons.append(str(reason))
            return None


def _reasons(content: JsonObject, recipients: int) -> list[str]:
    """What is wrong with the fields taken together."""
    reasons = []
    if recipients > _MOST_RECIPIENTS:
        reasons.append(f"A message can't have more than {_MOST_RECIPIENTS} recipients")
    if content.get("bcc"):
        reasons.append("Bcc is not supported")
    if not any(content.get(name) for name in _BODIES):
        reasons.append("One of plain, html, markdown or raw must be given")
    if content.get("raw") and (beside := [name for name in _REPLACED_BY_RAW if content.get(name)]):
        reasons.append(f"Raw can't be combined with {' or '.join(beside)}")
    return reasons


def _matching(draft: Draft) -> Draft:
    """Raises Invalid when a header of an own field says something else than the field."""
    if reasons := mismatches(draft, draft.headers):
        raise Invalid(f"Header {name} doesn't match the field" for name in reasons)
    return draft


def mismatches(draft: Draft, headers: Iterable[tuple[str, str]]) -> list[str]:
    """The names among From, To and Cc headers that hold other addresses than the request's fields."""
    fields = {"from": (draft.sender,), "to": draft.to, "cc": draft.cc}
    return [
        name
        for name, value in headers
        if name.lower() in fields and _addresses(value) != {each.address for each in fields[name.lower()]}
    ]


def _addresses(value: str) -> set[str] | None:
    try:
        return {each.address for each in parse_list(value)}
    except ValueError:
        return None


def _sender(value: Any) -> MailAddress:
    if value is None:
        raise ValueError("From can't be blank")
    try:
        return parse_one(value) if isinstance(value, str) else _refuse()
    except ValueError:
        raise ValueError("From is not a valid email address") from None


def _recipients(name: str) -> Callable[[Any], tuple[MailAddress, ...]]:
    """A string with commas, or a list with one address in each string."""

    def parse(value: Any) -> tuple[MailAddress, ...]:
        if value is None:
            raise ValueError(f"{name} can't be blank")
        try:
            if isinstance(value, str):
                return parse_list(value) or _refuse()
            return tuple(parse_one(each if isinstance(each, str) else _refuse()) for each in value)
        except (ValueError, TypeError):
            raise ValueError(f"{name} contains an invalid email address") from None

    return parse


def _copies(value: Any) -> tuple[MailAddress, ...]:
    return () if value is None else _recipients("Cc")(value)


def _refuse() -> Any:
    raise ValueError


def _text(name: str) -> Callable[[Any], str | None]:
    def parse(value: Any) -> str | None:
        if not (value is None or is_text(value)):
            raise ValueError(f"{name} is not a text")
        text: str | None = value
        return text

    return parse


def _line(name: str) -> Callable[[Any], str | None]:
    """A text for a header: whatever would begin a header of its own is refused."""

    def parse(value: Any) -> str | None:
        text = _text(name)(value)
        if text and not is_line(text):
            raise ValueError(f"{name} can't contain line breaks or control characters")
        return text

    return parse


def _tags(value: Any) -> tuple[str, ...]:
    listed = value.split(",") if isinstance(value, str) else value or []
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise ValueError("Tags is not a list of texts")
    tags = [(_line("Tags")(each) or "").strip() for each in listed]
    return tuple(each for each in tags if each)


def _priority(value: Any) -> str:
    if value is not None and value not in PRIORITIES:
        raise ValueError("Priority is not included in the list")
    return value or PRIORITIES[0]


def _flag(value: Any) -> bool:
    if not isinstance(value, bool | None):
        raise ValueError("Test mode is not true or false")
    return bool(value)
