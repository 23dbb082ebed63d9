"""What can be said of a DNS host's panel: the kinds of facts, and what makes one well formed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

Key = Annotated[str, StringConstraints(pattern=r"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
Text = Annotated[str, StringConstraints(pattern=r"\A\S(.*\S)?\z", max_length=100)]
Page = Annotated[str, StringConstraints(pattern=r"\Ahttps://[a-z0-9.-]+/\S*\z")]
Pattern = Annotated[
    str, StringConstraints(pattern=r"\A[a-z0-9*#-]+(\.[a-z0-9*#-]+)*\.[a-z0-9#-]+\.[a-z]+(\.uk)?\z")
]
"""See `server_names`. The domain that a pattern lies in is literal but for digits: Route 53 has "awsdns-00.com" on."""


class Apex(StrEnum):
    """What stands for the zone itself in the name field."""

    AT = "@"
    EMPTY = ""


class LongText(StrEnum):
    """A text of more than 255 bytes: pasted whole, or cut by hand into quoted strings (RFC 1035 section 3.3)."""

    WHOLE = "whole"
    SPLIT = "split"


class Quotes(StrEnum):
    """Whether the panel wants a text in quotation marks."""

    NONE = "none"
    NEEDED = "needed"


class Priority(StrEnum):
    """Where an MX record's priority goes: in a field of its own, or before the host in the value."""

    FIELD = "field"
    VALUE = "value"
