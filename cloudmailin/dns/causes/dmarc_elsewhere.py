"""No policy at the domain's own DMARC name, but one near it.

Source: DNS-MISTAKES rows 44, 47, 48; RFC 7489 section 6.6.3. A policy of the registered domain covers this one too.
"""

from __future__ import annotations

from cloudmailin.dns.answers import Found, RecordType
from cloudmailin.dns.causes.dmarc_invalid import is_policy, means_a_policy
from cloudmailin.dns.causes.reading import reached, tags, values
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.probes import policy_names_above
from cloudmailin.dns.records import RecordSet
from cloudmailin.dns.zone_view import ZoneView


def dmarc_at_domain(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = tuple(filter(means_a_policy, values(view, record_set.domain, RecordType.TXT)))
    if found and not reached(record_set, view):
        detail = {"name": record_set.records[0].name, "found": record_set.domain}
        return Finding(record_set.purpose, FindingStatus.WRONG, "dmarc_at_domain", found, detail)
    return None


def dmarc_alias_empty(record_set: RecordSet, view: ZoneView) -> Finding | None:
    record = record_set.records[0]
    answer = view.answer(record.name, record.type)
    if isinstance(answer, Found) and answer.alias and not answer.values:
        detail = {"name": record.name, "alias": answer.alias}
        return Finding(
            record_set.purpose, FindingStatus.MISSING, "dmarc_alias_empty", (answer.alias,), detail
        )
    return None


def dmarc_inherited(record_set: RecordSet, view: ZoneView) -> Finding | None:
    """`policy` is what receivers do with mail of a domain below: sp=, or p= where that is not given."""
    if reached(record_set, view):
        return None
    for name in policy_names_above(record_set.domain):
        policies = tuple(filter(is_policy, values(view, name, RecordType.TXT)))
        if len(policies) == 1:
            found = tags(policies[0])
            detail = {"name": record_set.domain, "found": name, "policy": found.get("sp") or found["p"]}
            return Finding(record_set.purpose, FindingStatus.OK, "dmarc_inherited", policies, detail)
    return None
