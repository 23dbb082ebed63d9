"""Migrations are safe on a live database, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

ROOT = Path(__file__).parents[2]
OURS = ("tenants", "cloudmailin", "portal")

FIRST_RELEASE = {
    "portal": ["0001_share_links"],
    "tenants": ["0001_initial"],
    "cloudmailin": [
        "0001_initial",
        "0002_initial",
        "0003_child_has_its_domains_tenant",
        "0004_events_are_immutable",
    ],
}
"""They make the tables; no live database is older."""

HARMLESS = {
    "0024_walls": "Unique is an id together with its tenant: the id alone is already.",
    "0026_line_has_its_lists_tenant": "As in 0024: the id alone is unique already.",
    "0005_notifications": "Unique is a notice together with its channel: event and person alone were before.",
}
"""What the linter takes for dangerous, and why it is not."""


@pytest.mark.django_db(transaction=True)
def test_later_migrations_hold_no_lock_and_break_no_older_code() -> None:
    linter = MigrationLinter(
        str(ROOT),
        include_apps=list(OURS),
        ignore_name=[*HARMLESS, *(name for names in FIRST_RELEASE.values() for name in names)],
        no_cache=True,
        quiet=["ok", "ignore", "warning"],
    )
    linter.lint_all_migrations()
    assert not linter.has_errors


@pytest.mark.parametrize("app", OURS)
def test_migrations_are_one_line(app: str) -> None:
    graph = MigrationLoader(connection=None).graph
    assert len(graph.leaf_nodes(app)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_steps_written_in_sql_can_be_taken_back() -> None:
    call_command("migrate", "cloudmailin", "0002", verbosity=0)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'event_is_immutable'")
        assert cursor.fetchone() == (1,)
