"""`manage.py rotate_keys`: encrypt every secret in the database with the first of FIELD_KEYS."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cloudmailin.rotation import Fate, rotate
from portal.accounts import rotation


class Command(BaseCommand):
    help = (
        "Encrypt every secret in the database with the first of FIELD_KEYS, while the product runs; may be stopped "
        "and begun again. Afterwards the other keys can go. Exit status 1: something can be read with none of the keys."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only count; exit status 1 if older keys are in use"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        found = Counter(chain(rotate(only_look=check), rotation.rotate(only_look=check)))
        self.stdout.write(
            f"{found[Fate.NEWEST]} under the newest key, {found[Fate.OLDER]} under older ones"
            f"{'' if check else ', which are under the newest now'}, {found[Fate.UNREADABLE]} that no key opens."
        )
        if found[Fate.UNREADABLE]:
            raise CommandError(
                "Put the key that is missing back into FIELD_KEYS, or enter those secrets anew."
            )
        if check and found[Fate.OLDER]:
            raise CommandError("Older keys are in use: run this without --check before you remove one.")
