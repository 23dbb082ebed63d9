"""Logs as one JSON object a line: what every line has, and what none may have. Knows no Django: gunicorn needs it too.

Every line has `at` (UTC), `level`, `logger`, `event`, and where they are known `request_id` (from the request to the
task to the call), `brand`, `tenant` (its number) and `operation`. No line has a key, a password, or a person's e-mail
address, and no character that a terminal obeys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from structlog.types import EventDict, Processor

from tenants import origin

_HIDDEN = "•••"
_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    # The person, not the house: whose mail server it was is worth knowing.
    (re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?=[\w-]+(\.[\w-]+)+)"), f"{_HIDDEN}@"),
    (re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]*(?=@)"), _HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s'\",]+"), rf"\1 {_HIDDEN}"),
    (
        re.compile(
            r"(?i)\b(api_?key|password|secret|token|sessionid|csrftoken)(['\"]?\s*[=:]\s*['\"]?)[^\s'\",&]+"
        ),
        rf"\1\2{_HIDDEN}",
    ),
    # PostgreSQL repeats the row that it refuses.
    (re.compile(r"DETAIL:.*"), f"DETAIL: {_HIDDEN}"),
)
_DELETE = "\x7f"


def config(level: str, *, as_lines: bool = False) -> dict[str, Any]:
    """For logging.config.dictConfig. `as_lines`: plain text for a developer's terminal in place of JSON."""
    line = {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    formatted = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _FACTS,
        "processors": _WRITTEN,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line if as_lines else formatted},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # httpx logs every URL at INFO; the ledger of calls has them already.
            "httpx": {"level": "WARNING"},
            # Two sweeps a second are no news.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            # It says with the path, in which there may be secrets, what portal.observing says without.
            "django.request": {"level": "ERROR"},
            # Gunicorn's own handlers would write every line twice.
            "gunicorn.error": {"handlers": [], "propagate": True},
        },
    }


def _where_from(_: Any, __: str, event: EventDict) -> EventDict:
    if request_id := origin.current().request_id:
        event.setdefault("request_id", request_id)
    return event


def _without_secrets(_: Any, __: str, event: EventDict) -> EventDict:
    return {name: hidden(value) for name, value in event.items()}


def hidden(value: Any) -> Any:
    """Anything but numbers as text, so that no object's repr goes by unread."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): hidden(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [hidden(each) for each in value]
    text = str(value)
    for secret, instead in _SECRETS:
        text = secret.sub(instead, text)
    return text


def _json(event: Mapping[str, Any], **_: Any) -> str:
    """ASCII: every character beyond, and every control, is escaped (RFC 8259 leaves only DEL as it is)."""
    return json.dumps(event, ensure_ascii=True).replace(_DELETE, "\\u007f")


_FACTS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    _where_from,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]
_WRITTEN: list[Processor | Callable[..., Any]] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    # Without the values of variables, which may be secrets.
    structlog.processors.format_exc_info,
    _without_secrets,
    structlog.processors.JSONRenderer(serializer=_json),
]
