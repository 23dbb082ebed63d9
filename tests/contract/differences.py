"""Where the simulator means to differ from the description that CloudMailin published in 2021, and why.

Each difference is a change of the description after which it agrees with the simulator. The tests demand both: with
all of them nothing disagrees, and without any one of them something does. So a difference that nobody lists is found,
and so is one that has gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

Place = tuple[str, ...]

ANY = "*"
"""In a place: every key that there is."""
GONE = object()
"""As a value: the key is taken away."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`changes`: what to put where in the description."""

    what: str
    why: str
    changes: Mapping[Place, Any]


def applied(spec: Mapping[str, Any], differences: Iterable[Difference]) -> dict[str, Any]:
    """A copy of the description with these changes."""
    changed = deepcopy(dict(spec))
    for difference in differences:
        for place, value in difference.changes.items():
            _put(changed, place, value)
    return changed


def _put(spec: dict[str, Any], place: Place, value: Any) -> None:
    *way, last = place
    for there in _walk(spec, way):
        if value is GONE:
            del there[last]
        else:
            there[last] = deepcopy(value)


def _walk(there: dict[str, Any], way: list[str]) -> Iterator[dict[str, Any]]:
    if not way:
        yield there
        return
    for key in list(there) if way[0] == ANY else [way[0]]:
        yield from _walk(there.setdefault(key, {}), way[1:])


def _json(description: str, schema: Any) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{name}"}


def _refusals(*statuses: int) -> dict[str, Any]:
    known = {str(each): _ref(f"responses/{each}") for each in statuses}
    return {**known, "429": _TOO_MANY}


def _body(**extra: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": {**_ADDRESS_FIELDS, **extra}}}}


_SCHEMA = ("requestBody", "content", "application/json", "schema")
_ANYTHING = {"type": "object", "required": ["id"]}
_TOO_MANY = _json("No call is left", {"type": "object", "required": ["status", "error"]})
_TEXT = {"type": "string", "nullable": True}
_ADDRESS_FIELDS = {
    "type": "object",
    "properties": {
        "target": {"type": "string", "pattern": "^https?://"},
        "target_format": {"type": "string", "enum": ["json+n", "multipart+n"]},
        "nickname": _TEXT,
        "auth_header": _TEXT,
    },
}
_ADDRESS_ID = {"in": "path", "name": "addressID", "required": True, "schema": _ref("schemas/addressID")}

DIFFERENCES = (
    Difference(
        what="POST /addresses",
        why="Addresses can be created since; `auth_header` and `attachments` came with it.",
        changes={
            ("paths", "/addresses", "post"): {
                "requestBody": _body(required=["target", "target_format"]),
                "responses": {
                    "201": _json("The address", _ref("schemas/Address")),
                    **_refusals(401, 403, 422),
                },
            },
        },
    ),
    Difference(
        what="PATCH /addresses/{id}",
        why="Clients change addresses so.",
        changes={
            ("paths", "/addresses/{addressID}", "patch"): {
                "parameters": [_ADDRESS_ID],
                "requestBody": _body(),
                "responses": {
                    "200": _json("The address", _ref("schemas/Address")),
                    **_refusals(401, 403, 404, 422),
                },
            },
        },
    ),
    Difference(
        what="DELETE /addresses/{id}",
        why="Addresses can be deleted since; it is accepted with 202 and may happen later.",
        changes={
            ("paths", "/addresses/{addressID}", "delete"): {
                "parameters": [_ADDRESS_ID],
                "responses": {
                    "202": _json("The address", _ref("schemas/Address")),
                    **_refusals(401, 403, 404),
                },
            },
        },
    ),
    Difference(
        what="`address` of an Address",
        why="Clients read the e-mail address there. Objects may gain fields, although the schema forbids it.",
        changes={("components", "schemas", "Address", "properties", "address"): {"type": "string"}},
    ),
    Difference(
        what="`query` of GET /sending_domains",
        why="Clients filter by it.",
        changes={
            ("paths", "/sending_domains", "get", "parameters"): [
                _ref("parameters/page"),
                {"in": "query", "name": "query", "schema": {"type": "string"}},
            ],
        },
    ),
    Difference(
        what="Unknown fields in requests",
        why="They are ignored (a choice), as CloudMailin's objects may gain fields and a newer client send them.",
        changes={
            ("paths", "/custom_domains", "post", *_SCHEMA): {
                "type": "object",
                "required": ["domain"],
                "properties": {
                    "domain": {"type": "string"},
                    "auth_regex": _TEXT,
                    "domain_target": _TEXT,
                },
            },
            ("paths", "/sending_domains", "post", *_SCHEMA): {
                "type": "object",
                "properties": {"domain": {"type": "string"}},
            },
        },
    ),
    Difference(
        what="403 for POST /sending_domains",
        why="Left out there alone, while every other call of the account has it: a key of another account.",
        changes={("paths", "/sending_domains", "post", "responses", "403"): _ref("responses/403")},
    ),
    Difference(
        what="429",
        why="The limit is described in words; what a call past it answers is not. 429 is what clients expect.",
        changes={
            ("paths", path, ANY, "responses", "429"): _TOO_MANY
            for path in (
                "/addresses",
                "/addresses/{addressID}",
                "/custom_domains",
                "/custom_domains/{customDomainID}",
                "/sending_domains",
                "/sending_domains/{sendingDomainID}",
                "/sending_domains/{sendingDomainID}/verify",
                "/incoming_statuses",
            )
        },
    ),
    Difference(
        what="HTTP Basic",
        why="The key by HTTP Basic is described in words alone.",
        changes={
            ("components", "securitySchemes", "basic"): {"type": "http", "scheme": "basic"},
            ("security",): [{"bearerAPIToken": []}, {"basic": []}],
        },
    ),
    Difference(
        what="Identifiers as parameters",
        why="Their schemas are marked read-only for the objects' sake, which would forbid to send them in a URL.",
        changes={
            ("components", "schemas", "id", "readOnly"): GONE,
            ("components", "schemas", "addressID", "readOnly"): GONE,
        },
    ),
    Difference(
        what="422 for GET /incoming_statuses",
        why="A choice for a query that can't be read.",
        changes={("paths", "/incoming_statuses", "get", "responses", "422"): _ref("responses/422")},
    ),
    Difference(
        what="The body of POST /messages",
        why="One of two schemas exactly can't be met, as each allows all fields of the other.",
        changes={
            ("paths", "/messages", "post", *_SCHEMA): {
                "anyOf": [_ref("schemas/Message"), _ref("schemas/RawMessage")],
            },
        },
    ),
    Difference(
        what="GET /outbound_messages and GET /outbound_messages/{id}",
        why="Seen in a client.",
        changes={
            ("paths", "/outbound_messages", "get"): {
                "parameters": [
                    {"in": "query", "name": name, "schema": {"type": "string"}}
                    for name in ("outbound_account_id", "query")
                ],
                "responses": {
                    "200": _json("The messages", {"type": "array", "items": _ANYTHING}),
                    **_refusals(401, 403, 404),
                },
            },
            ("paths", "/outbound_messages/{id}", "get"): {
                "parameters": [{"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": _json("The message", _ANYTHING), **_refusals(401, 403, 404)},
            },
        },
    ),
)
