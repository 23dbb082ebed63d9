"""Faults and reports in plain words, for the page of knobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from .faults import Body, Effect, Fault, Kind, Length, own_fields
from .limiter import Window
from .report import Report

KINDS: Mapping[Kind, str] = {
    Kind.DROP_BEFORE: "Nothing is done, and the connection is cut",
    Kind.DROP_AFTER: "It is done, but the connection is cut before the answer",
    Kind.STATUS: "An error status is answered",
    Kind.HTML: "A web page is answered, with status 200",
    Kind.GARBAGE: "Something that is not JSON is answered, with status 200",
    Kind.REDIRECT: "The caller is sent elsewhere, with status 302",
    Kind.SLOW: "The right answer comes late",
    Kind.TRUNCATED: "The answer is cut in half",
    Kind.EXTRA_FIELDS: "The answer has fields that nobody knows",
    Kind.NULL_FIELDS: "The answer's fields are null, all but the id",
    Kind.WRONG_CHARSET: "The answer is in UTF-16 instead of UTF-8",
    Kind.HUGE: "The answer has many megabytes",
    Kind.GZIP_BOMB: "The answer is small and unpacks to many megabytes",
    Kind.DRIP: "The answer comes byte by byte",
}
WINDOWS: Mapping[Window, str] = {
    Window.SLIDING: "Sliding: each call counts for a whole period",
    Window.FIXED: "Fixed: the count starts anew with each period of the clock",
    Window.LEAKY: "Leaky bucket: room for one more call comes back at a time",
}
EFFECTS: Mapping[Effect, str] = {
    Effect.BEFORE: "No, nothing is done",
    Effect.AFTER: "Yes, only the answer is wrong",
}
BODIES: Mapping[Body, str] = {
    Body.JSON: "An error in JSON, as documented",
    Body.HTML: "A web page, as from a gateway",
    Body.EMPTY: "Nothing",
}
LENGTHS: Mapping[Length, str] = {
    Length.FITS: "As long as what is sent",
    Length.PROMISED: "As long as the whole; then the connection is closed",
}


def details(fault: Fault) -> Iterator[str]:
    """What a person wants to know of a rule, beside its kind."""
    yield f"account {fault.account}" if fault.account else "every account"
    yield f"{fault.method.upper() if fault.method else 'any'} {fault.path or 'call'}"
    match fault.what:
        case Kind.STATUS:
            yield f"status {fault.status} ({fault.body})"
        case Kind.REDIRECT:
            yield f"to {fault.location}"
        case Kind.HUGE | Kind.GZIP_BOMB:
            yield f"{fault.megabytes} MB"
    if "effect" in own_fields(fault.what):
        yield "after the effect" if fault.has_effect else "without any effect"
    if fault.latency:
        yield f"waits {fault.latency:g} s first"
    if fault.latency_after:
        yield f"waits {fault.latency_after:g} s before the answer"
    if fault.chance < 1:
        yield f"chance {fault.chance:g}"


def remaining(fault: Fault) -> str:
    if fault.times is None:
        return "Every call, until removed"
    return "The next call" if fault.times == 1 else f"The next {fault.times} calls"


def fullest(report: Report) -> str:
    if report.began is None:
        return "no calls yet"
    began = datetime.fromtimestamp(report.began, UTC)
    return f"{report.calls} from {began:%H:%M:%S} UTC on {began:%Y-%m-%d}"


def statuses(report: Report) -> str:
    """How many of each; a dropped connection has no status."""
    return ", ".join(
        f"{'no answer' if status == '0' else status} × {count}" for status, count in report.statuses.items()
    )
