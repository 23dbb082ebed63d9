"""`manage.py demo`: the whole product on this machine, with nothing to configure."""

from __future__ import annotations

import json
import shutil
import signal
from argparse import ArgumentParser
from dataclasses import asdict
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.demo.journey import Journey, Unfinished
from portal.demo.prepare import prepared
from portal.demo.running import running
from portal.demo.sowing import sow_samples
from portal.embedded.ports import Ports, PortTaken
from portal.embedded.stack import AlreadyRunning, ServiceFailed, Stack
from portal.seeds import LABELS, PASSWORD, STAFF


class Command(BaseCommand):
    help = (
        "Start PostgreSQL, Redis, a simulator of CloudMailin with a DNS host, worker, beat and web, with sample "
        "customers. PORT (8000) is the web's port; the next four are used too. Ctrl-C stops everything."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Walk the customer's journey on free ports, print one line of JSON, and exit 0 if all of it happened.",
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _leave)
        folder, ports = prepared()
        try:
            with running(folder, ports, self._say) as stack:
                self._check(ports) if check else self._stay(ports, stack)
        except (PortTaken, AlreadyRunning, ServiceFailed, Unfinished) as error:
            raise CommandError(str(error), returncode=1 if check else 2) from None
        except KeyboardInterrupt:
            self._say("Stopped")
        finally:
            if check:
                shutil.rmtree(folder, ignore_errors=True)

    def _stay(self, ports: Ports, stack: Stack) -> None:
        sow_samples(f"http://127.0.0.1:{ports.simulator}", self._say)
        self.stdout.write(_welcome(ports))
        stack.wait()

    def _check(self, ports: Ports) -> None:
        arrival = Journey(
            f"http://127.0.0.1:{ports.web}", f"http://127.0.0.1:{ports.simulator}", LABELS[0]
        ).walk()
        self.stdout.write(json.dumps(asdict(arrival)))
        if not arrival.as_promised:
            raise Unfinished("The journey arrived, but not as promised.")

    def _say(self, sentence: str) -> None:
        self.stderr.write(f"{sentence} …", ending="\n")


def _leave(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _welcome(ports: Ports) -> str:
    lines = ["", "Ready. Log in with one of these, each with the password " + PASSWORD, ""]
    for label in LABELS:
        lines.append(f"  {label.name:<16} http://{label.host}:{ports.web}/")
        lines += [f"      {customer.email:<26} {customer.name}" for customer in label.customers]
    lines += [
        f"  Staff console    http://console.localhost:{ports.web}/",
        f"      {STAFF:<26} (without a second step here; STAFF_MFA=true asks for one)",
        f"  Customers' DNS   http://127.0.0.1:{ports.simulator}/dns/",
        "",
        "Add a domain that ends in .test, publish its records at the DNS host, and watch it turn green.",
        "Ctrl-C stops everything; what you did is kept in var/demo.",
    ]
    return "\n".join(lines)
