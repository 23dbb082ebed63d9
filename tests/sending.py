"""An outbound account at the simulator, as an application that sends mail has it."""

from __future__ import annotations

import json
import secrets
from typing import Any

import httpx

from tests.simulator_process import SimulatorProcess


class Sender:
    """Sends from any domain unless told otherwise; further fields of /_sim/outbound_accounts may be given."""

    def __init__(self, simulator: SimulatorProcess, account: str, **more: Any) -> None:
        self.simulator = simulator
        self.username, self.token = secrets.token_hex(8), secrets.token_hex(16)
        fields = {"username": self.username, "token": self.token, "account": account}
        simulator.sim("outbound_accounts", "POST", {**fields, "verified_senders_only": False, **more})

    def send(self, message: Any, token: str | None = None) -> httpx.Response:
        return httpx.post(
            f"{self.simulator.api_url(self.username)}/messages",
            headers={"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"},
            content=json.dumps(message),
            timeout=20,
            trust_env=False,
        )

    def sent(self, message: Any) -> str:
        """The id of an accepted message."""
        answer = self.send(message)
        assert answer.status_code == 202, answer.text
        found: str = answer.json()["id"]
        return found

    def change(self, **fields: Any) -> None:
        self.simulator.sim(f"outbound_accounts/{self.username}", "PATCH", fields)

    def arrived(self, id_: str) -> dict[str, Any] | None:
        """The message as the mailbox has it; None if it is not there."""
        return next((each for each in self.simulator.sim("mailbox") if each["id"] == id_), None)
