"""CloudMailin's objects as values, and what of each the API shows.

Fields and formats: CloudMailin's OpenAPI description 0.1.0; `address` of an Address as its own client
libraries read it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from .knobs import NORMAL, Knobs

REQUIRED_CNAME = "feedback-smtp.cloudmta.net"
INBOUND_DOMAIN = "cloudmailin.net"
INBOUND_HOSTS = frozenset(f"client{number}.{INBOUND_DOMAIN}" for number in (1, 2, 3))
DKIM_HOME = "dkim.clients.cloudmta.net"


def new_id(length: int) -> str:
    return secrets.token_hex(length // 2)


@dataclass(frozen=True, slots=True)
class Account:
    """One customer of CloudMailin. `calls` are the wall-clock times at which the calls that count cease to."""

    id: str
    key: str
    limit: int
    period: float
    calls: tuple[float, ...] = ()
    knobs: Knobs = NORMAL


@dataclass(frozen=True, slots=True)
class Address:
    id: str
    account: str
    target: str
    target_format: str
    nickname: str | None = None
    auth_header: str | None = None
    attachments: Any = None
    vanishes_at: float | None = None
    created_at: float = 0.0

    def shown(self) -> dict[str, Any]:
        """`auth_header` is write-only: "never returned when you read an address back"."""
        return {
            "id": self.id,
            "target": self.target,
            "target_format": self.target_format,
            "nickname": self.nickname,
            "address": f"{self.id}@{INBOUND_DOMAIN}",
        }


@dataclass(frozen=True, slots=True)
class CustomDomain:
    id: str
    account: str
    address_id: str
    domain: str
    auth_regex: str | None = None
    domain_target: str | None = None
    vanishes_at: float | None = None
    created_at: float = 0.0

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "domain": self.domain,
            "auth_regex": self.auth_regex,
            "domain_target": self.domain_target,
        }


@dataclass(frozen=True, slots=True)
class SendingDomain:
    id: str
    account: str
    domain: str
    dkim_selector: str
    dkim_public_record: str
    dkim_verified: bool | None = None
    return_path_verified: bool | None = None
    spf_verified: bool | None = None
    vanishes_at: float | None = None
    created_at: float = 0.0

    @property
    def mta_domain(self) -> str:
        return f"mta.{self.domain}"

    @property
    def hosted_dkim(self) -> str:
        """Where CloudMailin publishes the key itself, for a CNAME to point at."""
        return f"{self.dkim_selector}.{DKIM_HOME}"

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "domain": self.domain,
            "mta_domain": self.mta_domain,
            "required_cname": REQUIRED_CNAME,
            "dkim_selector": self.dkim_selector,
            "dkim_domain": f"{self.dkim_selector}._domainkey.{self.domain}",
            "dkim_public_record": self.dkim_public_record,
            "dkim_verified": self.dkim_verified,
            "return_path_verified": self.return_path_verified,
            "spf_verified": self.spf_verified,
        }
