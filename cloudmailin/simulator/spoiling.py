"""What becomes of an answer's body that a fault spoils. Pure: bytes or JSON in, bytes out."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

_MEGABYTE = 1024 * 1024
_GZIP = zlib.MAX_WBITS | 16
# What a gateway in front of the API might send.
PAGE = b"""<!DOCTYPE html>
<html><head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>gateway</center></body></html>
"""
GARBAGE = b'{"id": "\x00\xff\xfe", <<<<'


def halved(body: bytes) -> bytes:
    return body[: len(body) // 2]


def in_utf16(body: bytes) -> bytes:
    return body.decode().encode("utf-16")


def with_extra_fields(body: bytes) -> bytes:
    """Fields that nobody knows, in every object of a JSON body, with values of every sort."""
    return _rewritten(
        body, lambda found: {"aaa_new": {"deep": [1, None]}, **found, "zzz_new": "?", "flag_new": True}
    )


def with_nulls(body: bytes) -> bytes:
    """Every field of every object is null, but for its `id`."""
    return _rewritten(
        body, lambda found: {name: value if name == "id" else None for name, value in found.items()}
    )


def padded(body: bytes, megabytes: int) -> Iterator[bytes]:
    """The same JSON after many MB of white space, which JSON allows (RFC 8259 section 2)."""
    for _ in range(megabytes):
        yield b" " * _MEGABYTE
    yield body


def gzipped(chunks: Iterator[bytes]) -> bytes:
    """In one member (RFC 1952 section 2.2), as many readers stop after the first."""
    packer = zlib.compressobj(wbits=_GZIP)
    return b"".join([*map(packer.compress, chunks), packer.flush()])


def _rewritten(body: bytes, change: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
    try:
        return json.dumps(json.loads(body, object_hook=change)).encode()
    except ValueError:
        return body
