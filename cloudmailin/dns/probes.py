"""The second step of a look: where a mistaken record would stand, asked only while the right one is not there.

Each function here names places for one kind of mistake; the causes read the answers at the same places.
Names that DNS does not allow (too long, for example) only get an unknown answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cloudmailin.dns.answers import Answer, Found, Question, RecordType, Unknown
from cloudmailin.dns.records import MX_ALIAS, Purpose, Record, RecordSet, relative
from tenants.names import ancestors, is_below, registrable

NOBODY = "no-such-name-7q3v9k"
"""A label that nobody publishes: what is answered for it comes from a wildcard (RFC 4592)."""

_A, _AAAA, _MX, _NS = RecordType.A, RecordType.AAAA, RecordType.MX, RecordType.NS
_CNAME, _TXT = RecordType.CNAME, RecordType.TXT


def probes(record_set: RecordSet, zone: str, answers: Collection[Answer]) -> Iterator[Question]:
    """What else to ask about a set, by the answers that decide on it.

    Nothing where it is fulfilled, or where that is not known: then there is no mistake to explain.
    """
    if any(isinstance(answer, Unknown) for answer in answers) or stands(record_set, answers):
        return
    types = tuple(dict.fromkeys(record.type for record in accepted(record_set)))
    for name in dict.fromkeys(_places(record_set, zone)):
        yield from (Question(name, type) for type in types)
    yield from _of_purpose(record_set, zone)
    if registered := above_what_is_registered(record_set.domain, zone):
        yield Question(registered, _NS)


def accepted(record_set: RecordSet) -> tuple[Record, ...]:
    """The records of which the set is made, in whichever form."""
    return (*record_set.records, *record_set.behind, *filter(None, [record_set.alternative]))


def doubled(name: str, zone: str) -> tuple[str, ...]:
    """The full name typed where the panel adds the zone to it."""
    return (f"{name}.{zone}",)


def doubled_in_sub_zone(name: str, zone: str) -> tuple[str, ...]:
    """The name relative to a domain above, typed at a zone that is itself below that domain."""
    registered = registrable(zone)
    if registered is None or zone == registered:
        return ()
    above = (each for each in ancestors(zone) if each == registered or is_below(each, registered))
    return tuple(f"{relative(name, each)}.{zone}" for each in above)


def without_subdomain(name: str, domain: str, zone: str) -> tuple[str, ...]:
    """The name as it would be for a domain above, as far up as the zone goes."""
    front = name.removesuffix(domain)
    if not front:
        return ()
    return tuple(f"{front}{each}" for each in ancestors(domain) if each == zone or is_below(each, zone))


def without_underscore(name: str) -> tuple[str, ...]:
    return (name.replace("_", ""),) if "_" in name else ()


def without_domainkey(name: str) -> tuple[str, ...]:
    return (name.replace("._domainkey", "", 1),) if "._domainkey." in name else ()


def at_the_top(name: str, zone: str) -> tuple[str, ...]:
    return (zone,) if name != zone else ()


def swapped(target: str, zone: str) -> tuple[str, ...]:
    """The value typed into the name field."""
    return (f"{target}.{zone}",)


def nobody(zone: str) -> str:
    return f"{NOBODY}.{zone}"


def above_what_is_registered(domain: str, zone: str) -> str | None:
    """The name to register, where the zone that was found for the domain lies above it."""
    registered = registrable(domain)
    return registered if registered and is_below(registered, zone) else None


def domainkey_of(domain: str) -> str:
    return f"_domainkey.{domain}"


def above_domain(domain: str, zone: str) -> tuple[str, ...]:
    """The domains above, as far up as the zone goes."""
    return tuple(each for each in ancestors(domain) if each == zone or is_below(each, zone))


def policy_names_above(domain: str) -> tuple[str, ...]:
    """Where receivers look next for a policy: at the registered domain (RFC 7489 section 6.6.3)."""
    registered = registrable(domain)
    return (f"_dmarc.{registered}",) if registered and registered != domain else ()


def _places(record_set: RecordSet, zone: str) -> Iterator[str]:
    name, domain = record_set.records[0].name, record_set.domain
    yield from doubled(name, zone)
    yield from doubled_in_sub_zone(name, zone)
    yield from without_subdomain(name, domain, zone)
    yield from without_underscore(name)
    yield from at_the_top(name, zone)
    yield nobody(zone)


def _of_purpose(record_set: RecordSet, zone: str) -> Iterator[Question]:
    record, domain = record_set.records[0], record_set.domain
    match record_set.purpose:
        case Purpose.OWNERSHIP:
            yield Question(record.name, _CNAME)
            for base in dict.fromkeys((domain, zone)):
                for name in token_as_name(record.value, base):
                    yield Question(name, _TXT)
        case Purpose.MX:
            yield Question(domain, _TXT)
        case Purpose.RETURN_PATH:
            yield from (Question(record.name, type) for type in (_A, _AAAA, _MX, _TXT))
            yield from (Question(record.value, type) for type in (_A, _TXT))
            yield from (Question(name, _CNAME) for name in swapped(record.value, zone))
        case Purpose.DKIM:
            yield from (Question(record.name, type) for type in (_A, _AAAA))
            yield from (Question(name, _CNAME) for name in swapped(record.value, zone))
            yield Question(domainkey_of(domain), _NS)
            for name in without_domainkey(record.name):
                yield from (Question(name, _CNAME), Question(name, _TXT))
        case Purpose.DMARC:
            yield from (Question(name, _TXT) for name in (domain, *policy_names_above(domain)))


def token_as_name(value: str, base: str) -> Sequence[str]:
    """A token's value taken for "name value", or for the name itself."""
    key, _equals, _token = value.partition("=")
    return (f"{key}.{base}", f"{value.lower()}.{base}")


def stands(record_set: RecordSet, answers: Collection[Answer]) -> bool:
    """Whether it looks fulfilled. A mistake here costs questions or an explanation, never a verdict."""
    found = [answer for answer in answers if isinstance(answer, Found)]
    values = [value for answer in found for value in answer.values]
    match record_set.purpose:
        case Purpose.MX:
            hosts = {value.rsplit(" ", 1)[-1] for value in values}
            return any(answer.alias == MX_ALIAS for answer in found) or (
                bool(hosts) and hosts <= set(record_set.hosts)
            )
        case Purpose.DMARC:
            return any(value.lower().startswith("v=dmarc1") for value in values)
        case _:
            wanted = {_last_tag(record.value) for record in accepted(record_set)}
            return any(_last_tag(value) in wanted for value in values)


def _last_tag(value: str) -> str:
    """A DKIM record's key, however the rest is written; any other value as it is."""
    return "".join(value.split()).rstrip(";").rsplit(";", 1)[-1]
