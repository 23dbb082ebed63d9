"""Who may be signed in where: a brand's people on its hosts, staff at the console."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser

from portal.request import Request
from tenants import access
from tenants.models import User

_NOBODY = 0


def may_enter(user: AbstractBaseUser | None, request: Request) -> bool:
    """Whether the person belongs to where the request goes. Nobody else is known there, in whatever words."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_staff if request.brand is None else access.belongs(user, request.brand)


def here(request: Request) -> str:
    """The brand that sessions and tokens are bound to; one of its own for the console."""
    return "console" if request.brand is None else str(request.brand.pk)


def nobody(email: str) -> User:
    """Stands in for a person who is not known here, so that the same work is done for them."""
    return User(pk=_NOBODY, email=email)


def look_again(email: str) -> None:
    """Where an address is unknown the library looks among the people too (allauth's userkit); so that both take as long."""
    list(User.objects.filter(email=email.lower()).iterator(2000))


def is_nobody(user: AbstractBaseUser) -> bool:
    return bool(user.pk == _NOBODY)
