"""What staff do about domains and operations by hand: seen before, confirmed where it harms, and in the audit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cloudmailin.lifecycle.move import move
from cloudmailin.models import Account, Domain, Operation, SendingDomain
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from cloudmailin.queue.by_hand import CANCELLABLE, cancel, hasten
from cloudmailin.reconcile.rounds import begin
from cloudmailin.states import State
from tenants.models import AuditEntry, Tenant, User
from tenants.scoping import across_tenants
from tests.build import PASSWORD, a_domain, a_member
from tests.cloudmailin.working import green
from tests.portal.conftest import Page
from tests.witness import Witness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def domain(tenant: Tenant) -> Domain:
    return a_domain(tenant)


@pytest.fixture
def operation(domain: Domain) -> Operation:
    return Operation.objects.get(domain=domain, kind=Operation.Kind.CREATE_SENDING)


def url(of: Domain | Operation, name: str, *args: int) -> str:
    return reverse(
        f"admin:cloudmailin_{of._meta.model_name}_{name}", args=args, urlconf="portal.console.urls"
    )


def act(staff: Client, row: Domain | Operation, action: str, **more: str) -> str:
    posted = {"action": action, "_selected_action": row.pk, **more}
    return Page(staff.post(url(row, "changelist"), posted, follow=True).content).prose


def page_of(staff: Client, row: Domain | Operation) -> str:
    answer = staff.get(url(row, "change", row.pk))
    assert answer.status_code == 200
    return Page(answer.content).prose


def status(operation: Operation) -> str:
    return Operation.objects.get(pk=operation.pk).status


def audited(action: str) -> list[User | None]:
    return [each.actor for each in AuditEntry.objects.filter(action=action)]


def test_an_operation_shows_what_was_asked_and_what_came_back_without_secrets(
    staff: Client, tenant: Tenant, witness: Witness
) -> None:
    Account.objects.filter(brand=tenant.brand).update(inbound_auth="Bearer of-the-target")
    green(tenant, witness, "exchanged.test")
    shown = page_of(staff, Operation.objects.get(kind=Operation.Kind.CREATE_ADDRESS))
    assert "POST /addresses" in shown
    assert '"auth_header": "•••"' in shown
    assert "201" in shown
    assert "of-the-target" not in shown


def test_a_domain_is_checked_at_once(staff: Client, domain: Domain) -> None:
    Domain.objects.update(next_check_at=clock.now() + timedelta(hours=3))
    act(staff, domain, "look_now")
    assert (Domain.objects.get().next_check_at or clock.now()) <= clock.now()


def test_what_was_rejected_begins_again_and_what_waits_is_due(
    staff: Client, domain: Domain, operation: Operation
) -> None:
    later = clock.now() + timedelta(hours=3)
    Operation.objects.filter(pk=operation.pk).update(due_at=later)
    move(domain.receiving, State.REJECTED, reason="refused")
    act(staff, domain, "verify_now")
    assert Operation.objects.get(pk=operation.pk).due_at < later
    assert Domain.objects.get().receiving.state == State.AWAITING_DNS
    assert audited("domain_retried") == audited("operation_hastened") == [User.objects.get(is_superuser=True)]


@pytest.mark.parametrize("how", ["release", "release_at_once"])
def test_a_domain_is_released_once_that_is_confirmed(staff: Client, domain: Domain, how: str) -> None:
    assert f"{domain.name} is detached" in act(staff, domain, how)
    assert Domain.objects.get().claim == Claim.PENDING
    act(staff, domain, how, confirmed="yes")
    assert Domain.objects.get().claim == Claim.RELEASED
    [entry] = AuditEntry.objects.filter(action="domain_removed")
    assert (entry.actor, entry.after["at_once"]) == (
        User.objects.get(is_superuser=True),
        how == "release_at_once",
    )


def test_a_domains_page_leads_to_what_is_left_to_staff(staff: Client, domain: Domain) -> None:
    assert "Contested: decide the claim" not in page_of(staff, domain)
    Domain.objects.update(claim=Claim.CONTESTED)
    assert "Contested: decide the claim" in page_of(staff, domain)


def test_dns_can_be_asked_on_the_spot(staff: Client, domain: Domain, witness: Witness) -> None:
    witness.publish(domain.name, "MX", "1 aspmx.l.google.com")
    answer = staff.get(reverse("transcript", args=[domain.pk], urlconf="portal.console.urls"))
    page = Page(answer.content)
    assert "Google Workspace" in page.prose
    assert domain.token in answer.content.decode()
    assert "asked" in page.prose


def test_an_operation_of_an_account_that_is_not_proven_yet_is_in_no_line(
    staff: Client, operation: Operation
) -> None:
    Account.objects.update(unproven_since=clock.now())
    said = page_of(staff, operation)
    assert "credentials were changed" in said
    assert "come first" not in said


def test_an_operation_says_why_it_waits(staff: Client, operation: Operation) -> None:
    assert "It is number 1 in the account's line" in page_of(staff, operation)
    Operation.objects.update(due_at=clock.now() + timedelta(hours=1), attempts=3, outcome="It is too early.")
    Account.objects.update(gate_until=clock.now() + timedelta(minutes=1), circuit_opened_at=clock.now())
    said = page_of(staff, operation)
    for each in (
        "Nothing is called for the account",
        "asked for a rest",
        "number 3, ended with: It is too early.",
        "tried again at",
    ):
        assert each in said


def test_an_operation_is_brought_forward(staff: Client, operation: Operation) -> None:
    Operation.objects.update(due_at=clock.now() + timedelta(hours=1))
    act(staff, operation, "bring_forward")
    assert Operation.objects.get(pk=operation.pk).due_at <= clock.now()
    assert audited("operation_hastened") == [User.objects.get(is_superuser=True)]


def test_a_cancelled_operation_is_not_sent_and_the_customer_reads_so_and_can_try_again(
    staff: Client, domain: Domain, operation: Operation
) -> None:
    assert "It is not sent" in act(staff, operation, "cancel")
    assert status(operation) == Operation.Status.WAITING
    act(staff, operation, "cancel", confirmed="yes")
    assert status(operation) == Operation.Status.CANCELLED
    customer = Client(headers={"host": domain.tenant.brand.primary_host})
    assert customer.login(username=a_member(domain.tenant).email, password=PASSWORD)
    assert (
        "Our team has stopped setting this up"
        in Page(customer.get(f"/domains/{domain.public_id}/").content).prose
    )
    customer.post(f"/domains/{domain.public_id}/retry/")
    assert SendingDomain.objects.get().state == State.REQUESTED
    assert Operation.objects.filter(kind=operation.kind, status=Operation.Status.WAITING).exists()


@pytest.mark.parametrize(
    "changed",
    [{"status": "done"}, {"look_first": True}, {"kind": "delete_sending"}, {"kind": "create_address"}],
)
def test_what_may_have_happened_or_others_wait_for_is_not_cancelled(
    operation: Operation, changed: dict[str, object]
) -> None:
    Operation.objects.filter(pk=operation.pk).update(**changed)
    before = status(operation)
    assert not cancel(operation, actor=User.objects.create_superuser("other@example.com", None))
    assert status(operation) == before


def test_a_cancelled_read_ends_its_round_without_a_conclusion(tenant: Tenant) -> None:
    round_ = begin(tenant.brand.account, is_urgent=True)
    read = Operation.objects.filter(kind__in=CANCELLABLE, tenant=None)[0]
    assert cancel(read, actor=User.objects.create_superuser("other@example.com", None))
    round_.refresh_from_db()
    assert round_.status == "unreadable"


def test_what_does_not_wait_is_not_brought_forward(operation: Operation) -> None:
    Operation.objects.update(status="done")
    assert not hasten(operation, actor=User.objects.create_superuser("other@example.com", None))
