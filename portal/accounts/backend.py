"""Passwords are checked for the people of the request's brand only."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from portal.accounts.belonging import may_enter


class OfThisBrand(AuthenticationBackend):
    """Whoever belongs elsewhere is treated as one with a wrong password: no answer, limit or record differs."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is None or request is None or not hasattr(request, "brand"):
            return user
        return user if may_enter(user, request) else None  # type: ignore[arg-type]

    @classmethod
    def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None:  # noqa: ARG003
        """The library would tell an inactive person so; here they are told what everybody is."""
        return None
