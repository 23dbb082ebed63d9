"""The main job, walked over HTTP as a customer would: from logging in to green, and what it cost."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import httpx

from cloudmailin.dns.answers import Absent, Answer, Question, RecordType
from cloudmailin.dns.resolver import Resolver
from cloudmailin.lifecycle.check import resolver_settings
from portal.demo.browser import Browser
from portal.seeds import PASSWORD, Label

NAME = "journey.test"
_PATIENCE = 240.0
_LOOKS_EVERY = 3
"""Seconds, as an open page does."""

_PURPOSES = {"ownership", "mx", "return_path", "dkim"}
_GREEN = {"receiving": "active", "sending": "verified"}


class Unfinished(Exception):
    """The journey did not arrive; says where it stood."""


@dataclass(frozen=True, slots=True)
class Arrival:
    receiving: str
    sending: str
    api_calls: dict[str, int]
    address_calls: int
    absences_remembered: int
    seconds_dns_to_green: float
    max_calls_in_any_minute: int
    objects: dict[str, int]

    @property
    def as_promised(self) -> bool:
        """One call for receiving, two for sending, at most one for the address, five in any minute, ten seconds.

        And that although a public resolver remembered of every record that it was not there.
        """
        return (
            self.api_calls == {"receiving": 1, "sending": 2}
            and self.address_calls <= 1
            and self.max_calls_in_any_minute <= 5
            and self.absences_remembered >= len(_PURPOSES)
            and self.seconds_dns_to_green <= 10
        )


class Journey:
    """One customer attaches `journey.test` for both uses. Each step can be taken on its own, by tests that disturb it."""

    def __init__(
        self, web_url: str, simulator_url: str, label: Label, trust: ssl.SSLContext | bool = True
    ) -> None:
        self._simulator = httpx.Client(base_url=simulator_url, timeout=30)
        self.portal = Browser(web_url, label.host, trust)
        self._panel = Browser(simulator_url)
        self._label = label
        self._web_url = web_url
        self._absences = 0

    def walk(self) -> Arrival:
        """All of it. Raises Unfinished."""
        self.log_in()
        self.make_zone()
        self.add_domain()
        self.wait_for_records()
        self.look_too_early()
        published_at = time.monotonic()
        self.publish()
        self.wait_until_green()
        return self.arrival(time.monotonic() - published_at)

    def log_in(self) -> None:
        self.portal.open("/login/")
        self.portal.submit("", login=self._label.customers[0].email, password=PASSWORD)

    def make_zone(self) -> None:
        """At the customer's DNS host, where it is until the records are published."""
        self._panel.open("/dns/")
        self._panel.submit("/dns/zones", zone=NAME)

    def add_domain(self) -> None:
        self.portal.open("/domains/add/")
        self.portal.submit("", name=NAME)

    def wait_for_records(self) -> None:
        self._wait("for the records to appear", lambda: self.portal.purposes() >= _PURPOSES)

    def look_too_early(self) -> None:
        """As whoever is impatient does: a public resolver now remembers that the records are not there."""
        wanted = httpx.get(f"{self._web_url}/demo/records", params={"zone": NAME}, timeout=30).json()[
            "records"
        ]
        asked = {Question(each["name"], RecordType(each["type"])) for each in wanted}
        answers = asyncio.run(_ask_public_resolver(asked))
        self._absences = sum(isinstance(each, Absent) and each.negative_ttl > 0 for each in answers)

    def publish(self) -> None:
        """Add what the portal asks for in one click."""
        self._panel.open(f"/dns/zones/{NAME}")
        self._panel.submit("wanted")

    def wait_until_green(self) -> None:
        self._wait("to turn green", lambda: self.portal.states() == _GREEN)

    def arrival(self, seconds: float) -> Arrival:
        states = self.portal.states()
        asked = {"account": self._label.account}
        journal = self._simulator.get("/_sim/journal", params=asked).json()
        fullest = self._simulator.get("/_sim/fullest-minute", params=asked).json()
        objects = self._simulator.get("/_sim/objects", params=asked).json()
        counted = [call["path"] for call in journal]
        return Arrival(
            receiving=states["receiving"],
            sending=states["sending"],
            api_calls={
                "receiving": sum("/custom_domains" in path for path in counted),
                "sending": sum("/sending_domains" in path for path in counted),
            },
            address_calls=sum("/addresses" in path for path in counted),
            absences_remembered=self._absences,
            seconds_dns_to_green=round(seconds, 1),
            max_calls_in_any_minute=fullest["calls"],
            objects={shelf: len(things) for shelf, things in objects.items()},
        )

    def _wait(self, what: str, arrived: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not arrived():
            if time.monotonic() > deadline:
                raise Unfinished(
                    f"Waited {_PATIENCE:.0f} seconds {what}; the page says {self.portal.states()}."
                )
            time.sleep(_LOOKS_EVERY)
            self.portal.open(self.portal.path)


async def _ask_public_resolver(asked: Iterable[Question]) -> list[Answer]:
    resolver = Resolver(resolver_settings())
    return await asyncio.gather(*map(resolver.visible, asked))
