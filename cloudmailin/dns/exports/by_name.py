"""Terraform's DNS providers for which all values of one name and type are a resource."""

from __future__ import annotations

from collections.abc import Iterator

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.exports.groups import Group
from cloudmailin.dns.exports.hcl import Block, Expression, Value
from cloudmailin.dns.exports.resource import common, exchanges, head, resource
from cloudmailin.dns.exports.zone_file import TTL, presentation
from cloudmailin.dns.quoting import character_strings, escaped
from cloudmailin.dns.records import relative


def aws(zone: str, name: str, group: Group) -> Iterator[Block]:
    """The provider puts a text in quotes itself; `""` in its midst ends one string and begins the next."""
    values: tuple[str, ...] = presentation(group)
    if group.type is RecordType.TXT:
        values = tuple('""'.join(each[1:-1] for each in character_strings(value)) for value in group.values)
    zone_id = Expression("var.zone_id")
    yield resource(
        "aws_route53_record", name, {"zone_id": zone_id, **common(group.name, group), "records": values}
    )


def google(zone: str, name: str, group: Group) -> Iterator[Block]:
    managed = Expression("var.managed_zone")
    shared = common(f"{group.name}.", group)
    yield resource(
        "google_dns_record_set", name, {"managed_zone": managed, **shared, "rrdatas": presentation(group)}
    )


def azurerm(zone: str, name: str, group: Group) -> Iterator[Block]:
    """The provider cuts a long text itself."""
    attributes: dict[str, Value] = {
        "name": relative(group.name, zone),
        "zone_name": zone,
        "resource_group_name": Expression("var.resource_group_name"),
        "ttl": TTL,
    }
    if group.type is RecordType.CNAME:
        yield resource("azurerm_dns_cname_record", name, {**attributes, "record": group.values[0]})
    elif group.type is RecordType.MX:
        yield Block(head("azurerm_dns_mx_record", name), attributes, exchanges("record", group, dot=False))
    else:
        texts = [Block("record", {"value": value}) for value in group.values]
        yield Block(head("azurerm_dns_txt_record", name), attributes, texts)


def hcloud(zone: str, name: str, group: Group) -> Iterator[Block]:
    records: list[Value] = [{"value": value} for value in presentation(group)]
    shared = common(relative(group.name, zone), group)
    yield resource("hcloud_zone_rrset", name, {"zone": zone, **shared, "records": records})


def gandi(zone: str, name: str, group: Group) -> Iterator[Block]:
    shared = common(relative(group.name, zone), group)
    yield resource("gandi_livedns_record", name, {"zone": zone, **shared, "values": presentation(group)})


def dns(zone: str, name: str, group: Group) -> Iterator[Block]:
    """A text is put between quotes and read as a zone file's, and cut by the provider; the apex has no name."""
    attributes: dict[str, Value] = {"zone": f"{zone}."}
    if group.name != zone:
        attributes["name"] = relative(group.name, zone)
    attributes["ttl"] = TTL
    if group.type is RecordType.CNAME:
        yield resource("dns_cname_record", name, {**attributes, "cname": f"{group.values[0]}."})
    elif group.type is RecordType.MX:
        yield Block(head("dns_mx_record_set", name), attributes, exchanges("mx", group, dot=True))
    else:
        texts = tuple(escaped(value) for value in group.values)
        yield resource("dns_txt_record_set", name, {**attributes, "txt": texts})
