"""Test messages on the pages, and the webhook that tells of them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable

import pytest
from django.test import Client

from cloudmailin.models import Account, Domain, MessageEvent, Operation, TrialMessage
from cloudmailin.queue import clock
from cloudmailin.trials import hook
from cloudmailin.trials.ask import PER_PERSON
from tenants.models import AuditEntry, Tenant
from tenants.roles import Role
from tenants.scoping import across_tenants, within
from tests.build import a_brand, a_domain, a_tenant, working

pytestmark = pytest.mark.django_db

TOKEN = "canary-smtp-token-71c2"


@pytest.fixture
def domain(home: Tenant) -> Domain:
    account = home.brand.account
    account.smtp_username, account.smtp_token, account.trial_sender = "smtp-canary", TOKEN, "post@house.test"
    account.save()
    hook.open_for(account)
    return working(a_domain(home, "shop.test"))


def path(domain: Domain, way: str = "out") -> str:
    return f"/domains/{domain.public_id}/test/{way}/"


def the_trial(domain: Domain) -> TrialMessage:
    with within(domain.tenant):
        return TrialMessage.objects.latest("pk")


def test_sending_leads_to_its_page_which_follows_it(domain: Domain, owner: Client) -> None:
    assert "@shop.test" in owner.get(path(domain)).content.decode()
    answer = owner.post(path(domain), {"local": "hello"}, follow=True)
    page = answer.content.decode()
    trial = the_trial(domain)
    assert trial.sender == "hello@shop.test"
    assert trial.recipient == answer.wsgi_request.user.email  # type: ignore[union-attr]
    assert "On its way" in page
    assert "hx-get" in page
    for secret in (TOKEN, "smtp-canary", domain.tenant.brand.account.hook_path):
        assert secret not in page
    with across_tenants():
        assert AuditEntry.objects.filter(action="test_sent").count() == 1


@pytest.mark.parametrize(
    "typed", ["", "a b", "x@evil.test>,<y", "a\r\nBcc: z", "é", "a" * 65, ".a", "a..b", '"q"', "x@y"]
)
def test_what_is_no_plain_name_is_refused_beside_the_field(domain: Domain, owner: Client, typed: str) -> None:
    answer = owner.post(
        path(domain), {"local": typed, "recipient": "victim@else.test", "sender": "x@else.test"}
    )
    assert answer.status_code == 200
    assert "has-error" in answer.content.decode()
    with within(domain.tenant):
        assert not TrialMessage.objects.exists()


def test_too_many_are_refused_with_a_sentence(domain: Domain, owner: Client) -> None:
    for _ in range(PER_PERSON):
        owner.post(path(domain), {"local": "a"})
    assert "Try again in an hour" in owner.post(path(domain), {"local": "a"}).content.decode()


def test_only_members_of_the_tenant_send_and_see(domain: Domain, sign_in: Callable[[Role], Client]) -> None:
    assert sign_in(Role.VIEWER).post(path(domain), {"local": "a"}).status_code == 403
    sign_in(Role.MEMBER).post(path(domain), {"local": "a"})
    trial = the_trial(domain)
    neighbour = a_tenant(domain.tenant.brand)
    from tests.build import PASSWORD, a_member

    foreign = Client(headers={"host": domain.tenant.brand.primary_host})
    assert foreign.login(username=a_member(neighbour).email, password=PASSWORD)
    assert foreign.post(path(domain), {"local": "a"}).status_code == 404
    for part in ("", "live/"):
        assert foreign.get(f"/tests/{trial.public_id}/{part}").status_code == 404


def test_a_domain_that_is_not_ready_has_no_such_page(home: Tenant, domain: Domain, owner: Client) -> None:
    fresh = a_domain(home, "fresh.test")
    assert owner.get(path(fresh)).status_code == 404
    assert owner.get(path(domain, "sideways")).status_code == 404


class TestHook:
    @pytest.fixture
    def account(self, domain: Domain) -> Account:
        return Account.objects.select_related("brand").get(pk=domain.account_id)

    @pytest.fixture
    def trial(self, domain: Domain, owner: Client) -> TrialMessage:
        owner.post(path(domain), {"local": "a"})
        with across_tenants():
            TrialMessage.objects.update(status="sent", remote_id="m-1", ended_at=clock.now())
            Operation.objects.update(status="done")
        return the_trial(domain)

    def tell(self, account: Account, body: bytes, *, key: str | None = None, path: str | None = None) -> int:
        client = Client(headers={"host": account.brand.primary_host}, enforce_csrf_checks=True)
        pair = key if key is not None else f"{hook.USER}:{account.hook_password}"
        headers = {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        where = path if path is not None else account.hook_path
        return client.post(
            f"/hooks/{where}", body, content_type="application/json", headers=headers
        ).status_code

    def event(self, **more: object) -> bytes:
        event = {"kind": "delivery", "recipient": "a@b.test", "message_id": "m-1", "details": {"code": 250}}
        return json.dumps({"events": [{**event, **more}]}).encode()

    def test_an_event_is_shown_with_its_message_once(
        self, account: Account, trial: TrialMessage, owner: Client
    ) -> None:
        assert [self.tell(account, self.event()) for _ in range(3)] == [204] * 3
        with across_tenants():
            assert MessageEvent.objects.count() == 1
        page = owner.get(f"/tests/{trial.public_id}/").content.decode()
        assert "The recipient&#x27;s server has accepted it" in page
        assert "hx-get" not in page

    def test_a_wrong_password_or_path_opens_nothing(self, account: Account, trial: TrialMessage) -> None:
        for key in ("", ":", "events:", f"x:{account.hook_password}", "events:wrong", "é:ü"):
            assert self.tell(account, self.event(), key=key) == 401
        assert self.tell(account, self.event(), path="x" * 43) == 404
        with across_tenants():
            assert not MessageEvent.objects.exists()

    def test_it_is_closed_while_the_brand_sends_none(self, db: None) -> None:
        account = a_brand().account
        assert self.tell(account, self.event(), key="events:", path="x") == 404

    @pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"events": 7}', b'{"events": [7]}', b"\xff" * 9])
    def test_nonsense_is_400(self, account: Account, body: bytes) -> None:
        assert self.tell(account, body) == 400

    def test_a_large_body_is_not_read(self, account: Account) -> None:
        assert self.tell(account, b" " * 300_000) == 413

    def test_a_renewed_path_closes_the_old_one(self, account: Account) -> None:
        old = account.hook_path, f"{hook.USER}:{account.hook_password}"
        hook.renew(account)
        assert self.tell(account, self.event(), path=old[0], key=old[1]) == 404
