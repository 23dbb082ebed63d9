"""OpenAPI descriptions of CloudMailin's API: the project's own contract, and the one that CloudMailin published.

The published one is not part of the project. It is read where the environment variable CLOUDMAILIN_OPENAPI points to,
or beside the project's folder.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue
from openapi_spec_validator.readers import read_from_filename
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.contract.exchange import Answered, Exchange, Sent

Spec = dict[str, Any]

NOT_AT_HAND = "CloudMailin's published description is not at hand: name its file in CLOUDMAILIN_OPENAPI"

_HERE = Path(__file__).parent
_PUBLISHED_BESIDE = _HERE.parents[2] / "shared" / "cloudmailin-openapi-2021.yml"
_METHODS = ("get", "post", "put", "patch", "delete")
# Both descriptions have this server; requests are judged as if they had gone there.
_HOST, _BASE = "https://api.cloudmailin.com", "/api/v0.1/account"


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    name: str
    statuses: frozenset[int]
    queries: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def is_for(self, sent: Sent) -> bool:
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(self.path))
        return sent.method == self.method and re.fullmatch(pattern, sent.path) is not None


class Description:
    """Raises an error when the description itself is not valid."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._openapi = OpenAPI.from_dict(spec)

    @cached_property
    def operations(self) -> list[Operation]:
        return [
            self._operation(method, path)
            for path, item in self.spec["paths"].items()
            for method in _METHODS
            if method in item
        ]

    def operation(self, sent: Sent) -> Operation | None:
        return next((each for each in self.operations if each.is_for(sent)), None)

    def request_violations(self, sent: Sent) -> list[str]:
        """What of the request is not as described, as sentences."""
        return [*_told(self._openapi.iter_request_errors(_Request(sent))), *self._unknown_queries(sent)]

    def answer_violations(self, exchange: Exchange) -> list[str]:
        request, response = _Request(exchange.sent), _Response(exchange.answered)
        return list(_told(self._openapi.iter_response_errors(request, response)))

    def _unknown_queries(self, sent: Sent) -> list[str]:
        """OpenAPI has no word for query parameters that are not described, so this is asked apart."""
        operation = self.operation(sent)
        unknown = {name for name, _ in sent.query} - operation.queries if operation else ()
        return [f"Query parameter not described: {name}" for name in sorted(unknown)]

    def _operation(self, method: str, path: str) -> Operation:
        item = self.spec["paths"][path]
        described = item[method]
        parameters = [*item.get("parameters", ()), *described.get("parameters", ())]
        return Operation(
            method=method.upper(),
            path=path,
            name=described.get("operationId", ""),
            statuses=frozenset(map(int, described["responses"])),
            queries=frozenset(
                each["name"] for each in map(self._resolved, parameters) if each["in"] == "query"
            ),
        )

    def _resolved(self, thing: Spec) -> Spec:
        for part in thing.get("$ref", "").split("/")[1:]:
            thing = (self.spec if part == "components" else thing)[part]
        return thing


class _Request:
    """A request in openapi-core's terms."""

    host_url = _HOST

    def __init__(self, sent: Sent) -> None:
        headers = Headers(list(sent.headers))
        self.path = _BASE + sent.path
        self.method = sent.method.lower()
        self.body = sent.body or None
        self.content_type = headers.get("content-type", "").lower()
        self.parameters = RequestParameters(query=ImmutableMultiDict(list(sent.query)), header=headers)


class _Response:
    def __init__(self, answered: Answered) -> None:
        self.status_code = answered.status
        self.headers = Headers(list(answered.headers))
        self.content_type = self.headers.get("content-type", "").lower()
        self.data = answered.body


def _told(errors: Iterator[Exception]) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # for `page`, which is used on purpose
        for error in errors:
            cause = error.__cause__
            if isinstance(cause, InvalidSchemaValue):
                yield from (f"{error}: {each}".splitlines()[0] for each in cause.schema_errors)
            else:
                yield f"{error} {cause or ''}".strip()


def own() -> Spec:
    return _read(_HERE / "cloudmailin.yml")


def published() -> Spec | None:
    """None where it is not at hand. Raises OSError when it is not where the environment says."""
    if named := os.environ.get("CLOUDMAILIN_OPENAPI"):
        return _read(Path(named))
    return _read(_PUBLISHED_BESIDE) if _PUBLISHED_BESIDE.is_file() else None


def _read(path: Path) -> Spec:
    spec, _ = read_from_filename(str(path))
    return dict(spec)
