"""Everything that a restart must not forget, in memory and in one file of JSON.

The file is replaced in one step after each change (written beside it, then renamed), so a crash leaves the
old or the new.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import dns.zone

from .incoming import IncomingLog, IncomingStatus
from .objects import Account, Address, CustomDomain, SendingDomain
from .outbound_account import OutboundAccount
from .progress import remaining
from .zones import Zones


class State:
    """Accounts and their objects by id, and the zones. Without a path nothing is kept."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        kept = _read(path)
        self.accounts = {each["id"]: _account(each) for each in kept.get("accounts", ())}
        self.addresses = {each["id"]: Address(**each) for each in kept.get("addresses", ())}
        self.custom_domains = {each["id"]: CustomDomain(**each) for each in kept.get("custom_domains", ())}
        self.sending_domains = {each["id"]: SendingDomain(**each) for each in kept.get("sending_domains", ())}
        self.incoming = IncomingLog(IncomingStatus(**each) for each in kept.get("incoming_statuses", ()))
        self.outbound_accounts = {
            each["username"]: OutboundAccount(**each) for each in kept.get("outbound_accounts", ())
        }
        self.zones = Zones(_zones(kept.get("zones", {})))
        for domain in self.sending_domains.values():
            self.zones.host_dkim(domain.dkim_selector, domain.dkim_public_record)

    def let_pass(self, now: float) -> None:
        """Drop what has vanished by now; time in seconds since 1970."""
        self.addresses = remaining(self.addresses, now)
        self.custom_domains = remaining(self.custom_domains, now)
        self.sending_domains = remaining(self.sending_domains, now)

    def note_calls(self, account: Account, calls: tuple[float, ...]) -> None:
        self.accounts[account.id] = replace(account, calls=calls)
        self.save()

    def save(self) -> None:
        if self._path is None:
            return
        draft = self._path.with_name(self._path.name + ".new")
        draft.write_text(json.dumps(self._as_json()), encoding="utf-8")
        draft.replace(self._path)

    def _as_json(self) -> dict[str, Any]:
        return {
            "accounts": [_values(each) for each in self.accounts.values()],
            "addresses": [_values(each) for each in self.addresses.values()],
            "custom_domains": [_values(each) for each in self.custom_domains.values()],
            "sending_domains": [_values(each) for each in self.sending_domains.values()],
            "incoming_statuses": [_values(each) for each in self.incoming],
            "outbound_accounts": [_values(each) for each in self.outbound_accounts.values()],
            "zones": self.zones.texts(),
        }


def _read(path: Path | None) -> dict[str, Any]:
    if path is None or not path.exists():
        return {}
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def _values(
    thing: Account | Address | CustomDomain | SendingDomain | OutboundAccount | IncomingStatus,
) -> dict[str, Any]:
    """Its fields as they are; `dataclasses.asdict` would copy them deeply, call by call."""
    return {field.name: getattr(thing, field.name) for field in fields(thing)}


def _account(kept: dict[str, Any]) -> Account:
    return Account(**{**kept, "calls": tuple(kept["calls"])})


def _zones(kept: dict[str, str]) -> Iterable[dns.zone.Zone]:
    return [dns.zone.from_text(text, origin, relativize=False) for origin, text in kept.items()]
