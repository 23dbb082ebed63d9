"""Who runs mail servers, by their names: what a customer calls the service, not its host names."""

from __future__ import annotations

from collections.abc import Mapping

MAILBOXES: Mapping[str, str] = {
    "google.com": "Google Workspace",
    "googlemail.com": "Google Workspace",
    "outlook.com": "Microsoft 365",
    "mx.microsoft": "Microsoft 365",
    "secureserver.net": "GoDaddy",
    "zoho.com": "Zoho Mail",
    "zoho.eu": "Zoho Mail",
    "zoho.in": "Zoho Mail",
    "protonmail.ch": "Proton Mail",
    "messagingengine.com": "Fastmail",
    "icloud.com": "iCloud Mail",
    "yandex.net": "Yandex 360",
    "yandex.ru": "Yandex 360",
    "kundenserver.de": "IONOS",
    "ionos.com": "IONOS",
    "rzone.de": "STRATO",
    "ovh.net": "OVHcloud",
    "gandi.net": "Gandi",
    "infomaniak.ch": "Infomaniak",
    "hostinger.com": "Hostinger",
    "titan.email": "Titan",
    "privateemail.com": "Namecheap Private Email",
    "emailsrvr.com": "Rackspace Email",
    "migadu.com": "Migadu",
    "mailbox.org": "mailbox.org",
    "mimecast.com": "Mimecast",
    "pphosted.com": "Proofpoint",
    "ppe-hosted.com": "Proofpoint Essentials",
    "barracudanetworks.com": "Barracuda",
    "awsapps.com": "Amazon WorkMail",
}

FORWARDERS: Mapping[str, str] = {
    "mx.cloudflare.net": "Cloudflare Email Routing",
    "registrar-servers.com": "Namecheap e-mail forwarding",
    "improvmx.com": "ImprovMX",
    "forwardemail.net": "Forward Email",
}
"""Services that a DNS host or registrar switches on by itself, or that only forward: no mailboxes are lost."""


def is_forwarder(host: str) -> bool:
    return _known(host, FORWARDERS) is not None


def service_of(host: str) -> str:
    """What runs the mail server, or the host's own name."""
    return _known(host, {**MAILBOXES, **FORWARDERS}) or host


def _known(host: str, services: Mapping[str, str]) -> str | None:
    """By the longest suffix that is known."""
    fitting = [suffix for suffix in services if host == suffix or host.endswith(f".{suffix}")]
    return services[max(fitting, key=len)] if fitting else None
