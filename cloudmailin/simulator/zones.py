"""The zones that the name server answers for, and the changes that a DNS host allows to one.

The rules of change: a CNAME stands alone at its name (RFC 1034 section 3.6.2), and never at the top of a
zone.
"""

from __future__ import annotations

from collections.abc import Iterable

import dns.exception
import dns.name
import dns.rdata
import dns.rdataset
import dns.rdatatype
import dns.zone
from dns.rdtypes.ANY.SOA import SOA

from . import internet, records
from .records import Record, RecordProblems

_SERIAL_MODULUS = 2**32


class Zones:
    """All zones by name: the customers', which can be changed and are kept, and the outside world's."""

    def __init__(self, customers: Iterable[dns.zone.Zone] = ()) -> None:
        self._world = {origin(zone): zone for zone in internet.world()}
        self._customers: dict[dns.name.Name, dns.zone.Zone] = {}
        self._texts: dict[dns.name.Name, tuple[dns.rdataset.Rdataset, str]] = {}
        for zone in customers:
            self._customers[origin(zone)] = zone
            if origin(zone).is_subdomain(internet.TOP_LEVEL):
                self._delegate(zone, self._world[internet.TOP_LEVEL])

    def customers(self) -> list[dns.zone.Zone]:
        return [self._customers[name] for name in sorted(self._customers)]

    def customer(self, name: dns.name.Name) -> dns.zone.Zone | None:
        return self._customers.get(name)

    def find(self, name: dns.name.Name) -> dns.zone.Zone | None:
        """The most specific zone that holds a name."""
        while True:
            for zones in (self._customers, self._world):
                if name in zones:
                    return zones[name]
            if name == dns.name.root:
                return None
            name = name.parent()

    def create(self, name: dns.name.Name) -> dns.zone.Zone:
        """The customer zone of that name, made if there is none. Raises ValueError with a sentence."""
        if name in self._customers:
            return self._customers[name]
        above = self.find(name)
        if above is not None and self._is_reserved(origin(above)):
            raise ValueError("This name belongs to somebody else. Choose another.")
        zone = self._customers[name] = internet.new_customer_zone(name)
        self._delegate(zone, above)
        return zone

    def host_dkim(self, selector: str, record: str) -> None:
        """Publish a key under CloudMailin's own names, for a customer's CNAME to point at."""
        home = self.find(internet.DKIM_HOME_NAME)
        if home is not None:
            name = f"{selector}.{internet.DKIM_HOME_NAME}"
            add(home, records.parse(name, "TXT", record, records.DEFAULT_TTL, zone=origin(home)))

    def texts(self) -> dict[str, str]:
        """The customers' zones in master file format (RFC 1035 section 5), by name."""
        return {name.to_text(): self._text(name, zone) for name, zone in self._customers.items()}

    def _text(self, name: dns.name.Name, zone: dns.zone.Zone) -> str:
        """Written again only when the zone has a new SOA: with thousands of zones that takes long."""
        soa = next(each for each in zone.nodes[name].rdatasets if each.rdtype == dns.rdatatype.SOA)
        known = self._texts.get(name)
        if known is None or known[0] is not soa:
            known = self._texts[name] = (soa, zone.to_text(relativize=False))
        return known[1]

    def _is_reserved(self, name: dns.name.Name) -> bool:
        return name in self._world and name != internet.TOP_LEVEL

    def _delegate(self, zone: dns.zone.Zone, above: dns.zone.Zone | None) -> None:
        if above is not None:
            servers = zone.find_rdataset(origin(zone), dns.rdatatype.NS)
            above.replace_rdataset(origin(zone), dns.rdataset.from_rdata_list(servers.ttl, list(servers)))
            _bump_serial(above)


def zone_name(typed: str) -> dns.name.Name:
    """A zone's name from a form or a link. Raises ValueError with a sentence."""
    try:
        name = dns.name.from_text(typed.strip().lower())
    except dns.exception.DNSException:
        raise ValueError("This is not a domain name.") from None
    if len(name.labels) < 3 or not all(_is_host_label(label) for label in name.labels[:-1]):
        raise ValueError("Enter a domain, for example example.test.")
    return name


