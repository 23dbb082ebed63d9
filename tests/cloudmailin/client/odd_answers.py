"""Answers as no service should give them, made by spoiling a good one in every way we could think of."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

SENDING_DOMAIN = {
    "id": "226c806f758619c5",
    "domain": "example.com",
    "mta_domain": "mta.example.com",
    "required_cname": "feedback-smtp.cloudmta.net",
    "dkim_selector": "0e7c28e2e4cm",
    "dkim_domain": "0e7c28e2e4cm._domainkey.example.com",
    "dkim_public_record": "v=DKIM1; h=sha256; k=rsa; s=email; p=MIIBIjANBgkqhkiG",
    "dkim_verified": True,
    "return_path_verified": True,
    "spf_verified": True,
}
ADDRESS = {
    "id": "aaaa740b4c5c37b1aaaa",
    "target": "https://app.example.com/inbound",
    "target_format": "json+n",
    "nickname": "portal-1",
    "address": "aaaa740b4c5c37b1aaaa@cloudmailin.net",
}
CUSTOM_DOMAIN = {"id": "226c806f758619c5", "domain": "example.com", "auth_regex": None, "domain_target": None}
ACCEPTED = {"id": "724b9ef2-94ee-4fb0-b722-082204633911", "from": "a@example.com", "to": "b@example.com"}
STATUS = {
    "message_id": "CAB@mail.example.com",
    "to": "in@example.com",
    "from": "a@example.net",
    "status": "200",
    "subject": "Hello",
    "tls": "TLSv1.3",
    "created_at": "2026-11-01T12:00:00Z",
}

_ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**400, "", " ", "\0", "a\0b", "\ud800", "true", "null", "x" * 5000, "ä@ö",
    [], {}, [None], {"id": None}, [[[[]]]], "../../x", "a\r\nb", "\x1b[31m", "<b>", "0", 2**63,
)  # fmt: skip
_LOOK_ALIKES: dict[type, tuple[Any, ...]] = {
    bool: ("true", "True", "yes", "on", "1", 1, 1.0, None, False),
    str: ("1", 226, ["example.com"], {"id": "x"}, "x" * 254, "", None),
    type(None): (1, "", False),
}
_STATUSES = (
    200, 200, 200, 201, 202, 204, 206, 226, 299, 300, 301, 302, 307, 308, 400, 401, 402, 403, 404, 405, 408, 409, 410,
    418, 422, 422, 422, 423, 429, 429, 451, 499, 500, 501, 502, 503, 504, 520, 599, 600, 999,
)  # fmt: skip
_HTML = b"<!doctype html><html><head><title>Sign in</title></head><body>{}</body></html>"


@dataclass(frozen=True, slots=True)
class Spoilt:
    """`sent` is what goes over the wire; `body` what it says, None where the message is not whole."""

    status: int
    body: bytes | None
    sent: bytes
    is_good: bool = False


def spoil(good: Any, status: int, dice: random.Random) -> Spoilt:
    """One answer to a call whose good one is known; about every tenth is left as good as it was."""
    if dice.random() < 0.1:
        return replace(_framed(status, json.dumps(good).encode(), dice), is_good=True)
    status = status if dice.random() < 0.6 else dice.choice(_STATUSES)
    body = _BODIES[dice.randrange(len(_BODIES))](good, dice)
    spoilt = _framed(status, body, dice)
    return _broken_off(spoilt, dice) if dice.random() < 0.1 else spoilt


def _framed(status: int, body: bytes, dice: random.Random) -> Spoilt:
    bodiless = status in (204, 304)
    kind = dice.choice(
        ("application/json", "application/json; charset=utf-16", "text/html", "x", "image/png")
    )
    head = (
        f"HTTP/1.1 {status} {dice.choice(('OK', '', 'Nö'))}\r\nContent-Type: {kind}\r\nConnection: close\r\n"
    )
    head += dice.choice(
        ("", "", "Retry-After: soon\r\n", "Retry-After: 1000000000\r\n", "X-Request-Id: a\tb%\r\n")
    )
    head += dice.choice(("", "", "", "Location: //elsewhere.test/\r\n", "Content-Encoding: gzip\r\n"))
    if dice.random() < 0.2 and not bodiless:
        framed = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode("latin-1") + _chunks(body, dice)
        return Spoilt(status, body, framed)
    length = 0 if bodiless else len(body)
    sent = f"{head}Content-Length: {length}\r\n\r\n".encode("latin-1") + body[:length]
    return Spoilt(status, b"" if bodiless else body, sent)


def _chunks(body: bytes, dice: random.Random) -> bytes:
    size = dice.randint(1, 400)
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _broken_off(whole: Spoilt, dice: random.Random) -> Spoilt:
    """Cut anywhere, or not HTTP at all."""
    cut = whole.sent[: dice.randrange(len(whole.sent))]
    noise = dice.randbytes(dice.randint(0, 300))
    return Spoilt(
        whole.status, None, dice.choice((cut, noise, b"", b"HTTP/1.1 ", b"SSH-2.0-x\r\n", cut + noise))
    )


def _one_odd_value(good: Any, dice: random.Random) -> bytes:
    return _dump(_changed(good, dice, lambda fields, name: {**fields, name: _odd(fields[name], dice)}))


def _odd(value: Any, dice: random.Random) -> Any:
    return dice.choice(_LOOK_ALIKES.get(type(value), _ODD_VALUES) if dice.random() < 0.5 else _ODD_VALUES)


def _one_missing(good: Any, dice: random.Random) -> bytes:
    return _dump(_changed(good, dice, lambda fields, name: {k: v for k, v in fields.items() if k != name}))


def _extra(good: Any, dice: random.Random) -> bytes:
    return _dump(
        _changed(good, dice, lambda fields, name: {f"new_{name}": dice.choice(_ODD_VALUES), **fields})
    )


def _several_odd(good: Any, dice: random.Random) -> bytes:
    for _ in range(dice.randint(2, 6)):
        good = _changed(good, dice, lambda fields, name: {**fields, name: _odd(fields[name], dice)})
    return _dump(good)


def _changed(good: Any, dice: random.Random, how: Callable[[dict[str, Any], str], Any]) -> Any:
    if isinstance(good, list):
        return [_changed(each, dice, how) for each in good] or [dice.choice(_ODD_VALUES)]
    return how(good, dice.choice(sorted(good))) if isinstance(good, dict) and good else good


def _truncated(good: Any, dice: random.Random) -> bytes:
    whole = _dump(good)
    return whole[: dice.randrange(len(whole))]


def _other_charset(good: Any, dice: random.Random) -> bytes:
    text = json.dumps({"ü": "é", **good} if isinstance(good, dict) else good, ensure_ascii=False)
    return text.encode(dice.choice(("utf-16", "utf-16-be", "utf-32", "latin-1", "utf-8-sig", "cp037")))


def _other_shape(good: Any, dice: random.Random) -> bytes:
    shapes: tuple[Any, ...] = (
        [good],
        {"data": good},
        [],
        {},
        None,
        True,
        0,
        "ok",
        [[good]],
        {"error": None},
        {"error": [good]},
    )
    return _dump(dice.choice(shapes))


def _error(good: Any, dice: random.Random) -> bytes:
    return _dump({"status": dice.choice(_ODD_VALUES), "error": dice.choice((*_ODD_VALUES, "Not Found"))})


def _no_json(good: Any, dice: random.Random) -> bytes:
    return dice.choice(
        (_HTML, b"", b"ok", b"NaN", b"Infinity", b"{", b"[" * 5000, b"\xff\xfe", dice.randbytes(200))
    )


def _bit_flipped(good: Any, dice: random.Random) -> bytes:
    body = bytearray(_dump(good))
    body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
    return bytes(body)


def _dump(value: Any) -> bytes:
    return json.dumps(value).encode()


_BODIES: tuple[Callable[[Any, random.Random], bytes], ...] = (
    _one_odd_value, _one_odd_value, _one_missing, _extra, _several_odd, _truncated, _other_charset, _other_shape,
    _error, _no_json, _bit_flipped,
)  # fmt: skip
