"""MX records of another mail system, beside ours or in their place: mail would be split or never come.

Source: DNS-MISTAKES rows 29, 30, 35 to 37. Fix: remove the others, or use a subdomain for receiving.
"""

from __future__ import annotations

from cloudmailin.dns.causes.reading import host_of, seen
from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.dns.records import MX_HOSTS, RecordSet
from cloudmailin.dns.zone_view import ZoneView

KNOWN = {
    "google.com": "Google Workspace",
    "googlemail.com": "Google Workspace",
    "outlook.com": "Microsoft 365",
    "mx.cloudflare.net": "Cloudflare Email Routing",
    "registrar-servers.com": "Namecheap e-mail forwarding",
    "secureserver.net": "GoDaddy",
    "zoho.com": "Zoho Mail",
    "zoho.eu": "Zoho Mail",
    "protonmail.ch": "Proton Mail",
    "messagingengine.com": "Fastmail",
    "icloud.com": "iCloud Mail",
}


def mx_foreign(record_set: RecordSet, view: ZoneView) -> Finding | None:
    found = seen(record_set, view)
    foreign = [host_of(value) for value in found if host_of(value) not in MX_HOSTS]
    if not foreign:
        return None
    beside = len(foreign) < len(found)
    detail = {"name": record_set.domain, "target": foreign[0], "provider": _provider(foreign[0])}
    code = "mx_foreign_beside" if beside else "mx_foreign"
    return Finding(
        record_set.purpose, FindingStatus.CONFLICTING if beside else FindingStatus.WRONG, code, found, detail
    )


mx_foreign.codes = ("mx_foreign", "mx_foreign_beside")  # type: ignore[attr-defined]


def _provider(host: str) -> str:
    return next(
        (name for suffix, name in KNOWN.items() if host == suffix or host.endswith(f".{suffix}")), host
    )
