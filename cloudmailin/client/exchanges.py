"""What was asked and what was answered, as text for whoever has to find out why: short, and without secrets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 2000
"""Characters of each side."""

_HIDDEN = "•••"
_SECRETS = frozenset(
    {"auth_header", "attachments", "api_key", "token", "password", "secret", "authorization"}
)
"""Fields whose values are told to nobody: headers for targets, and attachment stores with their credentials."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The method, the path below the account, the parameters and the body; the status and the body, or what broke."""

    asked: str
    answered: str


def asked(method: str, path: str, params: Mapping[str, str], body: Mapping[str, Any] | None) -> str:
    query = "&".join(f"{name}={value}" for name, value in params.items())
    return _short(f"{method} /{path}{'?' if query else ''}{query}", body)


def answered(status: int | str, content: Any) -> str:
    """`status`: HTTP's, or the sentence about an answer that never came."""
    return _short(str(status), content)


def _short(line: str, content: Any) -> str:
    said = (
        f"{line}\n{json.dumps(_without_secrets(content), ensure_ascii=False)}"
        if content is not None
        else line
    )
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _without_secrets(content: Any) -> Any:
    match content:
        case dict():
            return {
                name: _HIDDEN if str(name).lower() in _SECRETS and value else _without_secrets(value)
                for name, value in content.items()
            }
        case list():
            return [_without_secrets(each) for each in content]
    return content
