"""Text that is encrypted at rest with the keys of settings.FIELD_KEYS, newest first, and a field of it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=8)
def _box_of(*keys: str) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _box() -> MultiFernet:
    return _box_of(*settings.FIELD_KEYS)


def seal(text: str) -> str:
    """A Fernet token."""
    return _box().encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    """Raises cryptography's InvalidToken when none of the keys fits."""
    return _box().decrypt(token.encode()).decode()


class Secret(str):
    """A text that shows itself nowhere by accident: its repr is a row of dots."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret('•••')"


class SealedField(models.TextField[str, Secret]):
    """Python sees a Secret, the database a Fernet token.

    Reading raises cryptography's InvalidToken when none of the keys fits: better no start than a lost secret.
    """

    def from_db_value(self, value: str | None, *_: Any) -> Secret | None:
        return None if value is None else Secret(unseal(value) if value else "")

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return seal(text) if text else text
