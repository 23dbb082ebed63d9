"""Access rules: every view wears exactly one of these."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from portal.request import Request
from tenants.access import allows
from tenants.roles import Action

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anybody on a brand's host."""
    view.access_rule = "public"  # type: ignore[attr-defined]
    return view


def member(action: Action) -> Callable[[View], View]:
    """A signed-in member of a tenant of this brand who is allowed the action."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated or request.membership is None:
                return _to_login(request)
            if not allows(request.membership, action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access_rule = f"member:{action}"  # type: ignore[attr-defined]
        return guarded

    return decorate


def _to_login(request: Request) -> HttpResponse:
    """To the login and back; a part of a page that asks for news takes the whole page there."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    whole_page = redirect_to_login(request.htmx.current_url_abs_path or "/")
    return HttpResponse(headers={"HX-Redirect": whole_page.url})
