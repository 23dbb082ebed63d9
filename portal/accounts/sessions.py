"""A session belongs to the brand it was begun under, and to people who belong there."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.utils import timezone

from portal.accounts.belonging import here, may_enter
from portal.request import Request
from tenants.access import memberships

BRAND_IN_SESSION = "brand"
_SEEN_IN_SESSION = "seen"
_SEEN_EVERY = 300
"""Seconds between two notes of when a session was last used."""

Answer = Callable[[Request], HttpResponse]


def of_this_brand(answer: Answer) -> Answer:
    """End a session that was begun under another brand: its cookie was carried over."""

    def middleware(request: Request) -> HttpResponse:
        if request.session.get(BRAND_IN_SESSION, here(request)) != here(request):
            request.session.flush()
        response = answer(request)
        if request.session.modified and not request.session.is_empty():
            request.session[BRAND_IN_SESSION] = here(request)
        return response

    return middleware


def of_who_belongs(answer: Answer) -> Answer:
    """Sign out who does not belong here, or no more; note now and then that the others were seen.

    The memberships are read once, for the tenant's scope too: `request.memberships`.
    """

    def middleware(request: Request) -> HttpResponse:
        request.memberships = []
        if request.user.is_authenticated:
            if request.brand and request.user.is_active:
                request.memberships = memberships(request.user, request.brand)
            if request.memberships or may_enter(request.user, request):
                _note_seen(request)
            else:
                auth.logout(request)
        return answer(request)

    return middleware


def _note_seen(request: Request) -> None:
    if time.time() - request.session.get(_SEEN_IN_SESSION, 0) < _SEEN_EVERY:
        return
    request.session[_SEEN_IN_SESSION] = int(time.time())
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def sessions_here(request: Request) -> list[UserSession]:
    """The person's sessions under this brand, newest first; those under others are none of this one's business."""
    living = UserSession.objects.purge_and_list(request.user)
    mine = [each for each in living if _store(each).get(BRAND_IN_SESSION) == here(request)]
    return sorted(mine, key=lambda each: each.last_seen_at, reverse=True)


def _store(session: UserSession) -> SessionBase:
    return import_module(settings.SESSION_ENGINE).SessionStore(session.session_key)  # type: ignore[no-any-return]
