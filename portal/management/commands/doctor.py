"""`manage.py doctor`: what is in order, what needs attention, what is broken, and what to do about it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from portal.doctor import examine
from portal.doctor.line import Line, State


class Command(BaseCommand):
    help = (
        "Look at settings, database, migrations, Redis, workers, beat, DNS, mail, accounts and host names. Each line "
        "says ok, attention or broken, and what to do next. Exit status 1: something is broken."
    )
    requires_system_checks = ()
    """They are among what is told."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a list of objects, for machines")

    def handle(self, *, json: bool, **options: Any) -> None:
        found = []
        for line in examine():
            found.append(line)
            if not json:
                self._say(line)
        if json:
            self.stdout.write(_as_json(found))
        if any(line.state is State.BROKEN for line in found):
            sys.exit(1)

    def _say(self, line: Line) -> None:
        style = {
            State.OK: self.style.SUCCESS,
            State.ATTENTION: self.style.WARNING,
            State.BROKEN: self.style.ERROR,
        }
        self.stdout.write(f"{style[line.state](f'{line.state:<9}')}  {line.about}: {line.said}")
        if line.todo:
            self.stdout.write(f"{'':11}→ {line.todo}")


def _as_json(found: Sequence[Line]) -> str:
    return json.dumps([asdict(line) for line in found], indent=2, ensure_ascii=False)
