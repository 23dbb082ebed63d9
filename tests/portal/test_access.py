"""Access rules: one for each view, and a real guard for views out of libraries."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.urls import include, path

from portal.access import Rule, by_token, member, public, rule_of, ruled, signed_in, staff
from portal.request import Request
from tenants.models import Brand, Membership, Tenant
from tenants.roles import Action, Role


def view(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse("inside")


def body(answer: HttpResponseBase) -> bytes:
    assert isinstance(answer, HttpResponse)
    return answer.content


def a_request(
    role: Role | None = None, *, console: bool = False, staff: bool = False, htmx: Any = None
) -> Request:
    signed_in = role is not None or staff
    return cast(
        Request,
        SimpleNamespace(
            brand=None if console else Brand(),
            user=SimpleNamespace(is_authenticated=signed_in, is_active=signed_in, is_staff=staff),
            membership=Membership(role=role, tenant=Tenant()) if role else None,
            htmx=htmx,
            viewing=None,
            get_full_path=lambda: "/there/",
        ),
    )


OUTSIDE = [by_token, public]
INSIDE = [signed_in, member(Action.VIEW_DOMAINS)]


@pytest.mark.parametrize("rule", OUTSIDE, ids=lambda rule: rule.name)
def test_anybody_comes_in_where_nobody_is_asked(rule: Rule) -> None:
    assert body(rule(view)(a_request())) == b"inside"


@pytest.mark.parametrize("rule", INSIDE, ids=lambda rule: rule.name)
def test_a_stranger_is_sent_to_the_login_and_a_member_comes_in(rule: Rule) -> None:
    assert rule(view)(a_request())["Location"].endswith("?next=/there/")
    assert body(rule(view)(a_request(Role.VIEWER))) == b"inside"


def test_a_part_of_a_page_takes_the_whole_page_to_the_login() -> None:
    answer = signed_in(view)(a_request(htmx=SimpleNamespace(current_url_abs_path="/whole/")))
    assert answer["HX-Redirect"].endswith("?next=/whole/")


def test_a_role_that_does_not_allow_the_action_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        member(Action.REMOVE_DOMAINS)(view)(a_request(Role.VIEWER))


@pytest.mark.urls("portal.console.urls")
def test_staff_come_in_at_the_console_alone() -> None:
    assert body(staff(view)(a_request(staff=True, console=True))) == b"inside"
    assert body(signed_in(view)(a_request(staff=True, console=True))) == b"inside"
    assert staff(view)(a_request(console=True))["Location"].startswith("/login/")


def test_staff_rights_are_worth_nothing_on_a_brands_host() -> None:
    assert staff(view)(a_request(staff=True)).status_code == 302
    with pytest.raises(PermissionDenied):
        signed_in(view)(a_request(staff=True))


def test_a_view_wears_one_rule() -> None:
    with pytest.raises(ImproperlyConfigured):
        public(signed_in(view))
    assert rule_of(view) is None
    assert rule_of(staff(view)) is staff


def test_included_views_are_guarded_each_by_its_rule() -> None:
    inner: list[Any] = [path("a/", view, name="a"), path("deeper/", include([path("b/", view, name="b")]))]
    (a, deeper), app, namespace = ruled((inner, "library", "name"), signed_in, a=public)
    b = deeper.url_patterns[0]
    assert (app, namespace) == ("library", "name")
    assert (rule_of(a.callback), rule_of(b.callback)) == (public, signed_in)
    assert b.callback(a_request()).status_code == 302
    assert inner[0].callback is view


def test_a_rule_for_a_url_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ImproperlyConfigured, match="login"):
        ruled(([path("a/", view, name="a")], None, None), signed_in, login=public)
