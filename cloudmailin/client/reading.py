"""From an HTTP answer to a typed value or the error that it stands for. Pure."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from cloudmailin.client.errors import (
    ApiError,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    Unauthenticated,
    Unavailable,
    VerificationFailed,
)
from cloudmailin.client.resources import Resource, SendingDomain
from cloudmailin.client.transport import Answer, Request

_R = TypeVar("_R", bound=Resource)
_ACCEPTED = range(200, 300)
_MAY_BE_EMPTY = frozenset({202, 204})
_LONGEST_SENTENCE = 300


def read(request: Request, answer: Answer, shape: Any) -> Any:
    """The answer in its shape. Raises an ApiError for anything else; a success that can't be read is none."""
    if answer.status not in _ACCEPTED:
        raise _error(request, answer)
    try:
        return _adapter(shape).validate_python(answer.content)
    except ValidationError:
        raise _unreadable(request, answer) from None


def read_one(request: Request, answer: Answer, shape: type[_R], id_: str) -> _R:
    """As `read`, for the object with this id: an answer about another one is no answer."""
    resource: _R = read(request, answer, shape)
    if resource.id != id_:
        raise _unreadable(request, answer)
    return resource


def check_deleted(request: Request, answer: Answer) -> None:
    """A deletion was accepted: 202 with the object, or with nothing. A login page with status 200 is not that."""
    if answer.status not in _ACCEPTED:
        raise _error(request, answer)
    if not (isinstance(answer.content, dict) or (answer.is_empty and answer.status in _MAY_BE_EMPTY)):
        raise _unreadable(request, answer)


def _unreadable(request: Request, answer: Answer) -> Unavailable:
    return Unavailable(
        "CloudMailin's answer could not be read.", answer.status, may_have_happened=request.changes_something
    )


def _error(request: Request, answer: Answer) -> ApiError:
    status, sentence = answer.status, _sentence(answer.content)
    match status:
        case 401:
            return Unauthenticated("CloudMailin did not accept the API key.", status)
        case 403:
            return Forbidden(f"CloudMailin does not allow this to the account. {sentence}".strip(), status)
        case 404 if sentence:
            return NotFound(sentence, status)
        case 422 if sentence:
            return Rejected(sentence, status)
        case 422 if (domain := _sending_domain(answer.content)) is not None:
            return VerificationFailed(domain)
        case 429:
            return RateLimited(answer.retry_after)
        case _:
            return Unavailable(
                f"CloudMailin answered with status {status}, which says nothing to us.",
                status,
                may_have_happened=request.changes_something and status not in range(400, 500),
            )


def _sentence(content: Any) -> str:
    """CloudMailin's own words, printable and short."""
    said = content.get("error") if isinstance(content, dict) else None
    if not isinstance(said, str):
        return ""
    return "".join(each if each.isprintable() else " " for each in said)[:_LONGEST_SENTENCE].strip()


def _sending_domain(content: Any) -> SendingDomain | None:
    try:
        return SendingDomain.model_validate(content)
    except ValidationError:
        return None


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
