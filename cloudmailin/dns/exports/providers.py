"""Terraform's DNS providers: what each calls a record and its parts.

Each is described at registry.terraform.io/providers/<source>. They differ in whether values of one name share a
resource, whether names are relative, whether host names end in a dot, and whether texts are quoted and cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.exports.groups import Group, mail
from cloudmailin.dns.exports.hcl import Block, Expression, Value
from cloudmailin.dns.exports.zone_file import TTL, presentation
from cloudmailin.dns.quoting import character_strings, escaped
from cloudmailin.dns.records import relative

Resources = Callable[[str, str, Group], Iterator[Block]]


@dataclass(frozen=True, slots=True)
class Provider:
    """`variables` are what the file asks its owner for, each with its description."""

    source: str
    resources: Resources
    variables: Mapping[str, str] = field(default_factory=dict)


def _cloudflare(zone: str, name: str, group: Group) -> Iterator[Block]:
    for label, value in _each(name, group):
        content: dict[str, Value] = {"content": " ".join(character_strings(value))}
        if group.type is RecordType.MX:
            content = {"content": mail(value).exchange, "priority": mail(value).priority}
        elif group.type is RecordType.CNAME:
            content = {"content": value, "proxied": False}
        yield _resource(
            "cloudflare_dns_record",
            label,
            {"zone_id": Expression("var.zone_id"), **_common(group.name, group), **content},
        )


def _aws(zone: str, name: str, group: Group) -> Iterator[Block]:
    """The provider puts a text in quotes itself; `""` in its midst ends one string and begins the next."""
    values: tuple[str, ...] = presentation(group)
    if group.type is RecordType.TXT:
        values = tuple('""'.join(each[1:-1] for each in character_strings(value)) for value in group.values)
    zone_id = Expression("var.zone_id")
    yield _resource(
        "aws_route53_record", name, {"zone_id": zone_id, **_common(group.name, group), "records": values}
    )


def _google(zone: str, name: str, group: Group) -> Iterator[Block]:
    managed = Expression("var.managed_zone")
    common = _common(f"{group.name}.", group)
    yield _resource(
        "google_dns_record_set", name, {"managed_zone": managed, **common, "rrdatas": presentation(group)}
    )


def _azurerm(zone: str, name: str, group: Group) -> Iterator[Block]:
    """The provider cuts a long text itself."""
    attributes: dict[str, Value] = {
        "name": relative(group.name, zone),
        "zone_name": zone,
        "resource_group_name": Expression("var.resource_group_name"),
        "ttl": TTL,
    }
    if group.type is RecordType.CNAME:
        yield _resource("azurerm_dns_cname_record", name, {**attributes, "record": group.values[0]})
    elif group.type is RecordType.MX:
        yield Block(_head("azurerm_dns_mx_record", name), attributes, _exchanges("record", group, dot=False))
    else:
        texts = [Block("record", {"value": value}) for value in group.values]
        yield Block(_head("azurerm_dns_txt_record", name), attributes, texts)


def _digitalocean(zone: str, name: str, group: Group) -> Iterator[Block]:
    for label, value in _each(name, group):
        content: dict[str, Value] = {"value": value}
        if group.type is RecordType.MX:
            content = {"value": f"{mail(value).exchange}.", "priority": mail(value).priority}
        elif group.type is RecordType.CNAME:
            content = {"value": f"{value}."}
        common = _common(relative(group.name, zone), group)
        yield _resource("digitalocean_record", label, {"domain": zone, **common, **content})


def _hcloud(zone: str, name: str, group: Group) -> Iterator[Block]:
    records: list[Value] = [{"value": value} for value in presentation(group)]
    common = _common(relative(group.name, zone), group)
    yield _resource("hcloud_zone_rrset", name, {"zone": zone, **common, "records": records})


def _ovh(zone: str, name: str, group: Group) -> Iterator[Block]:
    subdomain = "" if group.name == zone else relative(group.name, zone)
    shown = dict(zip(group.values, presentation(group), strict=True))
    for label, value in _each(name, group):
        yield _resource(
            "ovh_domain_zone_record",
            label,
            {
                "zone": zone,
                "subdomain": subdomain,
                "fieldtype": group.type.value,
                "ttl": TTL,
                "target": shown[value],
            },
        )


def _gandi(zone: str, name: str, group: Group) -> Iterator[Block]:
    common = _common(relative(group.name, zone), group)
    yield _resource("gandi_livedns_record", name, {"zone": zone, **common, "values": presentation(group)})


def _dnsimple(zone: str, name: str, group: Group) -> Iterator[Block]:
    own = "" if group.name == zone else relative(group.name, zone)
    for label, value in _each(name, group):
        content: dict[str, Value] = {"value": value}
        if group.type is RecordType.MX:
            content = {"value": mail(value).exchange, "priority": mail(value).priority}
        yield _resource("dnsimple_zone_record", label, {"zone_name": zone, **_common(own, group), **content})


def _dns(zone: str, name: str, group: Group) -> Iterator[Block]:
    """A text is put between quotes and read as a zone file's, and cut by the provider; the apex has no name."""
    attributes: dict[str, Value] = {"zone": f"{zone}."}
    if group.name != zone:
        attributes["name"] = relative(group.name, zone)
    attributes["ttl"] = TTL
    if group.type is RecordType.CNAME:
        yield _resource("dns_cname_record", name, {**attributes, "cname": f"{group.values[0]}."})
    elif group.type is RecordType.MX:
        yield Block(_head("dns_mx_record_set", name), attributes, _exchanges("mx", group, dot=True))
    else:
        texts = tuple(escaped(value) for value in group.values)
        yield _resource("dns_txt_record_set", name, {**attributes, "txt": texts})


def _head(type: str, name: str) -> str:
    return f'resource "{type}" "{name}"'


def _resource(type: str, name: str, attributes: Mapping[str, Value]) -> Block:
    return Block(_head(type, name), attributes)


def _common(name: str, group: Group) -> dict[str, Value]:
    return {"name": name, "type": group.type.value, "ttl": TTL}


def _each(name: str, group: Group) -> Iterator[tuple[str, str]]:
    """A resource's name and its value, where each value is a resource."""
    for number, value in enumerate(group.values, 1):
        yield (f"{name}-{number}" if len(group.values) > 1 else name), value


def _exchanges(head: str, group: Group, *, dot: bool) -> list[Block]:
    parts = [mail(value) for value in group.values]
    end = "." if dot else ""
    return [Block(head, {"preference": one.priority, "exchange": one.exchange + end}) for one in parts]


_ZONE_ID = {"zone_id": "The zone's id at the DNS host."}

PROVIDERS: Mapping[str, Provider] = {
    "cloudflare": Provider("cloudflare/cloudflare, version 5", _cloudflare, _ZONE_ID),
    "aws": Provider("hashicorp/aws", _aws, _ZONE_ID),
    "google": Provider("hashicorp/google", _google, {"managed_zone": "The zone's name in Cloud DNS."}),
    "azurerm": Provider(
        "hashicorp/azurerm", _azurerm, {"resource_group_name": "The resource group that holds the zone."}
    ),
    "digitalocean": Provider("digitalocean/digitalocean", _digitalocean),
    "hcloud": Provider("hetznercloud/hcloud", _hcloud),
    "ovh": Provider("ovh/ovh", _ovh),
    "gandi": Provider("go-gandi/gandi", _gandi),
    "dnsimple": Provider("dnsimple/dnsimple", _dnsimple),
}
"""By the `terraform` of a host in hosts.toml."""

DEFAULT = Provider("hashicorp/dns", _dns)
