"""The menu of a brand's site: what this person may go to. A subject adds a line to `_places`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cloudmailin.models import Account
from cloudmailin.models.account import AddressPolicy
from portal.words import Text
from tenants.access import allows
from tenants.models import Brand, Membership
from tenants.roles import Action


@dataclass(frozen=True, slots=True)
class Place:
    """`url` is a URL's name; the entry is the current one on all pages whose path begins with one of `below`."""

    url: str
    label: Text
    icon: str
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    url: str
    label: Text
    icon: str
    is_current: bool


def navigation(request: HttpRequest) -> dict[str, Callable[[], list[Entry]]]:
    """A context processor: `navigation` is worked out where a template asks for it. Empty with nowhere to go."""
    return {"navigation": lambda: _menu(request)}


def may_set_delivery(membership: Membership) -> bool:
    """Whether the person says where the customer's inbound mail goes: the account's policy and the role decide."""
    return (
        allows(membership, Action.SET_DELIVERY) and _policy(membership.tenant.brand) == AddressPolicy.CUSTOMER
    )


def _policy(brand: Brand) -> str | None:
    """Without the rest of the account, where no page has read that already: it holds much, and some of it sealed."""
    if Brand.account.is_cached(brand):
        return brand.account.address_policy
    return next(iter(Account.objects.filter(brand=brand.pk).values_list("address_policy", flat=True)), None)


def _menu(request: HttpRequest) -> list[Entry]:
    membership: Membership | None = getattr(request, "membership", None)
    entries = [_entry(place, request.path) for place in _places(membership)] if membership else []
    return entries if len(entries) > 1 else []


def _places(membership: Membership) -> Iterator[Place]:
    """In the order of the menu."""
    yield Place("domains", _("Domains"), "globe-alt", ("/domains/",))
    if allows(membership, Action.VIEW_ACTIVITY):
        yield Place("activity", _("Activity"), "chart-bar", ("/activity/",))
    if may_set_delivery(membership):
        yield Place("delivery", _("Delivery"), "inbox-arrow-down", (reverse("delivery"),))
    if allows(membership, Action.VIEW_TEAM):
        yield Place("team", _("Team"), "users", (reverse("team"),))
    if allows(membership, Action.VIEW_AUDIT):
        yield Place("audit", _("Audit log"), "clipboard-document-list", ("/audit/",))


def _entry(place: Place, path: str) -> Entry:
    url = reverse(place.url)
    return Entry(url, place.label, place.icon, path == url or path.startswith(place.below))
