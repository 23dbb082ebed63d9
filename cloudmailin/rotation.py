"""Encrypt every sealed field with the newest key, row by row: may be stopped at any moment and begun again."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import sql

from cloudmailin.sealed import SealedField

_AT_A_TIME = 500


class Fate(StrEnum):
    """What a sealed value is found to be."""

    NEWEST = "newest"
    OLDER = "older"
    UNREADABLE = "unreadable"


def rotate(*, only_look: bool = False) -> Iterator[Fate]:
    """One a value, as it was found; an older one is the newest afterwards. An unreadable one is left as it is."""
    for table, key, column in _sealed_columns():
        for pk, token in _values(table, key, column):
            fate = fate_of(token)
            if fate is Fate.OLDER and not only_look:
                _replace(table, key, column, pk, token, renewed(token))
            yield fate


def _sealed_columns() -> Iterator[tuple[str, str, str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField) and field.model is model and not model._meta.proxy:
                yield model._meta.db_table, str(model._meta.pk.column), str(field.column)


def _values(table: str, key: str, column: str) -> Iterator[tuple[int, str]]:
    """As they are in the database, a batch at a time; none of them is locked."""
    query = sql.SQL(
        "SELECT {key}, {column} FROM {table} WHERE {column} <> '' AND {key} > %s ORDER BY {key} LIMIT %s"
    )
    after, rows = 0, []
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_composed(query, table, key, column), [after, _AT_A_TIME])
            rows = cursor.fetchall()
        if not rows:
            return
        yield from rows
        after = rows[-1][0]


def fate_of(token: str) -> Fate:
    newest = Fernet(settings.FIELD_KEYS[0])
    for fate, box in ((Fate.NEWEST, newest), (Fate.OLDER, _all_keys())):
        try:
            box.decrypt(token.encode())
        except InvalidToken:
            continue
        return fate
    return Fate.UNREADABLE


def renewed(token: str) -> str:
    """The same text under the newest key. Raises InvalidToken."""
    return _all_keys().rotate(token.encode()).decode()


def _all_keys() -> MultiFernet:
    return MultiFernet(map(Fernet, settings.FIELD_KEYS))


def _replace(table: str, key: str, column: str, pk: int, before: str, after: str) -> None:
    """Compare and set: what somebody has changed meanwhile is under the newest key already."""
    query = sql.SQL("UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s")
    with connection.cursor() as cursor:
        cursor.execute(_composed(query, table, key, column), [after, pk, before])


def _composed(query: sql.SQL, table: str, key: str, column: str) -> sql.Composed:
    return query.format(table=sql.Identifier(table), key=sql.Identifier(key), column=sql.Identifier(column))
