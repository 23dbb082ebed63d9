"""Passwords are checked for the people of the request's brand only."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from portal.accounts.belonging import may_enter
from portal.accounts.rights import rights_of


class OfThisBrand(AuthenticationBackend):
    """Whoever belongs elsewhere is treated as one with a wrong password: no answer, limit or record differs."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is None or request is None or not hasattr(request, "brand"):
            return user
        return user if may_enter(user, request) else None  # type: ignore[arg-type]

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """With those that staff of a brand have by being that."""
        given: set[str] = super().get_all_permissions(user_obj, obj=obj)
        return given if obj is not None else given | rights_of(user_obj)

    @classmethod
    def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None:  # noqa: ARG003
        """The library would tell an inactive person so; here they are told what everybody is."""
        return None
