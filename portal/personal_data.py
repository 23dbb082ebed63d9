"""Everything that is known of a person under a brand: what the export holds, one section a subject.

A subject that keeps something about people adds its section with `@section`. Other brands are not told of: to a
customer of one, the others do not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils import timezone

from cloudmailin.models import BulkAddition, TrialMessage
from portal import audit_words
from portal.models import Notice, Preference, ShareLink
from tenants.models import AuditEntry, Brand, Invitation, Membership, User
from tenants.scoping import across_tenants

Fact = dict[str, Any]
Section = Callable[[User, Brand], Any]
_SECTIONS: dict[str, Section] = {}


def section(name: str) -> Callable[[Section], Section]:
    """What is told of the person under `name`: values that JSON knows, and moments."""

    def add(of: Section) -> Section:
        _SECTIONS[name] = of
        return of

    return add


def everything_about(user: User, brand: Brand) -> Fact:
    """Read across tenants, since the person may be in several; each section narrows to the person and the brand."""
    told: Fact = {"made_at": timezone.now(), "site": brand.name}
    with across_tenants():
        return told | {name: of(user, brand) for name, of in _SECTIONS.items()}


@section("person")
def _person(user: User, brand: Brand) -> Fact:
    return {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "time_zone": user.time_zone,
        "created_at": user.created_at,
        "last_signed_in_at": user.last_login,
    }


@section("memberships")
def _memberships(user: User, brand: Brand) -> list[Fact]:
    mine = Membership.objects.filter(user=user, tenant__brand=brand).select_related("tenant")
    return [
        {"customer": each.tenant.name, "role": each.role, "since": each.created_at, "ends_at": each.ends_at}
        for each in mine.order_by("pk")
    ]


@section("ways_to_sign_in")
def _ways_to_sign_in(user: User, brand: Brand) -> Fact:
    """That there is a password, a second step or a passkey, never what it is."""
    steps = Authenticator.objects.filter(user=user).order_by("pk")
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    return {
        "has_password": user.has_usable_password(),
        "addresses": [{"email": each.email, "is_confirmed": each.verified} for each in addresses],
        "second_steps": [
            {"kind": each.type, "made_at": each.created_at, "last_used_at": each.last_used_at}
            for each in steps
        ],
    }


@section("sessions")
def _sessions(user: User, brand: Brand) -> list[Fact]:
    return [
        {
            "begun_at": each.created_at,
            "seen_at": each.last_seen_at,
            "address": each.ip,
            "browser": each.user_agent,
        }
        for each in UserSession.objects.filter(user=user).order_by("pk")
    ]


@section("invitations")
def _invitations(user: User, brand: Brand) -> list[Fact]:
    """To the person's address, and those that the person made."""
    theirs = Invitation.objects.filter(Q(email=user.email) | Q(invited_by=user), brand=brand)
    return [
        {
            "customer": each.tenant.name,
            "email": each.email,
            "role": each.role,
            "made_at": each.created_at,
            "accepted_at": each.accepted_at,
        }
        for each in theirs.select_related("tenant").order_by("pk")
    ]


@section("mails")
def _mails(user: User, brand: Brand) -> list[Fact]:
    notices = Notice.objects.filter(user=user, tenant__brand=brand).select_related("event__domain")
    return [
        {"about": each.event.domain.name, "event": each.event.kind, "sent_at": each.sent_at}
        for each in notices.order_by("pk")
    ]


@section("wishes")
def _wishes(user: User, brand: Brand) -> list[Fact]:
    """What the person wants to hear of, where they have chosen."""
    chosen = Preference.objects.filter(user=user, brand=brand).order_by("pk")
    return [{"about": each.topic, "by_mail": each.by_mail, "in_the_portal": each.in_app} for each in chosen]


@section("test_messages")
def _test_messages(user: User, brand: Brand) -> list[Fact]:
    asked = TrialMessage.objects.filter(asked_by=user, tenant__brand=brand).order_by("pk")
    return [
        {
            "at": each.created_at,
            "from": each.sender,
            "to": each.recipient,
            "subject": each.subject,
            "text": each.body,
            "status": each.status,
        }
        for each in asked
    ]


@section("links")
def _links(user: User, brand: Brand) -> list[Fact]:
    """Those that the person made for whoever runs the DNS of a domain."""
    made = ShareLink.objects.filter(created_by=user, tenant__brand=brand).select_related("domain")
    return [
        {
            "domain": each.domain.name,
            "made_at": each.created_at,
            "works_until": each.expires_at,
            "openings": each.openings,
        }
        for each in made.order_by("pk")
    ]


@section("lists")
def _lists(user: User, brand: Brand) -> list[Fact]:
    """Lists of domains that the person has handed in."""
    lists = BulkAddition.objects.filter(created_by=user, tenant__brand=brand).order_by("pk")
    return [{"at": each.created_at} for each in lists]


@section("activity")
def _activity(user: User, brand: Brand) -> list[Fact]:
    """What the person did, and what was done to them."""
    entries = AuditEntry.objects.filter(Q(actor=user) | Q(person=user), brand=brand)
    return list(_told(entries.order_by("pk").iterator(chunk_size=1000), user))


def _told(entries: Iterator[AuditEntry], user: User) -> Iterator[Fact]:
    for entry in entries:
        yield {
            "at": entry.at,
            "action": entry.action,
            "by_you": entry.actor_id == user.pk,
            "object": entry.target_name,
            "details": audit_words.differences(entry),
            "address": entry.address,
            "request": entry.request_id,
        }
