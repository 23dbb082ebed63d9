"""A customer's own DMARC policy as receivers could read it (RFC 7489 section 6.3): kept, mended, made one of several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from cloudmailin.dns.causes.dmarc_invalid import is_policy, means_a_policy
from cloudmailin.dns.causes.reading import tags
from cloudmailin.dns.records import Purpose, RecordSet

_POLICIES = ("none", "quarantine", "reject")
"""The mildest first."""

_START = re.compile(r"^\W*v\s*=\s*dmarc1[\s,:;]*", re.IGNORECASE)
_OWN = ("adkim", "aspf", "fo", "pct", "rf", "ri", "rua", "ruf", "sp")
_LISTS = ("rua", "ruf")


def mended(policy: str, default: str) -> str:
    """With v=DMARC1 first and a policy that exists, the other tags as they were; `default` where it is no policy at all."""
    ascii = "".join(each for each in policy if " " <= each <= "~" and each not in '"\\')
    found = tags(_START.sub("v=DMARC1; ", ascii))
    if not found.keys() & {"v", "p"} or found.get("v", "").startswith("spf"):
        return default
    own = {name: value for name, value in found.items() if name in _OWN}
    return _written({"p": _meant(found, "p"), **own})


def merged(policies: Sequence[str], default: str) -> str:
    """One policy for several, of which receivers read none (RFC 7489 section 6.6.3).

    The milder wish holds, so that no mail is lost by it; every address for reports is kept; of the rest, what the
    first says. A single one that can be read is left as it is.
    """
    if len(policies) == 1 and is_policy(policies[0]):
        return policies[0]
    meant = [each for each in policies if means_a_policy(_START.sub("v=DMARC1; ", each))]
    readable = [tags(mended(each, default)) for each in meant or policies[:1]] or [tags(default)]
    one: dict[str, str] = {"p": _mildest(_meant(each, "p") for each in readable)}
    for name in _OWN:
        said = [each[name] for each in readable if name in each]
        if not said:
            continue
        if name in _LISTS:
            one[name] = ",".join(dict.fromkeys(filter(None, ",".join(said).split(","))))
        else:
            one[name] = _mildest(_meant(each, "sp") for each in readable) if name == "sp" else said[0]
    return _written(one)


def with_own_policy(record_set: RecordSet, code: str, seen: Sequence[str]) -> RecordSet:
    """The set for DMARC with the policy that the customer has, as it should be; never one beside it.

    `code` and `seen` are its finding's. Other sets, and one for which nothing of the customer's own was found, are
    as they were.
    """
    if record_set.purpose is not Purpose.DMARC or not seen or code == "dmarc_inherited":
        return record_set
    (record,) = record_set.records
    return replace(record_set, records=(replace(record, value=merged(seen, record.value)),))


def _written(found: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in {"v": "DMARC1", **found}.items())


def _meant(found: dict[str, str], tag: str) -> str:
    """The policy that was meant; "none", which asks for nothing, where that can't be told. sp= is p= where not given."""
    said = found.get(tag, found.get("p", ""))
    return next(iter(get_close_matches(said.lower(), _POLICIES, 1)), "none")


def _mildest(policies: Iterable[str]) -> str:
    return min(policies, key=_POLICIES.index)
