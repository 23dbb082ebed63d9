"""The two views that are compared, as plain values: what the portal believes, and what CloudMailin lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class What(StrEnum):
    """An object at CloudMailin."""

    ADDRESS = "address"
    RECEIVING = "receiving"
    SENDING = "sending"


@dataclass(frozen=True, slots=True)
class Ours:
    """One of our objects that CloudMailin should have.

    `key`: our row. `of`: the list that it is on, for a receiving domain the remote id of its address.
    `facts`: what CloudMailin should say of it. `since`: when a call of ours last changed it; None for long ago.
    """

    what: What
    key: int
    remote_id: str
    name: str
    of: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    is_verified: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Theirs:
    """An object as CloudMailin tells of it; a fact that it does not tell is left out of `facts`.

    `told`: all that it tells, for whoever adopts the object.
    """

    what: What
    remote_id: str
    name: str
    of: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    is_unverified: bool = False
    told: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was read. `read_at`: when its first page was asked for at the latest.

    One that is not complete tells what is there, never what is not.
    """

    what: What
    read_at: datetime
    objects: tuple[Theirs, ...]
    of: str = ""
    is_complete: bool = True


def understand(what: What, told: Mapping[str, Any], of: str = "") -> Theirs:
    """One object of a list. A flag that is null says nothing; only a plain no counts as unverified."""
    match what:
        case What.ADDRESS:
            name = told.get("nickname") or told.get("address") or told["id"]
            facts = {"target": told.get("target"), "target_format": told.get("target_format")}
        case What.RECEIVING:
            name, facts = told["domain"].lower(), {}
        case What.SENDING:
            name, facts = told["domain"].lower(), {"dkim_selector": told["dkim_selector"].lower()}
    return Theirs(
        what=what,
        remote_id=told["id"],
        name=name,
        of=of,
        facts={fact: value for fact, value in facts.items() if value is not None},
        is_unverified=False in (told.get("dkim_verified"), told.get("return_path_verified")),
        told=told,
    )
