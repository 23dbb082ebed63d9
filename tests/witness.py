"""Questions to the simulator: which calls arrived, which objects there are; and a hand on the customers' DNS."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs

import httpx

from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain
from tenants.names import registrable
from tenants.scoping import across_tenants
from tests.simulator_process import SimulatorProcess


class Witness:
    def __init__(self, simulator: SimulatorProcess) -> None:
        self._http = httpx.Client(base_url=simulator.url, timeout=10)
        self.base_url = f"{simulator.url}/api/v0.1"

    def add_account(self, account: str, key: str, *, limit: int = 5) -> None:
        self._post("/_sim/accounts", {"id": account, "key": key})
        self.change_account(account, limit=limit)

    def change_account(self, account: str, **knobs: Any) -> None:
        self._http.patch(f"/_sim/accounts/{account}", json=knobs).raise_for_status()

    def order_fault(self, **rule: Any) -> None:
        """What the next call that matches meets; see docs/simulator.md."""
        self._post("/_sim/faults", rule)

    def calls(self, account: str) -> list[str]:
        """The calls that arrived, oldest first, like "POST /sending_domains"."""
        journal = self._get("/_sim/journal", account=account)
        return [f"{call['method']} {call['path'].split(account, 1)[-1].split('?')[0]}" for call in journal]

    def arrivals(self, account: str) -> list[float]:
        """When they arrived, in seconds since 1970."""
        return [call["at"] for call in self._get("/_sim/journal", account=account)]

    def objects(self, account: str) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = self._get("/_sim/objects", account=account)
        return found

    def publish(self, name: str, kind: str, value: str) -> None:
        zone = registrable(name)
        self._post("/_sim/zones", {"zone": zone})
        self._post(f"/_sim/zones/{zone}/records", {"name": name, "type": kind, "value": value})

    def publish_all(self, domain: Domain) -> None:
        """Publish every record that the domain asks for just now."""
        with across_tenants():
            domain = Domain.objects.select_related("tenant__brand", "receiving", "sending").get(pk=domain.pk)
            for record_set in record_sets(domain):
                for record in record_set.records:
                    self.publish(record.name, record.type, record.value)

    def withdraw(self, name: str, kind: str) -> None:
        zone = registrable(name)
        body = {"name": name, "type": kind}
        self._http.request("DELETE", f"/_sim/zones/{zone}/records", json=body).raise_for_status()

    def mail_in(
        self, to: str, sender: str = "sender@example.net", subject: str = "A test mail"
    ) -> str | None:
        """Somebody writes to an attached domain; the status that CloudMailin notes, None where nobody receives."""
        answer = self._http.post("/_sim/mail-in", json={"to": to, "from": sender, "subject": subject})
        status: str | None = answer.raise_for_status().json()["status"]
        return status

    def queries(self, account: str) -> list[str]:
        """What the delivery log was asked for, oldest first."""
        journal = self._get("/_sim/journal", account=account)
        asked = (call["query"] for call in journal if "incoming_statuses" in call["path"])
        return [parse_qs(query).get("query", ["*"])[0] for query in asked]

    def application(self, name: str = "inbox", answer: int = 200) -> str:
        """The target of a receiving application on this machine."""
        return f"{self.base_url.removesuffix('/api/v0.1')}/app/{name}?answer={answer}"

    def mailbox(self) -> list[dict[str, Any]]:
        """What was delivered to anybody, newest first."""
        found: list[dict[str, Any]] = self._get("/_sim/mailbox")
        return found

    def add_sender(self, account: str, username: str, token: str, **more: Any) -> None:
        """An outbound account with its SMTP credentials."""
        fields = {"username": username, "token": token, "account": account, **more}
        self._post("/_sim/outbound_accounts", fields)

    def settle_deletions(self) -> None:
        """Wait until what was deleted has really gone: the simulator takes its time, as the service does."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and any(
            thing["vanishes_at"] for shelf in self._get("/_sim/objects").values() for thing in shelf
        ):
            time.sleep(0.05)

    def _get(self, path: str, **params: str) -> Any:
        return self._http.get(path, params=params).raise_for_status().json()

    def _post(self, path: str, body: dict[str, Any]) -> None:
        self._http.post(path, json=body).raise_for_status()
