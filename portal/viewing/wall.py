"""The wall around staff who look at a site as a customer: they are shown what that person sees, and change nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from portal import errors
from portal.access import public, rule_of
from portal.request import Request
from portal.viewing.passes import LASTS, end, living

IN_SESSION = "viewing"

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ALWAYS = frozenset({"viewing_enter", "viewing_stop"})
_NEVER = frozenset({"audit_export", "preferences"})
"""Pages of a member that are a person's own, or leave something behind in that person's name."""

Answer = Callable[[Request], HttpResponse]


def in_their_place(answer: Answer) -> Answer:
    """Where the session is in a view, `request.viewing` is it and `request.user` the person who is looked at."""

    def middleware(request: Request) -> HttpResponse:
        request.viewing = None
        pk = request.session.get(IN_SESSION)
        if pk is None or request.brand is None:
            return answer(request)
        request.viewing = living(pk, request.brand)
        if request.viewing is None:
            return _over(request, pk)
        request.user = request.viewing.user
        return answer(request)

    return middleware


def only_looking(answer: Answer) -> Answer:
    """Inside of it nobody who only looks sends anything, and no page opens but the customer's own."""

    def middleware(request: Request) -> HttpResponse:
        if request.viewing is None:
            return answer(request)
        request.memberships = [
            one for one in request.memberships if one.tenant_id == request.viewing.tenant_id
        ]
        return answer(request) if _may(request) else errors.only_looking(request)

    return middleware


def begin(request: Request, pk: int) -> None:
    """Whoever was signed in here in this browser is so no more."""
    request.session.flush()
    request.session[IN_SESSION] = pk
    request.session.set_expiry(LASTS)


def stop(request: Request) -> None:
    if request.viewing:
        end(request.viewing.pk)
        request.session.flush()
        request.viewing, request.user = None, AnonymousUser()
        request.membership, request.memberships = None, []


def _over(request: Request, pk: int) -> HttpResponse:
    """Its time is over, or somebody's right to it."""
    end(pk)
    request.session.flush()
    request.user = AnonymousUser()
    return errors.viewing_is_over(request)


def _may(request: Request) -> bool:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return True
    if match.url_name in _ALWAYS:
        return True
    rule = rule_of(match.func)
    is_theirs = rule is not None and (rule is public or rule.action is not None)
    return request.method in _SAFE and is_theirs and match.url_name not in _NEVER