def listed(zone: dns.zone.Zone) -> list[Record]:
    """Every record of a zone, the zone's own name first, then by name and type."""
    return [
        Record(name, rdata, rdataset.ttl)
        for name in sorted(zone.nodes)
        for rdataset in sorted(zone.nodes[name], key=lambda each: dns.rdatatype.to_text(each.rdtype))
        for rdata in sorted(rdataset)
    ]


def has(zone: dns.zone.Zone, record: Record) -> bool:
    rdataset = zone.get_rdataset(record.name, record.rdata.rdtype)
    return rdataset is not None and record.rdata in rdataset


def add(zone: dns.zone.Zone, record: Record) -> None:
    """Publish a record; no harm if it is there already. Raises RecordProblems when it can't be."""
    if reason := clash(zone, record):
        raise RecordProblems({"name": reason})
    others = zone.get_rdataset(record.name, record.rdata.rdtype) or ()
    _put(zone, record, [*others, record.rdata])


def remove(zone: dns.zone.Zone, record: Record) -> None:
    present = zone.get_rdataset(record.name, record.rdata.rdtype) or ()
    _put(zone, record, [rdata for rdata in present if rdata != record.rdata])


def change(zone: dns.zone.Zone, old: Record, new: Record) -> None:
    """Put one record in place of another; the old one stays when the new one can't be (RecordProblems)."""
    remove(zone, old)
    try:
        add(zone, new)
    except RecordProblems:
        add(zone, old)
        raise


def clash(zone: dns.zone.Zone, record: Record) -> str | None:
    """Why a record can't be beside what is there, as a sentence; None when it can."""
    node = zone.get_node(record.name)
    present = {each.rdtype for each in node} if node else set()
    others = sorted(dns.rdatatype.to_text(rdtype) for rdtype in present - {record.rdata.rdtype})
    where = records.relative(record.name, origin(zone))
    if record.rdata.rdtype != dns.rdatatype.CNAME:
        beside = dns.rdatatype.CNAME in present
        return f"{where} has a CNAME. Nothing can stand beside it: remove it first." if beside else None
    if record.name == zone.origin:
        return "A CNAME can't be at the domain itself. Use a name below it."
    if others:
        return (
            f"{where} has other records ({', '.join(others)}). A CNAME must stand alone: remove them first."
        )
    if present and not has(zone, record):
        return f"{where} has a CNAME already. Change that one instead."
    return None


def _put(zone: dns.zone.Zone, record: Record, values: list[dns.rdata.Rdata]) -> None:
    """All records of a set share one TTL (RFC 2181 section 5.2): here that of the record last touched."""
    if values:
        zone.replace_rdataset(record.name, dns.rdataset.from_rdata_list(record.ttl, values))
    else:
        zone.delete_rdataset(record.name, record.rdata.rdtype)
    _bump_serial(zone)


def _bump_serial(zone: dns.zone.Zone) -> None:
    newer = _soa(zone).replace(serial=(_soa(zone).serial + 1) % _SERIAL_MODULUS)
    ttl = zone.find_rdataset(origin(zone), dns.rdatatype.SOA).ttl
    zone.replace_rdataset(origin(zone), dns.rdataset.from_rdata(ttl, newer))


def _soa(zone: dns.zone.Zone) -> SOA:
    soa = zone.find_rdataset(origin(zone), dns.rdatatype.SOA)[0]
    assert isinstance(soa, SOA)
    return soa


def origin(zone: dns.zone.Zone) -> dns.name.Name:
    """A zone's name, which every zone here has; dnspython's type allows for zones without."""
    assert zone.origin is not None
    return zone.origin


def _is_host_label(label: bytes) -> bool:
    return label.replace(b"-", b"").replace(b"_", b"").isalnum()
