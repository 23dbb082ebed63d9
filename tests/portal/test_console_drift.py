"""Drift in the console, and the command that asks for a round: evidence in words, decisions confirmed and kept."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cloudmailin.models import Account, Drift, Operation, Round
from cloudmailin.queue import clock
from portal.console.evidence import consequence, evidence
from tenants.models import User
from tenants.scoping import across_tenants
from tests.build import a_brand, a_domain, a_tenant

pytestmark = pytest.mark.django_db

CONSOLE = "portal.console.urls"


@pytest.fixture(autouse=True)
def _all_tenants() -> Iterator[None]:
    with across_tenants():
        yield


@pytest.fixture
def account(db: None) -> Account:
    account: Account = a_brand().account
    return account


def drift(account: Account, kind: str, what: str = "sending", **more: object) -> Drift:
    now = clock.now()
    row: Drift = Drift.objects.create(
        account=account,
        kind=kind,
        what=what,
        remote_id=f"{kind}-{what}",
        name="example.test",
        first_seen=now,
        last_seen=now,
        **more,
    )
    return row


def a_round(account: Account, status: str) -> Round:
    now = clock.now()
    round_: Round = Round.objects.create(
        account=account, status=status, started_at=now, ended_at=now, missing=6, objects_of_ours=6
    )
    return round_


def listed(model: str = "drift") -> str:
    return reverse(f"admin:cloudmailin_{model}_changelist", urlconf=CONSOLE)


def page(row: Drift) -> str:
    return reverse("admin:cloudmailin_drift_change", urlconf=CONSOLE, args=[row.pk])


@pytest.mark.parametrize("kind", Drift.Kind.values)
@pytest.mark.parametrize("what", ["address", "receiving", "sending"])
def test_there_are_words_for_every_drift_and_decision(kind: str, what: str) -> None:
    row = Drift(kind=kind, what=what, name="example.test", note="Domain has already been taken")
    assert evidence(row).startswith("The ")
    assert evidence(row).endswith(".")
    assert all(consequence(row, decision) for decision in Drift.Decision.values)


def test_a_decision_is_asked_for_once_more_then_carried_out_and_kept(staff: Client, account: Account) -> None:
    row = drift(account, "unknown")
    shown = staff.get(page(row)).content.decode()
    assert "belongs to nobody here" in shown
    assert 'value="ignore"' in shown
    asked = staff.post(listed(), {"action": "ignore", "_selected_action": [str(row.pk)]})
    assert b"Nothing is done." in asked.content
    row.refresh_from_db()
    assert row.status == "open"
    confirmed = {"action": "ignore", "_selected_action": [str(row.pk)], "confirmed": "yes"}
    answer = staff.post(listed(), confirmed, follow=True)
    assert b"1 decided: ignore." in answer.content
    row.refresh_from_db()
    assert (row.status, row.decision) == ("ignored", "ignore")
    assert row.decided_by == User.objects.get(email="staff@example.com")
    assert row.decided_at is not None


def test_what_can_not_be_decided_says_why_and_changes_nothing(staff: Client, account: Account) -> None:
    row = drift(account, "unknown", theirs={"id": "1"})
    confirmed = {"action": "adopt", "_selected_action": [str(row.pk)], "confirmed": "yes"}
    answer = staff.post(listed(), confirmed, follow=True)
    assert b"No customer has this name in the portal for this use." in answer.content
    row.refresh_from_db()
    assert (row.status, row.decision) == ("open", "")


def test_staff_without_the_right_see_and_decide_nothing(account: Account) -> None:
    row = drift(account, "unknown")
    client = Client(headers={"host": "console.localhost"})
    client.force_login(User.objects.create_user("other@example.com", "a-long-password", is_staff=True))
    confirmed = {"action": "ignore", "_selected_action": [str(row.pk)], "confirmed": "yes"}
    assert client.post(listed(), confirmed).status_code == 403
    row.refresh_from_db()
    assert row.status == "open"


def test_a_braked_round_is_said_above_the_rows_until_another_is_done(staff: Client, account: Account) -> None:
    braked = a_round(account, "braked")
    assert b"6 of 6 objects were missing" in staff.get(listed()).content
    lifted = {"action": "lift_the_brake", "_selected_action": [str(braked.pk)]}
    staff.post(listed("round"), lifted)
    following = Round.objects.get(status="reading")
    assert (following.is_brake_lifted, following.is_urgent) == (True, True)
    assert following.asked_by == User.objects.get(email="staff@example.com")
    following.status = Round.Status.DONE
    following.save()
    assert b"objects were missing" not in staff.get(listed()).content


def test_lists_and_pages_open_with_rows_of_every_kind(staff: Client, account: Account) -> None:
    domain = a_domain(a_tenant(account.brand))
    for kind in Drift.Kind.values:
        row = drift(account, kind, tenant=domain.tenant, domain=domain)
        assert staff.get(page(row)).status_code == 200
    a_round(account, "done")
    for model in ("drift", "round"):
        assert staff.get(listed(model)).status_code == 200


def test_a_round_is_asked_for_in_one_line(account: Account) -> None:
    other = a_brand().account
    out = StringIO()
    call_command("reconcile", account=account.remote_id, stdout=out)
    assert out.getvalue().startswith("1 account(s) will be read, 2 lists to begin with")
    assert out.getvalue().count("\n") == 1
    assert Operation.objects.get().account == account
    assert not Round.objects.filter(account=other).exists()
    call_command("reconcile", stdout=StringIO())
    assert Round.objects.count() == 2, "the round that is under way is hurried, not doubled"


def test_an_unknown_account_is_refused(account: Account) -> None:
    with pytest.raises(CommandError, match="There is no account with the id nobody"):
        call_command("reconcile", account="nobody")
