"""Everything that a restart must not forget, in memory and in one file of JSON.

The file is replaced in one step after each change (written beside it, then renamed), so a crash leaves the
old or the new.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import dns.zone

from . import ghosts
from .faults import Fault, rule
from .incoming import IncomingLog, IncomingStatus
from .knobs import NORMAL, Knobs, turned
from .objects import Account, Address, CustomDomain, SendingDomain
from .outbound_account import OutboundAccount
from .progress import remaining
from .zones import Zones

Kept = TypeVar("Kept", Account, Address, CustomDomain, SendingDomain, OutboundAccount)


class State:
    """Accounts and their objects by id, the zones, and what tests have ordered. Without a path nothing is kept.

    `knobs` are for the accounts of a file that was written before there were knobs.
    """

    def __init__(self, path: Path | None = None, knobs: Knobs = NORMAL) -> None:
        self._path = path
        self._written: dict[str, Mapping[str, tuple[object, str]]] = {}
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        kept = _read(path)
        self.accounts = {each["id"]: _account(each, knobs) for each in kept.get("accounts", ())}
        self.addresses = {each["id"]: Address(**each) for each in kept.get("addresses", ())}
        self.custom_domains = {each["id"]: CustomDomain(**each) for each in kept.get("custom_domains", ())}
        self.sending_domains = {each["id"]: SendingDomain(**each) for each in kept.get("sending_domains", ())}
        self.incoming = IncomingLog(IncomingStatus(**each) for each in kept.get("incoming_statuses", ()))
        self.outbound_accounts = {
            each["username"]: OutboundAccount(**each) for each in kept.get("outbound_accounts", ())
        }
        self.ghosts = [ghosts.read(each) for each in kept.get("ghosts", ())]
        self.faults = tuple(map(_fault, kept.get("faults", ())))
        self.taken: dict[str, bool] = dict(kept.get("taken", {}))
        self.zones = Zones(_zones(kept.get("zones", {})))
        for domain in self.sending_domains.values():
            self.zones.host_dkim(domain.dkim_selector, domain.dkim_public_record)

    def let_pass(self, now: float) -> None:
        """Drop what has vanished by now, and let back what returns; time in seconds since 1970."""
        before: dict[str, ghosts.Thing] = {**self.addresses, **self.custom_domains, **self.sending_domains}
        self.addresses = remaining(self.addresses, now)
        self.custom_domains = remaining(self.custom_domains, now)
        self.sending_domains = remaining(self.sending_domains, now)
        gone = (
            before.keys() - self.addresses.keys() - self.custom_domains.keys() - self.sending_domains.keys()
        )
        self.ghosts += ghosts.ghosts((before[id_] for id_ in gone), self.accounts)
        for ghost in [each for each in self.ghosts if each.at <= now]:
            self.ghosts.remove(ghost)
            self._let_back(ghost.thing)

    def _let_back(self, thing: ghosts.Thing) -> None:
        match thing:
            case Address():
                self.addresses[thing.id] = thing
            case CustomDomain():
                self.custom_domains[thing.id] = thing
            case SendingDomain():
                self.sending_domains[thing.id] = thing

    def note_calls(self, account: Account, calls: tuple[float, ...]) -> None:
        self.accounts[account.id] = replace(account, calls=calls)
        self.save()

    def save(self) -> None:
        if self._path is None:
            return
        draft = self._path.with_name(self._path.name + ".new")
        draft.write_text(self._as_json(), encoding="utf-8")
        draft.replace(self._path)

    def _as_json(self) -> str:
        """Of the many, only what changed is written anew: with thousands of objects all else would take long."""
        many = {
            "accounts": self._texts("accounts", self.accounts, _account_values),
            "addresses": self._texts("addresses", self.addresses, _values),
            "custom_domains": self._texts("custom_domains", self.custom_domains, _values),
            "sending_domains": self._texts("sending_domains", self.sending_domains, _values),
            "outbound_accounts": self._texts("outbound_accounts", self.outbound_accounts, _values),
        }
        few = {
            "incoming_statuses": [_values(each) for each in self.incoming],
            "ghosts": [ghosts.kept(each) for each in self.ghosts],
            "faults": [each.shown() for each in self.faults],
            "taken": self.taken,
            "zones": self.zones.texts(),
        }
        members = [f'"{name}": [{", ".join(texts)}]' for name, texts in many.items()]
        return "{" + ", ".join([*members, json.dumps(few)[1:-1]]) + "}"

    def _texts(
        self, kind: str, things: Mapping[str, Kept], values: Callable[[Kept], dict[str, Any]]
    ) -> list[str]:
        """Each as JSON, as it was written last unless another value has taken its place."""
        known = self._written.get(kind, {})
        written = {}
        for id_, thing in things.items():
            last = known.get(id_)
            written[id_] = last if last and last[0] is thing else (thing, json.dumps(values(thing)))
        self._written[kind] = written
        return [text for _, text in written.values()]


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


def _account_values(account: Account) -> dict[str, Any]:
    return {**_values(account), "knobs": asdict(account.knobs)}


def _account(kept: dict[str, Any], knobs: Knobs) -> Account:
    """Before there were knobs, `calls` held when the calls came in, under a sliding window."""
    calls = kept["calls"] if "knobs" in kept else [at + kept["period"] for at in kept["calls"]]
    return Account(**{**kept, "calls": tuple(calls), "knobs": turned(knobs, kept.get("knobs", {}))})


def _fault(kept: dict[str, Any]) -> Fault:
    return rule(kept["id"], {name: value for name, value in kept.items() if name != "id"})


def _zones(kept: dict[str, str]) -> Iterable[dns.zone.Zone]:
    return [dns.zone.from_text(text, origin, relativize=False) for origin, text in kept.items()]
