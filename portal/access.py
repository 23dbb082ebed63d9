"""Access rules: every view wears exactly one of these.

A rule is a decorator. Views of ours wear it where they are defined; views out of libraries where their URLs are
included, `ruled(include("…"), signed_in)`, and are guarded just the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from types import ModuleType
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver

from portal.accounts import second_factor
from portal.request import Request
from tenants.access import allows
from tenants.roles import Action

View = Callable[..., HttpResponseBase]
Guard = Callable[[Request], HttpResponse | None]
"""Where to go instead, or None to come in; raises PermissionDenied."""
Included = tuple[Any, str | None, str | None]
"""What `include()` and an admin site's `urls` are: patterns, application, namespace."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may come in. `action` is what a member's role has to allow."""

    name: str
    guard: Guard
    action: Action | None = None

    def __call__(self, view: View) -> View:
        if worn := rule_of(view):
            raise ImproperlyConfigured(f"{view} wears the access rule “{worn.name}” already.")

        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            elsewhere = self.guard(request)
            return view(request, *args, **kwargs) if elsewhere is None else elsewhere

        guarded.access_rule = self  # type: ignore[attr-defined]
        return guarded


def rule_of(view: View) -> Rule | None:
    """The rule that a view wears."""
    return getattr(view, "access_rule", None)


def member(action: Action) -> Rule:
    """A signed-in member of a tenant of this brand who is allowed the action."""

    def guard(request: Request) -> HttpResponse | None:
        if (elsewhere := _only_set_up(request)) is not None:
            return elsewhere
        if request.membership and request.membership.tenant.awaits_approval:
            return _to("waiting", request)
        if request.membership is None or not allows(request.membership, action):
            raise PermissionDenied
        return None

    return Rule(f"member: {action}", guard, action)


def _anybody(request: Request) -> None:
    return None


def _only_signed_in(request: Request) -> HttpResponse | None:
    if request.brand is None:
        return _only_at_the_console(request)
    if not request.user.is_authenticated:
        return _to_login(request)
    if request.membership is None:  # Invited, and not joined yet: the login has nothing more to ask of them.
        raise PermissionDenied
    return None


def _only_set_up(request: Request) -> HttpResponse | None:
    """Signed in, and with a second step where one is asked of the person."""
    if (elsewhere := _only_signed_in(request)) is not None:
        return elsewhere
    return _to("mfa_index", request) if second_factor.is_due(request) else None


def _only_staff(request: Request) -> HttpResponse | None:
    return _only_set_up(request) if request.brand is None else _to_login(request)


def _only_at_the_console(request: Request) -> HttpResponse | None:
    user = request.user
    is_staff = request.brand is None and user.is_active and getattr(user, "is_staff", False)
    return None if is_staff else _to_login(request)


def _to_login(request: Request) -> HttpResponse:
    """To the login and back; a part of a page that asks for news takes the whole page there."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    whole_page = redirect_to_login(request.htmx.current_url_abs_path or "/")
    return HttpResponse(headers={"HX-Redirect": whole_page.url})


def _to(page: str, request: Request) -> HttpResponse:
    url = resolve_url(page)
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else HttpResponseRedirect(url)


public = Rule("public", _anybody)
"""Anybody on a brand's host."""

by_token = Rule("by token", _anybody)
"""Whoever holds the secret that is in the address; the view itself looks it up, in its brand."""

signed_in = Rule("signed in", _only_set_up)
"""Any person who belongs to the brand; in the console, staff."""

own_account = Rule("own account", _only_signed_in)
"""As `signed_in`, for the pages where a second step is set up before anything else."""

staff = Rule("staff", _only_staff)
"""Staff, in the console."""


def ruled(urls: Included, rule: Rule, **by_name: Rule) -> Included:
    """URLs out of a library, each view behind `rule`, or behind the one that is given for its URL name.

    Raises ImproperlyConfigured for a name that none of the URLs has.
    """
    patterns, app_name, namespace = urls
    if isinstance(patterns, ModuleType):
        patterns = patterns.urlpatterns
    unused = set(by_name)
    guarded = [_guarded(each, rule, by_name, unused) for each in patterns]
    if unused:
        raise ImproperlyConfigured(f"No such URL names: {', '.join(sorted(unused))}.")
    return guarded, app_name, namespace


def _guarded(
    entry: URLPattern | URLResolver, rule: Rule, by_name: dict[str, Rule], unused: set[str]
) -> URLPattern | URLResolver:
    if isinstance(entry, URLResolver):
        below: Sequence[Any] = [_guarded(each, rule, by_name, unused) for each in entry.url_patterns]
        return URLResolver(entry.pattern, below, entry.default_kwargs, entry.app_name, entry.namespace)
    unused.discard(entry.name or "")
    view = by_name.get(entry.name or "", rule)(entry.callback)
    return URLPattern(entry.pattern, view, entry.default_args, entry.name)
