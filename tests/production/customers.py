"""Customers at their browsers: they look at pages and add domains, and everything that fails them is written down."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import httpx

from portal.demo.browser import Browser
from portal.demo.journey import Journey
from tests.production.estate import LABELS_AT_HOME, Estate

_BETWEEN_ACTS = 0.15
_LOOKS_PER_DOMAIN = 5
_MOST_DOMAINS = 14
"""Fewer than a customer may have before one is proven."""


class Customer:
    """`added` are the names whose form was answered well: nobody may forget them."""

    def __init__(self, browser: Browser, dns_host: httpx.Client, number: int) -> None:
        self._browser, self._dns_host, self._number = browser, dns_host, number
        self.added: list[str] = []
        self.done = 0
        self.failed: list[tuple[float, str]] = []

    def act(self, turn: int) -> None:
        began = time.monotonic()
        try:
            if turn % _LOOKS_PER_DOMAIN == 0 and len(self.added) < _MOST_DOMAINS:
                self._add(f"load-{self._number}-{turn}.test")
            else:
                self._browser.open("/")
        except httpx.HTTPError as error:
            status = getattr(getattr(error, "response", None), "status_code", "")
            self.failed.append((began, f"{type(error).__name__} {status}"))
        self.done += 1

    def _add(self, name: str) -> None:
        self._dns_host.post("/_sim/zones", json={"zone": name}).raise_for_status()
        self._browser.open("/domains/add/")
        self._browser.submit("", name=name)
        if self._browser.path == "/domains/add/":
            raise httpx.HTTPError(f"{name} was not added")
        self.added.append(name)


class Crowd:
    """One thread a customer, until it is told to stop."""

    def __init__(self, estate: Estate) -> None:
        self._stopped = Event()
        self.customers = []
        for number, label in enumerate(LABELS_AT_HOME):
            journey = Journey(estate.web_url, estate.simulator_url, label, estate.trust)
            journey.log_in()
            dns_host = httpx.Client(base_url=estate.simulator_url, timeout=30)
            self.customers.append(Customer(journey.portal, dns_host, number))
        self._threads = [Thread(target=self._live, args=[each], daemon=True) for each in self.customers]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            for thread in self._threads:
                thread.join(60)

    def _live(self, customer: Customer) -> None:
        turn = 0
        while not self._stopped.is_set():
            customer.act(turn)
            turn += 1
            self._stopped.wait(_BETWEEN_ACTS)

    @property
    def done(self) -> int:
        return sum(each.done for each in self.customers)

    @property
    def added(self) -> list[str]:
        return [name for each in self.customers for name in each.added]

    @property
    def failed(self) -> list[tuple[float, str]]:
        return [failure for each in self.customers for failure in each.failed]
