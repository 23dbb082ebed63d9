"""Spellings of a Host header: the few that name a brand's host, and the many that only look like it."""

from __future__ import annotations

from random import Random

_AROUND = ["evil.example", "127.0.0.1", "[::1]", "localhost", "xn--80ak6aa92e.example", "a_b.example", ""]
_SPOILT = [
    "{host}.evil.example", "evil.example.{host}", "x{host}", "{host}x", "www.{host}", "{host}..", ".{host}", "{host}:",
    "{host}:80:80", "{host}:port", "{host}:-1", "{host}:123456", "{host}, evil.example", "evil.example, {host}",
    "evil.example {host}", "{host} evil.example", "user@{host}", "{host}@evil.example", "{host}/path", "/{host}",
    "http://{host}", "{host}#x", "{host}?x", "{host}\\evil.example", "{host}%00", "{host}%2eevil.example", "[{host}]",
    "{host};evil.example", "{host}\tx", "'{host}'", '"{host}"', "<{host}>", "{host}é", "{host}\u3002", "_{host}",
    "{host}\u200b", "${{{host}}}", "{host}|x", "*.{host}", "*", "{host}&x", "{host}=", "-{host}-", "[::1]:{host}",
]  # fmt: skip
"""Each with the host itself in it, so that a search for a part of the header would be fooled."""


def known(host: str, random: Random) -> str:
    """Case, a final dot and a port change nothing (RFC 9110 section 7.2, RFC 3986 section 3.2.2)."""
    letters = "".join(random.choice([each.upper(), each]) for each in host)
    return letters + random.choice(["", "."]) + random.choice(["", f":{random.randrange(1, 65536)}"])


def unknown(host: str, random: Random) -> str:
    form = random.choice([*_SPOILT, *_AROUND])
    written = form.format(host=known(host, random).removesuffix("."))
    return written if form in _SPOILT or not form else written + random.choice(["", ".", ":443", ":8000"])
