"""The request as the middleware hands it to views: with its brand and, once signed in, its membership."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from portal.models import Viewing
from tenants.models import Brand, Membership, User


class Request(HttpRequest):
    brand: Brand | None
    membership: Membership | None
    memberships: list[Membership]
    htmx: HtmxDetails
    viewing: Viewing | None


class PersonRequest(Request):
    """What a view behind `access.own_account` gets: without a brand at the console."""

    user: User


class MemberRequest(PersonRequest):
    """What a view behind `access.member` gets."""

    brand: Brand
    membership: Membership
