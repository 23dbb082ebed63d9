"""Rounds against the simulator: what is found, what is not concluded, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from cloudmailin.lifecycle.detach import detach
from cloudmailin.models import Account, Address, ApiCall, Domain, Drift, Operation, Reading, Round
from cloudmailin.models.operation import READS
from cloudmailin.queue import clock
from cloudmailin.queue.call import Seen, call
from cloudmailin.queue.claim import Claim, Wait, claim
from cloudmailin.queue.line import line
from cloudmailin.queue.settle import settle
from cloudmailin.queue.step import step
from cloudmailin.reconcile.rounds import begin, begin_due, prove
from cloudmailin.states import Use
from tenants.models import Brand, Tenant
from tenants.scoping import across_tenants, within
from tests.build import a_brand, a_domain, a_tenant
from tests.cloudmailin.reconcile.way import by_hand, green, pass_time, run_round, serve, unused_name, work
from tests.witness import Witness
from tests.world import UNHINDERED

pytestmark = pytest.mark.django_db

SENDING = frozenset({Use.SENDING})


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


def past() -> datetime:
    return clock.now() - timedelta(minutes=5)


def found() -> set[tuple[str, str, str]]:
    return {(row.kind, row.what, row.status) for row in Drift.objects.all()}


def test_a_round_finds_nothing_where_nothing_differs_and_changes_nothing(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain = green(tenant, witness)
    before = witness.objects(brand.account.remote_id)
    calls = len(witness.calls(brand.account.remote_id))
    round_ = run_round(brand.account)
    assert (round_.status, round_.objects_of_ours, round_.missing) == ("done", 3, 0)
    assert found() == set()
    assert not Reading.objects.exists()
    assert witness.calls(brand.account.remote_id)[calls:] == [
        "GET /addresses",
        "GET /custom_domains",
        "GET /custom_domains",
        "GET /sending_domains",
        "GET /sending_domains",
    ], "each paged list up to the page that is empty"
    assert witness.objects(brand.account.remote_id) == before
    assert Domain.objects.get(pk=domain.pk).removed_at is None


def test_what_was_deleted_by_hand_has_vanished_only_after_a_second_list_and_a_404(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain, account = green(tenant, witness), brand.account
    client, address = by_hand(account), domain.receiving.address.remote_id
    client.delete_sending_domain(domain.sending.remote_id)
    client.delete_custom_domain(domain.receiving.remote_id, address_id=address)
    witness.settle_deletions()
    round_ = begin(account, is_urgent=True)
    serve(account)
    round_.refresh_from_db()
    assert (round_.status, found()) == ("reading", set()), "one list concludes nothing"
    assert not line(account, clock.now()).exists(), "the second list has to wait"
    pass_time(timedelta(minutes=10))
    serve(account)
    round_.refresh_from_db()
    assert (round_.status, round_.missing) == ("done", 2)
    assert found() == {("vanished", "sending", "open"), ("vanished", "receiving", "open")}
    assert f"GET /sending_domains/{domain.sending.remote_id}" in witness.calls(account.remote_id)
    domain.sending.refresh_from_db()
    assert domain.sending.state == "verified", "a person decides, the customer sees nothing"
    assert {row.domain for row in Drift.objects.all()} == {domain}


def test_what_a_lagging_list_lacked_has_not_vanished(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    domain, account = green(tenant, witness), brand.account
    round_ = begin(account, is_urgent=True)
    while Reading.objects.filter(kind="list_sending", read_at=None).exists():
        step(account.pk)
        Reading.objects.filter(kind="list_sending").update(found=[])
        pass_time(timedelta(minutes=1))
    serve(account)
    pass_time(timedelta(minutes=10))
    serve(account)
    round_.refresh_from_db()
    assert (round_.status, found()) == ("done", set())
    assert domain.sending.remote_id in str(witness.objects(account.remote_id))


def test_an_address_and_a_selector_changed_by_hand_are_seen(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain, account = green(tenant, witness), brand.account
    address = domain.receiving.address
    by_hand(account).change_address(address.remote_id, target="https://elsewhere.example.com/")
    type(domain.sending).objects.update(dkim_selector="another")
    run_round(account)
    assert found() == {("changed", "address", "open"), ("changed", "sending", "open")}
    row = Drift.objects.get(what="address")
    assert (row.ours["target"], row.theirs["target"]) == (address.target, "https://elsewhere.example.com/")
    by_hand(account).change_address(address.remote_id, target=address.target)
    run_round(account)
    assert Drift.objects.get(what="address").status == "resolved", "put back by hand"


def test_what_cloudmailin_no_longer_verifies_is_seen(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    domain, account = green(tenant, witness), brand.account
    witness.withdraw(domain.sending.mta_domain, "CNAME")
    with pytest.raises(Exception, match="not all visible"):
        by_hand(account).verify_sending_domain(domain.sending.remote_id)
    run_round(account)
    assert found() == {("unverified", "sending", "open")}


def test_an_object_made_by_hand_is_unknown_and_goes_when_it_is_gone(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    account = brand.account
    domain = green(tenant, witness)
    made = by_hand(account).create_sending_domain(domain=unused_name())
    by_hand(account).create_address(target="https://a.example.com/", target_format="json+n", nickname="Ann's")
    run_round(account)
    assert found() == {("unknown", "sending", "open"), ("unknown", "address", "open")}
    assert not Drift.objects.filter(is_attempted=True).exists()
    with within(domain.tenant):
        assert not Drift.objects.exists(), "what concerns no tenant is in no tenant's sight"
    by_hand(account).delete_sending_domain(made.id)
    witness.settle_deletions()
    run_round(account)
    assert Drift.objects.get(what="sending").status == "resolved"


def test_what_is_being_removed_is_neither_vanished_nor_unknown(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain, account = green(tenant, witness), brand.account
    detach(domain)
    run_round(account)
    assert found() == set()


def test_the_brake_concludes_nothing_until_staff_lift_it(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    account = brand.account
    domains = [a_domain(tenant, uses=SENDING) for _ in range(6)]
    serve(account)
    pass_time(timedelta(days=1))
    for domain in domains:
        domain.sending.refresh_from_db()
        by_hand(account).delete_sending_domain(domain.sending.remote_id)
    by_hand(account).create_sending_domain(domain=unused_name())
    witness.settle_deletions()
    braked = run_round(account)
    assert (braked.status, braked.missing, braked.objects_of_ours) == ("braked", 6, 6)
    assert found() == set()
    assert run_round(account, is_brake_lifted=True).status == "done"
    assert found() == {("vanished", "sending", "open"), ("unknown", "sending", "open")}
    assert not Operation.objects.filter(status="waiting").exists()


@pytest.mark.parametrize("with_ledger", [True, False], ids=["with a ledger", "without a ledger"])
def test_after_a_restore_from_a_backup_what_was_made_since_is_unknown(
    brand: Brand, tenant: Tenant, witness: Witness, with_ledger: bool
) -> None:
    domain, account = green(tenant, witness), brand.account
    there = witness.objects(account.remote_id)
    type(domain.sending).objects.update(remote_id="", state="requested", dkim_selector="")
    type(domain.receiving).objects.update(remote_id="", state="awaiting_dns")
    Address.objects.update(remote_id="", email="", applied_revision=0)
    if not with_ledger:
        ApiCall.objects.all().delete()
        Operation.objects.all().delete()
    run_round(account)
    assert found() == {("unknown", "sending", "open"), ("unknown", "address", "open")}
    assert {row.is_attempted for row in Drift.objects.all()} == {with_ledger}
    assert witness.objects(account.remote_id) == there, "nothing is deleted or made again by itself"


def test_a_name_taken_elsewhere_goes_to_staff_with_what_one_look_finds(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    account, other = brand.account, a_brand(base_url=witness.base_url).account
    witness.add_account(other.remote_id, "key", limit=UNHINDERED)
    mine = by_hand(account).create_sending_domain(domain=unused_name())
    anothers = by_hand(other).create_sending_domain(domain=unused_name())
    for each in (mine, anothers):
        a_domain(tenant, each.domain, SENDING)
    serve(account)
    rows = {row.name: row for row in Drift.objects.all()}
    assert {(row.kind, row.status, row.note) for row in rows.values()} == {
        ("taken", "open", "Domain has already been taken")
    }
    assert rows[mine.domain].theirs["id"] == mine.id
    assert rows[anothers.domain].theirs == {}
    assert all(row.confirmed_at for row in rows.values())
    assert witness.calls(account.remote_id)[-2:] == ["GET /sending_domains"] * 2


def test_a_read_is_made_only_when_nobody_waits_however_long_it_has_waited(
    brand: Brand, tenant: Tenant
) -> None:
    account = brand.account
    begin(account, is_urgent=True)
    pass_time(timedelta(days=3))
    domain = a_domain(tenant, uses=SENDING)
    kinds = [operation.kind for operation in line(account, clock.now())]
    assert kinds == ["create_sending", "list_addresses"]
    Operation.objects.filter(domain=domain).update(rank=3)
    assert line(account, clock.now()).first().kind == "create_sending"  # type: ignore[union-attr]


def test_rounds_begin_a_day_apart_and_only_where_nothing_waits(brand: Brand, settings: Settings) -> None:
    settings.RECONCILE_EVERY = timedelta(hours=24)
    a_domain(a_tenant(brand), uses=SENDING)
    serve(brand.account)
    begin_due()
    assert not Round.objects.exists(), "nothing to compare before there is a day of it"
    pass_time(timedelta(hours=25))
    waiting = a_domain(a_tenant(brand), uses=SENDING)
    begin_due()
    assert not Round.objects.exists()
    Operation.objects.filter(domain=waiting).update(status="cancelled")
    begin_due()
    begin_due()
    assert Round.objects.count() == 1
    Round.objects.update(status="done", ended_at=clock.now())
    begin_due()
    assert Round.objects.count() == 1
    Operation.objects.filter(kind__in=READS).update(status="cancelled")
    pass_time(timedelta(hours=25))
    begin_due()
    assert Round.objects.count() == 2


def test_a_round_that_was_not_asked_for_is_spread_over_the_day(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    green(tenant, witness)
    begin(brand.account)
    assert step(brand.account.pk)
    next_read = Operation.objects.get(status="waiting")
    assert next_read.due_at > clock.now() + timedelta(minutes=5)
    begin(brand.account, is_urgent=True)
    next_read.refresh_from_db()
    assert next_read.due_at <= clock.now()


def test_the_pages_of_one_list_are_read_in_one_go(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    green(tenant, witness)
    begin(brand.account)
    assert step(brand.account.pk)
    pass_time(timedelta(minutes=10))
    long_ago = past()
    ApiCall.objects.update(started_at=long_ago, completed_at=long_ago)
    assert step(brand.account.pk)
    second_page = Operation.objects.get(status="waiting")
    assert Reading.objects.get(pk=second_page.target_id).page == 2
    assert second_page.due_at <= clock.now()


def test_a_round_that_lost_its_next_read_goes_on(brand: Brand) -> None:
    begin(brand.account)
    Operation.objects.all().update(status="cancelled")
    begin_due()
    assert Operation.objects.filter(status="waiting", kind="list_addresses").count() == 1


def test_what_can_not_be_read_ends_the_round_without_a_conclusion(brand: Brand, tenant: Tenant) -> None:
    Account.objects.update(base_url="http://127.0.0.1:9/api/v0.1")
    round_ = run_round(brand.account)
    assert round_.status == "unreadable"
    assert "could not be reached" in round_.note
    assert not Operation.objects.filter(status__in=["waiting", "running"]).exists()
    assert isinstance(claim(brand.account.pk), Wait)


@pytest.mark.parametrize("sends", [False, True], ids=["before the call", "after the call"])
def test_a_read_whose_worker_died_is_made_again(
    brand: Brand, tenant: Tenant, witness: Witness, sends: bool
) -> None:
    green(tenant, witness)
    round_ = begin(brand.account, is_urgent=True)
    held = claim(brand.account.pk)
    assert isinstance(held, Claim)
    answer = call(held) if sends else None
    Operation.objects.filter(pk=held.operation_id).update(lease_until=past())
    long_ago = past()
    ApiCall.objects.filter(fence=held.fence).update(started_at=long_ago, completed_at=long_ago)
    work(brand.account)
    round_.refresh_from_db()
    assert (round_.status, round_.reads, found()) == ("done", 5, set())
    if answer is not None:
        settle(held, answer)
        round_.refresh_from_db()
        assert round_.reads == 5, "a late worker must not write"


def test_a_list_that_ignores_its_page_ends_at_the_first_repetition(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    domain, account = green(tenant, witness), brand.account
    round_ = begin(account, is_urgent=True)
    while (held := claim(account.pk)) and isinstance(held, Claim):
        operation = Operation.objects.get(pk=held.operation_id)
        first = Reading.objects.filter(kind=operation.kind, page=1, read_at__isnull=False).first()
        answer = call(held)
        settle(held, Seen(tuple(first.found)) if first else answer)
        pass_time(timedelta(seconds=1))
        long_ago = past()
        ApiCall.objects.update(started_at=long_ago, completed_at=long_ago)
    round_.refresh_from_db()
    assert (round_.status, round_.reads, round_.missing) == ("done", 5, 0)
    assert domain.sending.remote_id


def test_what_a_list_that_lags_does_not_show_yet_has_not_vanished(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    account = brand.account
    witness.change_account(account.remote_id, list_lag=3600.0)
    domain = a_domain(tenant, uses=SENDING)
    serve(account)
    young = run_round(account)
    assert (young.status, young.missing, young.reads) == ("done", 0, 2), "too new to be missed"
    pass_time(timedelta(days=1))
    old = run_round(account)
    domain.sending.refresh_from_db()
    assert f"GET /sending_domains/{domain.sending.remote_id}" in witness.calls(account.remote_id)
    assert (old.status, old.missing, found()) == ("done", 0, set()), "two lists lacked it, its id has it"


def test_small_pages_are_all_read(brand: Brand, tenant: Tenant, witness: Witness) -> None:
    witness.change_account(brand.account.remote_id, page_size=2)
    for _ in range(5):
        a_domain(tenant, uses=SENDING)
    serve(brand.account)
    pass_time(timedelta(days=1))
    round_ = run_round(brand.account)
    assert (round_.status, round_.objects_of_ours, round_.missing) == ("done", 5, 0)
    assert round_.reads == 1 + 4, "two, two, one, none"


def test_with_new_credentials_nothing_but_reading_is_done_until_what_we_know_was_found(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    green(tenant, witness)
    account = Account.objects.get(pk=brand.account.pk)
    waiting = a_domain(tenant, uses=SENDING)
    calls = len(witness.calls(account.remote_id))
    prove(account)
    serve(account)
    made = witness.calls(account.remote_id)[calls:]
    assert [call.split()[0] for call in made[:3]] == ["GET"] * 3
    assert "POST /sending_domains" in made
    waiting.sending.refresh_from_db()
    assert waiting.sending.remote_id
    assert Account.objects.get(pk=account.pk).unproven_since is None


def test_credentials_of_another_account_are_found_out_before_anything_is_made_there(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    green(tenant, witness)
    account, another = Account.objects.get(pk=brand.account.pk), uuid4().hex[:16]
    witness.add_account(another, "key", limit=UNHINDERED)
    account.remote_id = another
    account.save()
    a_domain(tenant, uses=SENDING)
    prove(account)
    serve(account)
    assert Round.objects.latest("pk").status == "braked"
    assert {call.split()[0] for call in witness.calls(another)} == {"GET"}
    assert Operation.objects.filter(kind="create_sending", status="waiting").count() == 1
    begin(account, is_urgent=True, is_brake_lifted=True)
    serve(account)
    assert "POST /sending_domains" in witness.calls(another)


def test_what_the_former_credentials_have_read_does_not_count(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    green(tenant, witness)
    account = Account.objects.get(pk=brand.account.pk)
    former = begin(account, is_urgent=True)
    assert prove(account) != former
    former.refresh_from_db()
    assert (former.status, former.readings.count()) == ("unreadable", 0)
