"""CloudMailin's errors: `{"status": int, "error": str}`, with the documented codes and sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .world import JsonObject

_NOT_JSON = "The request body is not valid JSON"


class ApiError(Exception):
    """An answer other than success, raised where the reason is found."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


class Unauthorized(ApiError):
    def __init__(self) -> None:
        super().__init__(401, "Unauthorized")


class Forbidden(ApiError):
    def __init__(self) -> None:
        super().__init__(403, "Forbidden")


class NotFound(ApiError):
    """Also for what belongs to another account."""

    def __init__(self) -> None:
        super().__init__(404, "Not Found")


class Invalid(ApiError):
    """A failed validation; all reasons in one sentence."""

    def __init__(self, reasons: Iterable[str]) -> None:
        super().__init__(422, ", ".join(reasons))


def error_response(status: int, error: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"status": status, "error": error}, status, headers)


async def on_api_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error_response(error.status, error.error)


async def on_http_error(_request: Request, error: Exception) -> Response:
    """For paths and methods that do not exist."""
    assert isinstance(error, HTTPException)
    return error_response(error.status_code, error.detail)


async def body(request: Request) -> JsonObject:
    """The request's JSON object. A choice: what is not one, or does not say so, is a failed validation, 422."""
    if not _says_json(request):
        raise Invalid(["The request's Content-Type must be application/json"])
    content = json_object(await request.body())
    if not _can_be_written(content):
        raise Invalid([_NOT_JSON])
    return content


def json_object(received: bytes) -> JsonObject:
    """Raises Invalid."""
    try:
        content = json.loads(received)
    except (ValueError, RecursionError):
        raise Invalid([_NOT_JSON]) from None
    if not isinstance(content, dict):
        raise Invalid(["The request body must be a JSON object"])
    return content


def _says_json(request: Request) -> bool:
    media_type = request.headers.get("content-type", "").partition(";")[0]
    return media_type.strip().lower() == "application/json"


def _can_be_written(content: JsonObject) -> bool:
    """Python reads more than it can answer: infinite numbers, and halves of characters."""
    try:
        json.dumps(content, allow_nan=False, ensure_ascii=False).encode()
    except ValueError:
        return False
    return True
