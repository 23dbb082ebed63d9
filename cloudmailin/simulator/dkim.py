"""DKIM selectors and public records, as CloudMailin hands them out (key record: RFC 6376 section 3.6.1)."""

from __future__ import annotations

import base64
import re
import secrets
from functools import cache
from itertools import count

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# A 2048-bit key takes about a tenth of a second to make, so a few are made when first needed and then dealt
# in turn.
_POOL_SIZE = 8
_turns = count()


def new_selector() -> str:
    """A selector in the documented shape, such as 0e7c28e2e4cm."""
    return f"{secrets.token_hex(5)}cm"


def public_record() -> str:
    return f"v=DKIM1; h=sha256; k=rsa; s=email; p={_public_key(next(_turns) % _POOL_SIZE)}"


@cache
def _public_key(_seat: int) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def same_key(published: str, expected: str) -> bool:
    """Whether two key records hold the same p=, white space aside."""
    return _p(published) == _p(expected) is not None


def _p(record: str) -> str | None:
    found = re.search(r"(?:^|;)\s*p\s*=([^;]*)", record)
    return re.sub(r"\s", "", found[1]) if found else None
