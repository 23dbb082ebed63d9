"""A text field that is encrypted at rest with the keys of settings.FIELD_KEYS, newest first."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


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
        return None if value is None else Secret(_box().decrypt(value.encode()).decode() if value else "")

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return _box().encrypt(text.encode()).decode() if text else text
