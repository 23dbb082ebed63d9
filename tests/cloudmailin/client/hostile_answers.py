"""Every way a call can fail, each with the key put back into the answer wherever an answer has room for it."""

from __future__ import annotations

import json

from tests.cloudmailin.client.odd_answers import SENDING_DOMAIN

KEY = "canary-4f1d9c0a77"


def _answer(status: int, body: object, *headers: str) -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} {KEY}", f"Content-Length: {len(content)}", f"X-Request-Id: {KEY}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


_SAID = {"error": f"the key {KEY} will not do", "status": KEY}
_SENDING = {**SENDING_DOMAIN, "dkim_verified": False}

HOSTILE: dict[str, bytes] = {
    "unauthenticated": _answer(401, _SAID),
    "forbidden": _answer(403, _SAID),
    "not found": _answer(404, _SAID),
    "rejected": _answer(422, _SAID),
    "taken": _answer(422, {"error": f"Domain has already been taken by {KEY}"}),
    "not verified": _answer(422, _SENDING),
    "rate limited": _answer(429, _SAID, f"Retry-After: {KEY}"),
    "redirect": _answer(302, b"", f"Location: http://127.0.0.1:9/{KEY}"),
    "internal error": _answer(500, _SAID),
    "bad gateway": _answer(502, f"<html>{KEY}</html>".encode()),
    "login page": _answer(200, f"<html>{KEY}</html>".encode()),
    "half a JSON": _answer(200, f'{{"id": "{KEY}'.encode()),
    "other shape": _answer(200, [KEY]),
    "spoilt fields": _answer(200, {**_SENDING, "id": f"{KEY}\0"}),
    "too long": _answer(200, KEY.encode() * 100_000),
    "broken off": b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + KEY.encode(),
    "no HTTP": KEY.encode() * 100,
    "bad header": f"HTTP/1.1 200 OK\r\n{KEY}\r\n\r\n".encode(),
    "nothing": b"",
}
