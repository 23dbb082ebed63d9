"""PostgreSQL's clock, moved by hand: for this connection `clock_timestamp()` says what the bench has set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection

START = datetime(2026, 1, 5, 8, tzinfo=UTC)

_FUNCTION = """
    CREATE SCHEMA moved;
    CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
    $$ SELECT current_setting('bench.now')::timestamptz $$;
"""


def install() -> None:
    """Once in a database: a clock beside PostgreSQL's own, which nobody looks at yet."""
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTION)


def take_over() -> None:
    """From now on this connection finds the moved clock before PostgreSQL's own."""
    with connection.cursor() as cursor:
        cursor.execute("SET search_path TO moved, pg_catalog, public")
    move_to(0)


def moment(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def seconds_at(moment: datetime) -> float:
    return (moment - START).total_seconds()


def move_to(seconds: float) -> None:
    """Set the clock to so many seconds after START."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bench.now', %s, false)", [moment(seconds).isoformat()])
