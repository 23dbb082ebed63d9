"""The customers of `manage.py bench dns`: one domain each, with all five records in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloudmailin.dns.records import Record, RecordSet, SendingNames, ownership, receiving, sending
from tenants.names import DomainName

NAME_SERVER = "ns1.dns-host.test"

_KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" * 12


def domains(number: int) -> list[DomainName]:
    return [DomainName(f"customer-{each}.test") for each in range(number)]


def sets(domain: DomainName) -> Sequence[RecordSet]:
    """Its token, MX, return path, DKIM and DMARC."""
    selector = f"{abs(hash(domain)) % 16**12:012x}"
    names = SendingNames(
        domain=domain,
        mta_domain=f"mta.{domain}",
        required_cname="feedback-smtp.cloudmta.net",
        dkim_selector=selector,
        dkim_domain=f"{selector}._domainkey.{domain}",
        dkim_public_record=f"v=DKIM1; h=sha256; k=rsa; s=email; p={_KEY}",
    )
    return [ownership(domain, "northwind", f"token-of-{domain}"), receiving(domain), *sending(names)]


def published(domain: DomainName) -> Iterator[Record]:
    for each in sets(domain):
        yield from each.records
