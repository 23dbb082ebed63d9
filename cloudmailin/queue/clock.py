"""PostgreSQL's clock: the only one that budget and leases believe."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


def now() -> datetime:
    """The present moment, moving on within a transaction as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def reading() -> Func:
    """The present moment as a part of another query, to annotate rows with."""
    return Func(function="clock_timestamp", output_field=DateTimeField())
