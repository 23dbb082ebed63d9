"""Test messages against the simulator: from the tenant's own domain, to whoever asks, once, and within limits."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db.models import F

from cloudmailin.delivery_log.refresh import ask as look
from cloudmailin.models import Account, Address, Domain, IncomingStatus, Operation, TrialMessage
from cloudmailin.queue import clock
from cloudmailin.queue.call import call
from cloudmailin.queue.claim import Claim, claim
from cloudmailin.queue.step import step
from cloudmailin.trials.ask import PER_PERSON, PER_TENANT, NotReady, TooMany, ask
from tenants.models import Brand, Tenant, User
from tenants.scoping import across_tenants
from tests.build import a_domain, a_member, working
from tests.cloudmailin.working import green
from tests.simulator_process import eventually
from tests.witness import Witness

pytestmark = pytest.mark.django_db
Way = TrialMessage.Way


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def brand(brand: Brand, witness: Witness) -> Brand:
    """It can send test messages."""
    username = f"smtp-{brand.slug}"
    witness.add_sender(
        brand.account.remote_id, username, "a-token-of-some-length", verified_senders_only=False
    )
    Account.objects.filter(brand=brand).update(
        smtp_username=username, trial_sender="post@house.test", inbound_target=witness.application()
    )
    brand.account.smtp_token = "a-token-of-some-length"
    brand.account.save(update_fields=["smtp_token"])
    brand.account.refresh_from_db()
    return brand


@pytest.fixture
def person(tenant: Tenant) -> User:
    return a_member(tenant)


@pytest.fixture
def domain(tenant: Tenant) -> Domain:
    domain = working(a_domain(tenant))
    Operation.objects.all().update(status="done")
    return domain


def send(domain: Domain, person: User, way: Way = Way.OUT) -> TrialMessage:
    return ask(domain, way, "hello", person, subject="Test {code}", body="It works.")


def fate(trial: TrialMessage) -> tuple[str, str]:
    while step(trial.account_id):
        pass
    trial.refresh_from_db()
    return trial.status, trial.reason


def arrived(witness: Witness, trial: TrialMessage) -> int:
    return sum(each["subject"] == trial.subject for each in witness.mailbox())


def test_it_goes_from_the_domain_to_whoever_asked(domain: Domain, person: User, witness: Witness) -> None:
    trial = send(domain, person)
    assert fate(trial) == ("sent", "")
    [mail] = [each for each in witness.mailbox() if each["id"] == trial.remote_id]
    assert (mail["from"], mail["to"]) == (f"hello@{domain.name}", [person.email])
    assert trial.code in mail["subject"]


def test_one_that_is_sent_to_a_domain_comes_in_there(tenant: Tenant, person: User, witness: Witness) -> None:
    domain = Domain.objects.select_related("account", "receiving").get(pk=green(tenant, witness).pk)
    trial = send(domain, person, Way.IN)
    assert fate(trial) == ("sent", "")
    address = Address.objects.get(tenant=tenant)

    def row() -> IncomingStatus | None:
        look(address, fresh=timedelta(0))
        fate(trial)
        return IncomingStatus.objects.filter(recipient=trial.recipient, subject__contains=trial.code).first()

    status = eventually(row)
    assert (status.status, status.outcome, status.sender) == ("200", "accepted", "post@house.test")


def test_a_domain_that_does_not_work_yet_sends_none(tenant: Tenant, person: User, brand: Brand) -> None:
    fresh = a_domain(tenant)
    for way in Way:
        with pytest.raises(NotReady):
            send(fresh, person, way)


def test_a_brand_without_credentials_sends_none(domain: Domain, person: User) -> None:
    domain.account.smtp_username = ""
    with pytest.raises(NotReady):
        send(domain, person)


def test_a_person_and_a_tenant_send_so_many_for_now(domain: Domain, tenant: Tenant, person: User) -> None:
    for _ in range(PER_PERSON):
        send(domain, person)
    with pytest.raises(TooMany):
        send(domain, person)
    send(domain, a_member(tenant))
    for _ in range(PER_TENANT - PER_PERSON - 1):
        send(domain, a_member(tenant))
    with pytest.raises(TooMany):
        send(domain, a_member(tenant))
    TrialMessage.objects.update(created_at=F("created_at") - timedelta(days=2))
    send(domain, person)


def test_refused_credentials_stop_no_other_call(domain: Domain, person: User, brand: Brand) -> None:
    Account.objects.filter(brand=brand).update(smtp_username="nobody")
    trial = send(domain, person)
    assert fate(trial) == ("failed", "denied")
    brand.account.refresh_from_db()
    assert brand.account.circuit_opened_at is None


def test_a_domain_that_ceased_to_work_while_it_waited_sends_none(
    domain: Domain, person: User, witness: Witness
) -> None:
    trial = send(domain, person)
    Domain.objects.filter(pk=domain.pk).update(proven_at=None)
    assert fate(trial) == ("failed", "not_ready")
    assert arrived(witness, trial) == 0


@pytest.mark.parametrize("sends", [False, True], ids=["before the call", "after the call"])
def test_a_worker_that_dies_sends_none_twice(
    domain: Domain, person: User, witness: Witness, sends: bool
) -> None:
    trial = send(domain, person)
    claimed = claim(trial.account_id)
    assert isinstance(claimed, Claim)
    if sends:
        call(claimed)
    Operation.objects.filter(pk=claimed.operation_id).update(lease_until=clock.now() - timedelta(seconds=1))
    assert fate(trial) == ("unknown", "")
    assert arrived(witness, trial) == sends


def test_a_lost_answer_sends_none_twice(domain: Domain, person: User, brand: Brand, witness: Witness) -> None:
    trial = send(domain, person)
    with silent_relay(witness) as base_url:
        Account.objects.filter(brand=brand).update(base_url=base_url)
        assert fate(trial) == ("unknown", "")
    Account.objects.filter(brand=brand).update(base_url=witness.base_url)
    assert fate(trial) == ("unknown", "")
    assert Operation.objects.get(kind="send_trial").status == "failed"


def test_one_that_could_not_be_sent_is_tried_again(
    domain: Domain, person: User, brand: Brand, witness: Witness
) -> None:
    trial = send(domain, person)
    Account.objects.filter(brand=brand).update(base_url="http://127.0.0.1:9/api/v0.1")
    assert fate(trial) == ("waiting", "")
    Account.objects.filter(brand=brand).update(base_url=witness.base_url)
    Operation.objects.filter(status="waiting").update(due_at=clock.now())
    assert fate(trial) == ("sent", "")
    assert arrived(witness, trial) == 1


@contextmanager
def silent_relay(witness: Witness) -> Iterator[str]:
    """A server that takes every request in and answers none: the connection ends without a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    connection.recv(65536)
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api/v0.1"
