"""What people are told, how, and how they stop it: topics, company for many at once, preferences, the list and its bell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core import mail
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from cloudmailin.lifecycle import timeline
from cloudmailin.models import Domain
from cloudmailin.queue import clock
from cloudmailin.states import State
from portal.mail import send_due
from portal.models import Notice, Preference
from portal.notifications import ALWAYS, GROUPED, Topic
from portal.preferences import unsubscribe_token
from portal.topic_words import TOPICS
from tenants.models import Tenant, User
from tenants.roles import Role
from tenants.scoping import across_tenants
from tests.build import PASSWORD, a_brand, a_domain, a_member, a_tenant, working
from tests.portal.conftest import Page
from tests.simulator_process import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def person(home: Tenant) -> User:
    return a_member(home)


@pytest.fixture
def client(home: Tenant, person: User) -> Client:
    client = Client(headers={"host": home.brand.primary_host})
    assert client.login(username=person.email, password=PASSWORD)
    return client


def happens(domain: Domain, kind: str = State.VERIFIED, **detail: Any) -> None:
    timeline.note(domain, kind, **detail)


def make_due() -> None:
    Notice.objects.filter(due_at__isnull=False).update(due_at=clock.now())


def test_many_at_once_are_one_mail_that_lists_them(home: Tenant, person: User) -> None:
    for n in range(25):
        happens(working(a_domain(home, f"shop-{n}.test")))
    assert send_due() == 0, "they wait for each other"
    first = Notice.objects.filter(channel="mail").earliest("pk")
    Notice.objects.filter(pk=first.pk).update(due_at=clock.now())
    assert send_due() == 1
    [sent] = mail.outbox
    assert sent.subject == "25 pieces of good news about your domains"
    assert all(f"shop-{n}.test can send mail now" in sent.body for n in range(25))
    assert send_due() == 0


def test_the_next_of_its_topic_waits_a_quarter_of_an_hour(home: Tenant, person: User) -> None:
    happens(a_domain(home))
    make_due()
    assert send_due() == 1
    happens(a_domain(home))
    waits = Notice.objects.filter(channel="mail", sent_at=None).get()
    assert waits.due_at
    assert timedelta(minutes=14) < waits.due_at - clock.now() < timedelta(minutes=16)


def test_back_from_trouble_is_told_as_that(home: Tenant, person: User) -> None:
    happens(a_domain(home, "shop.test"), before=State.DEGRADED)
    make_due()
    send_due()
    assert mail.outbox[0].subject == "shop.test can send mail as before"


def test_members_find_it_in_the_portal_and_get_mail_only_if_they_wish(home: Tenant) -> None:
    viewer = a_member(home, Role.VIEWER)
    domain = a_domain(home)
    happens(domain)
    assert list(Notice.objects.values_list("user", "channel")) == [(viewer.pk, "in_app")]
    Preference.objects.create(user=viewer, brand=home.brand, topic=Topic.WORKING, by_mail=True, in_app=False)
    happens(domain)
    assert Notice.objects.latest("pk").channel == "mail"
    assert Notice.objects.count() == 2


def test_what_a_domain_may_be_lost_by_is_told_whatever_is_chosen(home: Tenant, person: User) -> None:
    Preference.objects.create(
        user=person, brand=home.brand, topic=Topic.OWNERSHIP, by_mail=False, in_app=False
    )
    happens(a_domain(home), "challenged")
    assert send_due() == 1
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


class TestUnsubscribing:
    def link(self, home: Tenant) -> str:
        happens(a_domain(home))
        make_due()
        send_due()
        header = mail.outbox[-1].extra_headers["List-Unsubscribe"]
        assert mail.outbox[-1].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        found = re.fullmatch(r"<https?://[^/]+(/unsubscribe/[^>]+)>", header)
        assert found
        return found[1]

    def test_one_post_without_cookies_ends_it(self, home: Tenant, person: User) -> None:
        path = self.link(home)
        stranger = Client(headers={"host": home.brand.primary_host}, enforce_csrf_checks=True)
        assert stranger.get(path).status_code == 200
        assert not Preference.objects.exists(), "a mail program that only looks changes nothing"
        answer = stranger.post(path, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
        assert answer.status_code == 200
        assert stranger.post(path).status_code == 200
        happens(a_domain(home))
        make_due()
        assert send_due() == 0

    def test_what_was_waiting_is_not_sent_either(self, home: Tenant, person: User) -> None:
        path = self.link(home)
        happens(a_domain(home))
        Client(headers={"host": home.brand.primary_host}).post(path)
        make_due()
        send_due()
        assert len(mail.outbox) == 1

    def test_a_token_is_of_one_brand_and_of_one_topic(self, home: Tenant, person: User) -> None:
        path = self.link(home)
        elsewhere = Client(headers={"host": a_brand().primary_host})
        assert elsewhere.post(path).status_code == 404
        here = Client(headers={"host": home.brand.primary_host})
        assert here.post(f"{path[:-4]}aaa/").status_code == 404
        token = unsubscribe_token(person, home.brand, Topic.OWNERSHIP)
        assert here.post(f"/unsubscribe/{token}/").status_code == 404
        assert not Preference.objects.exists()


class TestInThePortal:
    def test_the_bell_counts_and_the_list_marks_as_read(self, home: Tenant, client: Client) -> None:
        domain = a_domain(home, "shop.test")
        happens(domain)
        happens(domain, State.DEGRADED)
        assert 'aria-label="Notifications, 2 new"' in client.get("/").content.decode()
        page = client.get("/notifications/").content.decode()
        assert "shop.test needs attention" in page
        first = Notice.objects.filter(channel="in_app").earliest("pk")
        answer = client.post(f"/notifications/{first.pk}/")
        assert answer.headers["Location"] == f"/domains/{domain.public_id}/"
        assert 'aria-label="Notifications, 1 new"' in client.get("/").content.decode()
        client.post("/notifications/read/")
        assert 'aria-label="Notifications, 0 new"' in client.get("/").content.decode()

    def test_nobody_sees_or_marks_anothers(self, home: Tenant, client: Client) -> None:
        neighbour = a_tenant(home.brand)
        a_member(neighbour)
        colleague = a_member(home)
        happens(a_domain(neighbour, "theirs.test"))
        mine = a_domain(home, "ours.test")
        happens(mine)
        assert "theirs.test" not in client.get("/notifications/").content.decode()
        for foreign in Notice.objects.filter(channel="in_app").exclude(tenant=home):
            assert client.post(f"/notifications/{foreign.pk}/").status_code == 404
        client.post("/notifications/read/")
        assert Notice.objects.filter(user=colleague, read_at=None, channel="in_app").exists()

    def test_the_queries_are_the_same_for_one_and_for_many(self, home: Tenant, client: Client) -> None:
        counts, domain = [], a_domain(home)
        client.get("/notifications/")  # what is asked once for all is no matter
        for many in (1, 40):
            for _ in range(many):
                happens(domain)
            with CaptureQueriesContext(connection) as asked:
                client.get("/notifications/")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 12

    def test_preferences_are_kept(self, home: Tenant, person: User, client: Client) -> None:
        page = Page(client.get("/notifications/settings/").content)
        assert all(str(words.title) in page.prose for words in TOPICS.values())
        client.post("/notifications/settings/", {"trouble-by_mail": "on", "ownership-by_mail": ""})
        kept = {each.topic: (each.by_mail, each.in_app) for each in Preference.objects.all()}
        assert kept["trouble"] == (True, False)
        assert kept["working"] == (False, False)
        assert "ownership" not in kept


class Refusing:
    """A mail server that is overloaded for a while, then takes everything."""

    def __init__(self) -> None:
        self.refuses = True
        self.taken: list[Envelope] = []

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refuses:
            return "451 4.3.2 Try again later"
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def server(settings: Settings) -> Iterator[Refusing]:
    """A real SMTP server on this machine."""
    handler, port = Refusing(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    controller.stop()


def test_a_mail_server_that_refuses_for_a_while_gets_each_mail_once(
    home: Tenant, person: User, server: Refusing
) -> None:
    happens(a_domain(home, "shop.test"), "challenged")
    assert send_due() == 1
    assert send_due() == 0, "not again at once"
    server.refuses = False
    Notice.objects.filter(channel="mail").update(due_at=F("due_at") - timedelta(minutes=2))
    assert [send_due(), send_due()] == [1, 0]
    [envelope] = server.taken
    assert envelope.rcpt_tos == [person.email]
    assert b"multipart/alternative" in (envelope.original_content or b"")


def test_every_topic_has_its_words() -> None:
    assert set(TOPICS) == set(Topic)
    assert all("{count}" in str(TOPICS[each].sentence) for each in GROUPED)
    assert not ALWAYS & GROUPED
