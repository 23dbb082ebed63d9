"""A text that was right before it was pasted: it becomes right again once what was added on the way is undone.

Source: DNS-MISTAKES rows 14 to 17, 20, 21. Fix: paste the value as it is shown, with nothing around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes.judged import is_right, wanted_key
from cloudmailin.dns.causes.reading import tags, values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.probes import accepted
from cloudmailin.dns.records import Purpose, RecordSet
from cloudmailin.dns.zone_view import ZoneView

_QUOTES = "\"'“”„‘’«»`"
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_LEFT_OUT = re.compile(r"(v=DMARC1)[\s,:]+(?=\w+=)", re.IGNORECASE)


def spoiled_text(record_set: RecordSet, view: ZoneView) -> Finding | None:
    name = record_set.records[0].name
    found = values(view, name, RecordType.TXT)
    for text in sorted(found):
        if code := _why(record_set, text):
            return Finding(record_set.purpose, FindingStatus.WRONG, code, found, {"name": name})
    return None


def _why(record_set: RecordSet, text: str) -> str | None:
    """Which step makes the text right, all steps before it included."""
    if is_right(record_set, RecordType.TXT, text):
        return None
    for code, undo in _STEPS:
        text = undo(record_set, text)
        if is_right(record_set, RecordType.TXT, text):
            return code
    return "text_in_other_case" if _is_right_but_for_case(record_set, text) else None


def _is_right_but_for_case(record_set: RecordSet, text: str) -> bool:
    if record_set.purpose is Purpose.DKIM:
        key = wanted_key(record_set)
        return bool(key) and tags(text).get("p", "").lower() == key.lower()
    return record_set.purpose is Purpose.OWNERSHIP and text.lower() in map(str.lower, _wanted(record_set))


def _without_quotes(_: RecordSet, text: str) -> str:
    return text.strip(_QUOTES + " ")


def _without_backslashes(_: RecordSet, text: str) -> str:
    return re.sub(r"\\(?=[;\"= ])", "", text).strip(_QUOTES)


def _without_spaces(_: RecordSet, text: str) -> str:
    visible = "".join(each for each in text if unicodedata.category(each) not in ("Cf", "Cc"))
    return "".join(visible.split())


def _in_ascii(_: RecordSet, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES)
    return "".join(each for each in plain if each not in _QUOTES)


def _with_semicolon(_: RecordSet, text: str) -> str:
    return _LEFT_OUT.sub(r"\1; ", text.replace("v=DMARC1p=", "v=DMARC1 p="))


def _only_the_value(record_set: RecordSet, text: str) -> str:
    starts = ("v=DMARC1",) if record_set.purpose is Purpose.DMARC else _wanted(record_set)
    for start in filter(None, starts):
        if start in text:
            return text[text.index(start) :].rstrip(_QUOTES) if start == "v=DMARC1" else start
    return text


def _wanted(record_set: RecordSet) -> tuple[str, ...]:
    return tuple(record.value for record in accepted(record_set) if record.type is RecordType.TXT)


_STEPS: tuple[tuple[str, Callable[[RecordSet, str], str]], ...] = (
    ("text_in_quotes", _without_quotes),
    ("text_escaped", _without_backslashes),
    ("text_lacks_semicolon", _with_semicolon),
    ("text_spaced", _without_spaces),
    ("text_not_ascii", _in_ascii),
    ("text_has_more", _only_the_value),
)


def _codes() -> Iterator[str]:
    yield from (code for code, _ in _STEPS)
    yield "text_in_other_case"


spoiled_text.codes = tuple(_codes())  # type: ignore[attr-defined]
