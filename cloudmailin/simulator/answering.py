"""What an authoritative name server answers, from the question and the zones alone.

RFC 1034 section 4.3.2 (the algorithm), RFC 4592 (wildcards), RFC 2308 (negative answers), RFC 6604 (response
code after a CNAME), RFC 6891 (EDNS).
"""

from __future__ import annotations

import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset
import dns.zone
from dns.rdtypes.ANY.CNAME import CNAME

from .zones import Zones

# Advised by the DNS flag day 2020, so that an answer fits one packet everywhere.
UDP_PAYLOAD = 1232
_MINIMUM_PAYLOAD = 512
_CHAIN = 8
_TRANSFERS = {dns.rdatatype.AXFR, dns.rdatatype.IXFR}


def answer(query: dns.message.Message, zones: Zones) -> dns.message.Message:
    response = dns.message.make_response(query, our_payload=UDP_PAYLOAD)
    if refusal := _refusal(query, zones):
        response.set_rcode(refusal)
        return response
    response.flags |= dns.flags.AA
    _follow(response, zones, query.question[0].name, query.question[0].rdtype)
    return response


def udp_room(query: dns.message.Message) -> int:
    """How many bytes an answer over UDP may have."""
    return max(_MINIMUM_PAYLOAD, min(query.payload, UDP_PAYLOAD)) if query.edns >= 0 else _MINIMUM_PAYLOAD


def _refusal(query: dns.message.Message, zones: Zones) -> dns.rcode.Rcode | None:
    if query.opcode() != dns.opcode.QUERY:
        return dns.rcode.NOTIMP
    if query.edns > 0:
        return dns.rcode.BADVERS
    if len(query.question) != 1:
        return dns.rcode.FORMERR
    question = query.question[0]
    foreign = question.rdclass != dns.rdataclass.IN or zones.find(question.name) is None
    return dns.rcode.REFUSED if foreign or question.rdtype in _TRANSFERS else None


def _follow(
    response: dns.message.Message, zones: Zones, name: dns.name.Name, rdtype: dns.rdatatype.RdataType
) -> None:
    """Answer for a name; where a CNAME leads into another zone of ours, go on there."""
    for _ in range(_CHAIN):
        zone = zones.find(name)
        if zone is None:
            return
        if cut := _cut(zone, name):
            _refer(response, zone, cut)
            return
        found = _found(zone, name)
        alias = next((each for each in found or () if each.rdtype == dns.rdatatype.CNAME), None)
        if alias is None or rdtype in (dns.rdatatype.CNAME, dns.rdatatype.ANY):
            _finish(response, zone, name, rdtype, found)
            return
        _put(response, response.answer, name, alias)
        target = alias[0]
        assert isinstance(target, CNAME)
        name = target.target


def _finish(
    response: dns.message.Message,
    zone: dns.zone.Zone,
    name: dns.name.Name,
    rdtype: dns.rdatatype.RdataType,
    found: list[dns.rdataset.Rdataset] | None,
) -> None:
    wanted = [each for each in found or () if rdtype in (each.rdtype, dns.rdatatype.ANY)]
    for rdataset in wanted:
        _put(response, response.answer, name, rdataset)
    if found is None:
        response.set_rcode(dns.rcode.NXDOMAIN)
    if not wanted and zone.origin is not None:
        _put(response, response.authority, zone.origin, zone.find_rdataset(zone.origin, dns.rdatatype.SOA))


def _cut(zone: dns.zone.Zone, name: dns.name.Name) -> dns.name.Name | None:
    """Where the zone hands a name over to servers that are not ours, if it does."""
    while name != zone.origin:
        if zone.get_rdataset(name, dns.rdatatype.NS):
            return name
        name = name.parent()
    return None


def _refer(response: dns.message.Message, zone: dns.zone.Zone, cut: dns.name.Name) -> None:
    if not response.answer:
        response.flags &= ~dns.flags.AA
    _put(response, response.authority, cut, zone.find_rdataset(cut, dns.rdatatype.NS))


def _found(zone: dns.zone.Zone, name: dns.name.Name) -> list[dns.rdataset.Rdataset] | None:
    """What a zone has for a name, or its wildcard: [] if only names below it exist, None if none do."""
    if name in zone.nodes:
        return list(zone.nodes[name])
    if _has_below(zone, name):
        return []
    encloser = name.parent()
    while encloser not in zone.nodes and not _has_below(zone, encloser):
        encloser = encloser.parent()
    wildcard = zone.nodes.get(dns.name.Name((b"*", *encloser.labels)))
    return list(wildcard) if wildcard else None


def _has_below(zone: dns.zone.Zone, name: dns.name.Name) -> bool:
    return any(other.is_subdomain(name) for other in zone.nodes)


def _put(
    response: dns.message.Message,
    section: list[dns.rrset.RRset],
    owner: dns.name.Name,
    rdataset: dns.rdataset.Rdataset,
) -> None:
    rrset = response.find_rrset(section, owner, rdataset.rdclass, rdataset.rdtype, create=True)
    for rdata in rdataset:
        rrset.add(rdata, rdataset.ttl)
