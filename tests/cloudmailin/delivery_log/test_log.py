"""The delivery log against the simulator: read within the budget, each row once, and to nobody but its tenant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import F
from pytest_django.fixtures import Settings

from cloudmailin.delivery_log.forget import forget_old
from cloudmailin.delivery_log.keep import keep
from cloudmailin.delivery_log.refresh import ask, ask_due
from cloudmailin.models import Account, Address, Domain, IncomingStatus, Operation
from cloudmailin.queue import clock
from cloudmailin.queue.step import step
from tenants.models import Brand, Tenant
from tenants.scoping import across_tenants
from tests.build import a_tenant
from tests.cloudmailin.working import green
from tests.witness import Witness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def brand(brand: Brand, witness: Witness) -> Brand:
    """All its customers share one address, whose application takes everything."""
    Account.objects.filter(brand=brand).update(inbound_target=witness.application(), address_policy="shared")
    brand.account.refresh_from_db()
    return brand


def address(tenant: Tenant) -> Address:
    return Address.objects.get(tenant=tenant)


def read(tenant: Tenant) -> None:
    ask(address(tenant), fresh=timedelta(0))
    while step(address(tenant).account_id):
        pass


def seen(tenant: Tenant) -> list[tuple[str, str]]:
    return sorted(IncomingStatus.objects.filter(tenant=tenant).values_list("recipient", "outcome"))


def test_each_sees_the_mail_of_its_own_names_also_at_a_shared_address(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    neighbour = a_tenant(brand)
    mine, theirs = green(tenant, witness, "own-mail.test"), green(neighbour, witness, "below.mine-too.test")
    witness.mail_in(f"ann@{mine.name}")
    witness.mail_in(f"bob@{theirs.name}", subject=f"to:{mine.name} OR *")
    read(tenant)
    read(neighbour)
    assert seen(tenant) == [(f"ann@{mine.name}", "accepted")]
    assert seen(neighbour) == [(f"bob@{theirs.name}", "accepted")]
    for asked in witness.queries(brand.account.remote_id):
        assert ("own-mail.test" in asked) != ("mine-too" in asked)


def test_reading_twice_writes_each_row_once(tenant: Tenant, witness: Witness) -> None:
    domain = green(tenant, witness)
    witness.mail_in(f"ann@{domain.name}")
    read(tenant)
    read(tenant)
    assert IncomingStatus.objects.count() == 1


def test_many_who_look_cost_one_call_and_a_fresh_log_none(tenant: Tenant, witness: Witness) -> None:
    green(tenant, witness)
    for _ in range(5):
        ask(address(tenant))
    assert Operation.objects.filter(kind="list_incoming").count() == 1
    while step(address(tenant).account_id):
        pass
    ask(address(tenant))
    assert Operation.objects.filter(kind="list_incoming").count() == 1


def test_more_than_a_page_is_read_page_by_page_and_what_is_known_ends_it(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = green(tenant, witness, "much-mail.test")
    for number in range(30):
        witness.mail_in(f"box-{number}@{domain.name}")
    read(tenant)
    assert len(seen(tenant)) == 30
    looks = witness.calls(brand.account.remote_id).count("GET /incoming_statuses")
    assert looks == 3, "a whole page, the rest, and nothing behind it"
    witness.mail_in(f"one-more@{domain.name}")
    read(tenant)
    assert len(seen(tenant)) == 31
    assert witness.calls(brand.account.remote_id).count("GET /incoming_statuses") == looks + 1


def test_one_look_reads_no_more_than_so_many_pages(
    brand: Brand, tenant: Tenant, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cloudmailin.delivery_log.keep.MOST_PAGES", 1)
    domain = green(tenant, witness, "too-much-mail.test")
    for number in range(30):
        witness.mail_in(f"box-{number}@{domain.name}")
    read(tenant)
    assert len(seen(tenant)) == 25
    assert witness.calls(brand.account.remote_id).count("GET /incoming_statuses") == 1


def test_a_look_that_was_given_up_in_the_middle_begins_anew(tenant: Tenant, witness: Witness) -> None:
    domain = green(tenant, witness, "given-up.test")
    Address.objects.filter(tenant=tenant).update(log_page=3)
    witness.mail_in(f"first@{domain.name}")
    read(tenant)
    assert seen(tenant) == [(f"first@{domain.name}", "accepted")]
    assert address(tenant).log_page == 1


def test_when_nobody_looks_it_is_read_now_and_then(
    tenant: Tenant, witness: Witness, settings: Settings
) -> None:
    green(tenant, witness)
    assert [ask_due(), ask_due()] == [1, 1], "one waits already, and it is not read yet"
    assert Operation.objects.filter(kind="list_incoming").count() == 1
    while step(address(tenant).account_id):
        pass
    assert ask_due() == 0
    assert ask_due(clock.now() + settings.DELIVERY_LOG_EVERY + timedelta(minutes=1)) == 1


def test_rows_of_names_that_are_not_the_tenants_are_dropped(tenant: Tenant, witness: Witness) -> None:
    domain = green(tenant, witness, "sole.test")
    now = clock.now().isoformat()
    strangers = [
        "x@else.test",
        "x@sole.test.evil.test",
        "x@sub.sole.test",
        "sole.test",
        "",
        "x@",
        None,
        7,
    ]
    rows = [{"to": to, "status": "200", "message_id": "m", "created_at": now} for to in strangers]
    rows += [{"to": "ok@SOLE.test", "status": "200", "created_at": now}]
    assert keep(address(tenant).pk, rows) == 1
    assert keep(address(tenant).pk, [{"to": "ok@sole.test"}, {"to": "ok@sole.test", "created_at": None}]) == 0
    assert IncomingStatus.objects.get().domain == domain


def test_what_came_before_the_name_was_the_tenants_is_not_its_affair(
    tenant: Tenant, witness: Witness
) -> None:
    domain = green(tenant, witness)
    fresh = Domain.objects.get(pk=domain.pk)
    assert fresh.proven_at
    before = fresh.proven_at - timedelta(seconds=1)
    assert (
        keep(
            address(tenant).pk,
            [{"to": f"a@{domain.name}", "status": "200", "created_at": before.isoformat()}],
        )
        == 0
    )


def test_a_name_that_was_given_up_shows_nothing_new(tenant: Tenant, witness: Witness) -> None:
    domain = green(tenant, witness)
    Domain.objects.filter(pk=domain.pk).update(removed_at=clock.now(), proven_at=None)
    row = {"to": f"a@{domain.name}", "status": "200", "created_at": clock.now().isoformat()}
    assert keep(address(tenant).pk, [row]) == 0
    read(tenant)
    assert Operation.objects.get(kind="list_incoming").status == "cancelled", "it costs no call"


def test_what_strangers_write_can_be_stored(tenant: Tenant, witness: Witness) -> None:
    domain = green(tenant, witness)
    row = {
        "to": f"a@{domain.name}",
        "sender": "x\0@evil.test\r\nBcc: y",
        "subject": "\x1b[31m" + "é" * 9_000,
        "message_id": "m" * 9_000,
        "status": "2" * 99,
        "tls": None,
        "created_at": clock.now().replace(tzinfo=None).isoformat(),
    }
    assert keep(address(tenant).pk, [row, row]) == 2
    kept = IncomingStatus.objects.get()
    assert "\0" not in kept.sender
    assert "\x1b" not in kept.subject


@pytest.mark.parametrize("what", ["html", "garbage", "huge"])
def test_an_answer_that_makes_no_sense_is_asked_for_again_and_given_up_in_the_end(
    brand: Brand, tenant: Tenant, witness: Witness, what: str
) -> None:
    green(tenant, witness)
    ask(address(tenant))
    witness.order_fault(what=what, path="/incoming_statuses", account=brand.account.remote_id, times=6)
    for _ in range(8):
        Operation.objects.filter(status="waiting").update(due_at=clock.now())
        while step(address(tenant).account_id):
            pass
    assert Operation.objects.get(kind="list_incoming").status == "failed"
    assert not address(tenant).problem, "the address itself is in order"


def test_old_rows_are_forgotten(tenant: Tenant, witness: Witness, settings: Settings) -> None:
    domain = green(tenant, witness)
    witness.mail_in(f"ann@{domain.name}")
    read(tenant)
    assert forget_old() == 0
    IncomingStatus.objects.update(at=F("at") - timedelta(days=settings.DELIVERY_LOG_DAYS + 1))
    assert [forget_old(), forget_old()] == [1, 0]
