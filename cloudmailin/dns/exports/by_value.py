"""Terraform's DNS providers for which every value is a resource."""

from __future__ import annotations

from collections.abc import Iterator

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.exports.groups import Group, mail
from cloudmailin.dns.exports.hcl import Block, Expression, Value
from cloudmailin.dns.exports.resource import common, each, resource
from cloudmailin.dns.exports.zone_file import TTL, presentation
from cloudmailin.dns.quoting import character_strings
from cloudmailin.dns.records import relative


def cloudflare(zone: str, name: str, group: Group) -> Iterator[Block]:
    for label, value in each(name, group):
        content: dict[str, Value] = {"content": " ".join(character_strings(value))}
        if group.type is RecordType.MX:
            content = {"content": mail(value).exchange, "priority": mail(value).priority}
        elif group.type is RecordType.CNAME:
            content = {"content": value, "proxied": False}
        yield resource(
            "cloudflare_dns_record",
            label,
            {"zone_id": Expression("var.zone_id"), **common(group.name, group), **content},
        )


def digitalocean(zone: str, name: str, group: Group) -> Iterator[Block]:
    for label, value in each(name, group):
        content: dict[str, Value] = {"value": value}
        if group.type is RecordType.MX:
            content = {"value": f"{mail(value).exchange}.", "priority": mail(value).priority}
        elif group.type is RecordType.CNAME:
            content = {"value": f"{value}."}
        shared = common(relative(group.name, zone), group)
        yield resource("digitalocean_record", label, {"domain": zone, **shared, **content})


def ovh(zone: str, name: str, group: Group) -> Iterator[Block]:
    subdomain = "" if group.name == zone else relative(group.name, zone)
    shown = dict(zip(group.values, presentation(group), strict=True))
    for label, value in each(name, group):
        yield resource(
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


def dnsimple(zone: str, name: str, group: Group) -> Iterator[Block]:
    own = "" if group.name == zone else relative(group.name, zone)
    for label, value in each(name, group):
        content: dict[str, Value] = {"value": value}
        if group.type is RecordType.MX:
            content = {"value": mail(value).exchange, "priority": mail(value).priority}
        yield resource("dnsimple_zone_record", label, {"zone_name": zone, **common(own, group), **content})
