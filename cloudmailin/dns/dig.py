"""The question for one record as a command that anybody can run."""

from __future__ import annotations

import shlex

from cloudmailin.dns.records import Record


def dig(record: Record, server: str = "") -> str:
    """`server`: the name server to ask, "" for the machine's own resolver (dig(1) of BIND 9)."""
    words = ["dig", "+short", *([f"@{server}"] if server else []), record.name, record.type.value]
    return shlex.join(words)
