"""Names and texts in the form of zone files (RFC 1035 section 5.1)."""

from __future__ import annotations

import re

_LONGEST = 255
"""Bytes of a character-string (RFC 1035 section 3.3)."""

_PLAIN = re.compile(r"[A-Za-z0-9_*-]")


def character_strings(value: str) -> tuple[str, ...]:
    """The value in UTF-8, cut into quoted strings of at most 255 bytes; an empty value is one empty string."""
    raw = value.encode()
    cut = [raw[at : at + _LONGEST] for at in range(0, len(raw), _LONGEST)] or [b""]
    return tuple(f'"{_in_quotes(each)}"' for each in cut)


def escaped(value: str) -> str:
    """What stands between the quotes of a value that is not cut, for those who add the quotes and cut by themselves."""
    return _in_quotes(value.encode())


def absolute(name: str) -> str:
    """The name with its final dot. Every dot parts two labels; what else has a meaning in a zone file is escaped."""
    return "".join(_in_name(each) for each in name.encode()) + "."


def _in_quotes(raw: bytes) -> str:
    return "".join(_in_string(byte) for byte in raw)


def _in_string(byte: int) -> str:
    char = chr(byte)
    if char in '"\\':
        return f"\\{char}"
    return char if " " <= char <= "~" else f"\\{byte:03}"


def _in_name(byte: int) -> str:
    char = chr(byte)
    return char if char == "." or _PLAIN.match(char) else f"\\{byte:03}"
