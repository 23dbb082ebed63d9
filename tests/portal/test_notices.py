"""Mails about what happened to a domain: to whoever decides for the tenant, once, and in the brand's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db.models import F
from pytest_django.fixtures import Settings

from cloudmailin.lifecycle import timeline
from cloudmailin.models import Domain
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from portal.mail import send_due
from portal.models import Notice
from portal.notices import NOTICES, said
from tenants.models import Membership, Tenant
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import a_domain, a_member, a_tenant


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def domain(home: Tenant) -> Domain:
    for role in Role:
        a_member(home, role)
    return a_domain(home, "xn--mnchen-3ya.test")


def detail(reason: str) -> dict[str, Any]:
    more = {"reason": reason} if reason not in ("", "recovered") else {}
    before = "degraded" if reason == "recovered" else "pending"
    return {"before": before, "name": "in.below.test", "after": ["ns.after.test"], "days_left": 4, **more}


@pytest.mark.parametrize(("kind", "reason"), NOTICES, ids=lambda part: part or "-")
def test_every_notice_is_whole_and_goes_to_owner_and_admin(
    domain: Domain, settings: Settings, kind: str, reason: str
) -> None:
    settings.BRAND_URL = "https://{host}"
    timeline.note(domain, kind, **detail(reason))
    Notice.objects.filter(due_at__isnull=False).update(due_at=clock.now())
    assert send_due() == 2
    sent = mail.outbox
    told = Membership.objects.filter(role__in=[Role.OWNER, Role.ADMIN]).values_list("user__email", flat=True)
    assert sorted(each.to[0] for each in sent) == sorted(told)
    brand = domain.tenant.brand
    for each in sent:
        assert "münchen.test" in each.subject
        assert "{" not in f"{each.subject}{each.body}"
        assert each.from_email.startswith(brand.name)
        assert each.reply_to == [brand.support_email]
        assert f"https://{brand.primary_host}/domains/{domain.public_id}/" in each.body
        assert "cloudmailin" not in f"{each.subject}{each.body}".lower()


def test_other_events_are_no_news_for_a_mail(domain: Domain) -> None:
    timeline.note(domain, "attached", use="sending")
    timeline.note(domain, Claim.RELEASED, reason="removed")
    assert send_due() == 0


def test_a_notice_is_sent_once(domain: Domain) -> None:
    timeline.note(domain, "challenged")
    assert [send_due(), send_due()] == [2, 0]
    assert len(mail.outbox) == 2


class Broken(EmailBackend):
    error: OSError = SMTPServerDisconnected("Connection unexpectedly closed")

    def send_messages(self, messages: object) -> int:
        raise self.error


def test_a_mail_server_that_is_away_delays_and_loses_nothing(domain: Domain, settings: Settings) -> None:
    timeline.note(domain, "challenged")
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Broken"
    assert send_due() == 2
    assert send_due() == 0, "not again at once"
    settings.EMAIL_BACKEND = working
    Notice.objects.update(due_at=F("due_at") - timedelta(minutes=2))
    assert send_due() == 2
    assert len(mail.outbox) == 2


def test_one_that_cannot_be_written_holds_up_no_other(domain: Domain) -> None:
    other = a_domain(a_tenant())
    a_member(other.tenant)
    timeline.note(domain, "challenged")
    timeline.note(other, "challenged")
    domain.tenant.brand.hosts.all().delete()  # nothing to link to
    assert send_due() == 3
    assert [each.to for each in mail.outbox] == [[Membership.objects.get(tenant=other.tenant).user.email]]
    assert Notice.objects.exclude(problem="").filter(due_at__gt=clock.now()).count() == 2


def test_an_address_that_is_refused_is_not_tried_again(
    domain: Domain, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeline.note(domain, "challenged")
    monkeypatch.setattr(
        Broken, "error", SMTPRecipientsRefused({"nobody@example.com": (550, b"no such user")})
    )
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    send_due()
    assert not Notice.objects.exclude(due_at=None).exists(), "nor is one in the portal due"
    assert Notice.objects.filter(problem__contains="no such user").count() == 2


def test_who_has_left_meanwhile_is_not_written_to(domain: Domain) -> None:
    timeline.note(domain, "challenged")
    Membership.objects.filter(role=Role.ADMIN).delete()
    send_due()
    assert len(mail.outbox) == 1


def test_words_of_a_customer_are_no_format(domain: Domain) -> None:
    timeline.note(domain, "proven_below", name="{days_left}.test")
    event = Notice.objects.select_related("event").first()
    assert event
    assert "{days_left}.test" in str(said(event.event, domain.name).sentence)
