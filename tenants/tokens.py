"""Secrets that links carry. Only their hash is kept, so that no copy of the database opens anything."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe

_RANDOM_BYTES = 24


def new_secret() -> str:
    """192 random bits, fit for a URL."""
    return token_urlsafe(_RANDOM_BYTES)


def hash_of(secret: str) -> str:
    """Without salt: the secret is as random as the hash is long."""
    return sha256(secret.encode()).hexdigest()
