"""Links that set a new password."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from portal.accounts.belonging import here


class OfThisBrand(PasswordResetTokenGenerator):
    """Django's token, bound to the brand beside the person, the address, the password and the last sign-in.

    So it works once, for an hour (PASSWORD_RESET_TIMEOUT), on this brand, and for this address.
    """

    key_salt = "portal.accounts.tokens"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}|{here(context.request)}"
