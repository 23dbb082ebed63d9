"""`manage.py upgrade`: bring the database up to date while the product runs."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from psycopg import errors

_LOCK_SECONDS = 2
"""Whoever waits for a table's lock makes everybody wait who comes after."""

_PAUSE_SECONDS = 1.0
_IN_THE_WAY = (errors.LockNotAvailable, errors.DeadlockDetected)
_ONE_AT_A_TIME = 7_021_518_322
"""Any number that nobody else takes (pg_advisory_lock): of two upgrades at once the second waits for the first."""


class Command(BaseCommand):
    help = (
        "Apply the migrations that are left. None waits for a lock for more than two seconds; what finds a table in "
        "use is undone and tried again. Connect to PostgreSQL itself, not through PgBouncer. Exit status 1: a table "
        "was in use all the time, and nothing of that migration has happened."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--attempts", type=int, default=60, help="at a table that is in use (default: %(default)s)"
        )

    def handle(self, *, attempts: int, verbosity: int, **options: Any) -> None:
        connection.close()
        connection.settings_dict["OPTIONS"]["options"] = f"-c lock_timeout={_LOCK_SECONDS}s"
        for attempt in range(1, attempts + 1):
            try:
                self._migrate(verbosity)
            except OperationalError as error:
                if not isinstance(error.__cause__, _IN_THE_WAY):
                    raise
                self.stderr.write(f"A table is in use; attempt {attempt} of {attempts} was undone.")
                connection.close()
                time.sleep(_PAUSE_SECONDS)
            else:
                return
        raise CommandError(
            "A table was in use all the time. Look at pg_stat_activity for a long transaction."
        )

    def _migrate(self, verbosity: int) -> None:
        """With the checks of the rows (cloudmailin.checks), so that nothing unsafe is begun."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        call_command("migrate", interactive=False, verbosity=verbosity, skip_checks=False)
        connection.close()
