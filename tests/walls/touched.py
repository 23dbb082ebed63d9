"""Which rows a request changes: PostgreSQL tells it at once, and a rolled back savepoint does not unsay it."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from cloudmailin.models import Account
from tenants.models import Brand, BrandHost, Membership, Tenant, User
from tests.walls.filling import OWNED


class Touched(NamedTuple):
    """`whose` is "tenant", "user" or "brand", `key` its primary key."""

    table: str
    whose: str
    key: int


_FUNCTION = """
CREATE FUNCTION walls_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN RAISE NOTICE 'touched % % %', TG_TABLE_NAME, TG_ARGV[0], to_jsonb(OLD) ->> TG_ARGV[1]; END IF;
    IF TG_OP <> 'DELETE' THEN RAISE NOTICE 'touched % % %', TG_TABLE_NAME, TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[1]; END IF;
    RETURN NULL;
END $$
"""


class Watch:
    """All changes since the last `take`."""

    def __init__(self) -> None:
        self._seen: list[Touched] = []
        connection.ensure_connection()
        connection.connection.add_notice_handler(self._hear)
        with connection.cursor() as cursor:
            cursor.execute(_FUNCTION)
            for table, whose, column in _watched():
                cursor.execute(
                    f"CREATE TRIGGER walls AFTER INSERT OR UPDATE OR DELETE ON {table}"
                    f" FOR EACH ROW EXECUTE FUNCTION walls_touched('{whose}', '{column}')"
                )

    def _hear(self, told: object) -> None:
        words = str(getattr(told, "message_primary", "")).split()
        if words[:1] == ["touched"] and words[3] != "<NULL>":
            self._seen.append(Touched(words[1], words[2], int(words[3])))

    def take(self) -> set[Touched]:
        seen, self._seen = set(self._seen), []
        return seen

    def close(self) -> None:
        connection.connection.remove_notice_handler(self._hear)


def _watched() -> list[tuple[str, str, str]]:
    owned = [(model._meta.db_table, "tenant", "tenant_id") for model in OWNED]
    shared = [
        (Tenant, "tenant", "id"),
        (Membership, "tenant", "tenant_id"),
        (User, "user", "id"),
        (Brand, "brand", "id"),
        (BrandHost, "brand", "brand_id"),
        (Account, "brand", "brand_id"),
    ]
    return [*owned, *((model._meta.db_table, whose, column) for model, whose, column in shared)]
