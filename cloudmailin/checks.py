"""A check of the rows, not of the code: `manage.py upgrade` and `check --database default` run it before a start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from cloudmailin.models import Account


@register(Tags.database)
def accounts_are_real(databases: Sequence[str] | None, **_: Any) -> list[CheckMessage]:
    """In public no account's key goes over plain HTTP, as it does to the simulator."""
    if not settings.IS_PUBLIC or not databases or not _has_accounts():
        return []
    plain = Account.objects.exclude(base_url__startswith="https://").values_list("remote_id", "base_url")
    return [
        Error(
            f"The account {remote_id} is called at {base_url}, in the clear.",
            hint="Set its base URL in the console; CloudMailin's begins with https://.",
            id="cloudmailin.E001",
        )
        for remote_id, base_url in plain
    ]


def _has_accounts() -> bool:
    """Not before the first migration, nor where the database is away."""
    connection = connections["default"]
    try:
        return Account._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return False
