"""The token of a claim: random, of one claim, and never given twice."""

from __future__ import annotations

import inspect
from base64 import b32decode

from cloudmailin.models import domain
from cloudmailin.models.domain import new_token

MANY = 1_000_000


def test_a_million_tokens_are_all_different() -> None:
    assert len({new_token() for _ in range(MANY)}) == MANY


def test_a_token_is_160_bits_of_the_systems_randomness_in_lower_case() -> None:
    token = new_token()
    assert token == token.lower()
    assert len(b32decode(token.upper())) * 8 == 160
    assert "secrets.token_bytes" in inspect.getsource(new_token)
    assert "import random" not in inspect.getsource(domain)
