"""What Terraform resources of all DNS providers have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cloudmailin.dns.exports.groups import Group, mail
from cloudmailin.dns.exports.hcl import Block, Value
from cloudmailin.dns.exports.zone_file import TTL


def head(type: str, name: str) -> str:
    return f'resource "{type}" "{name}"'


def resource(type: str, name: str, attributes: Mapping[str, Value]) -> Block:
    return Block(head(type, name), attributes)


def common(name: str, group: Group) -> dict[str, Value]:
    return {"name": name, "type": group.type.value, "ttl": TTL}


def each(name: str, group: Group) -> Iterator[tuple[str, str]]:
    """A resource's name and its value, where each value is a resource."""
    for number, value in enumerate(group.values, 1):
        yield (f"{name}-{number}" if len(group.values) > 1 else name), value


def exchanges(head: str, group: Group, *, dot: bool) -> list[Block]:
    parts = [mail(value) for value in group.values]
    end = "." if dot else ""
    return [Block(head, {"preference": one.priority, "exchange": one.exchange + end}) for one in parts]
