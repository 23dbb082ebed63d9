"""Terraform's DNS providers: what each calls a record and its parts.

Each is described at registry.terraform.io/providers/<source>. They differ in whether values of one name share a
resource, whether names are relative, whether host names end in a dot, and whether texts are quoted and cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cloudmailin.dns.exports import by_name, by_value
from cloudmailin.dns.exports.groups import Group
from cloudmailin.dns.exports.hcl import Block

Resources = Callable[[str, str, Group], Iterator[Block]]


@dataclass(frozen=True, slots=True)
class Provider:
    """`resources` takes the zone, a resource's name and the values. `variables` are what the file asks its owner for."""

    source: str
    resources: Resources
    variables: Mapping[str, str] = field(default_factory=dict)


_ZONE_ID = {"zone_id": "The zone's id at the DNS host."}

PROVIDERS: Mapping[str, Provider] = {
    "cloudflare": Provider("cloudflare/cloudflare, version 5", by_value.cloudflare, _ZONE_ID),
    "aws": Provider("hashicorp/aws", by_name.aws, _ZONE_ID),
    "google": Provider("hashicorp/google", by_name.google, {"managed_zone": "The zone's name in Cloud DNS."}),
    "azurerm": Provider(
        "hashicorp/azurerm",
        by_name.azurerm,
        {"resource_group_name": "The resource group that holds the zone."},
    ),
    "digitalocean": Provider("digitalocean/digitalocean", by_value.digitalocean),
    "hcloud": Provider("hetznercloud/hcloud", by_name.hcloud),
    "ovh": Provider("ovh/ovh", by_value.ovh),
    "gandi": Provider("go-gandi/gandi", by_name.gandi),
    "dnsimple": Provider("dnsimple/dnsimple", by_value.dnsimple),
}
"""By the `terraform` of a host in hosts.toml."""

DEFAULT = Provider("hashicorp/dns", by_name.dns)
