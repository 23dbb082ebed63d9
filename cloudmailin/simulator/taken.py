"""Domain names that somebody outside this simulator holds at CloudMailin, so that nobody here can add them.

Both sentences were seen in practice on creating a sending domain that exists already; which of the two comes
when is not known, so each name says.
"""

from __future__ import annotations

from collections.abc import Mapping

TAKEN = "Domain has already been taken"
MTA_TAKEN = "Mta domain has already been taken"


def refusal(taken: Mapping[str, bool], name: str, *, sending: bool = False) -> str | None:
    """`taken`: the names, each with whether it is the MTA domain of a sending domain that is."""
    if name not in taken:
        return None
    return MTA_TAKEN if sending and taken[name] else TAKEN
