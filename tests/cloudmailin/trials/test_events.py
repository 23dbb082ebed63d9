"""Events of the webhook: hints that are kept once, for the test message that they are of, and for nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.models import Account, MessageEvent, Operation, TrialMessage
from cloudmailin.queue import clock
from cloudmailin.trials.events import MOST_EVENTS, Unreadable, keep, read
from cloudmailin.trials.fate import sent
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain, a_member, a_tenant

EVENT = {
    "kind": "bounce",
    "recipient": "ann@example.net",
    "message_id": "a1",
    "details": {"code": 550, "message": "5.1.1 no such mailbox"},
}


def body(*events: Any) -> bytes:
    return json.dumps({"events": events}).encode()


@given(
    st.binary()
    | st.recursive(
        st.none() | st.text() | st.integers(), lambda of: st.lists(of) | st.dictionaries(st.text(), of)
    ).map(lambda told: json.dumps({"events": told}).encode())
)
def test_whatever_comes_is_read_or_refused(sent_in: bytes) -> None:
    try:
        told = read(sent_in)
    except Unreadable:
        return
    assert len(told) <= MOST_EVENTS
    assert all(each.message_id for each in told)


def test_an_event_says_what_the_other_side_answered() -> None:
    [told] = read(body(EVENT))
    assert (told.kind, told.recipient, told.detail) == (
        "bounce",
        "ann@example.net",
        "550 5.1.1 no such mailbox",
    )


class TestKept:
    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def _all_tenants(self, db: None) -> Iterator[None]:
        with across_tenants():
            yield

    @pytest.fixture
    def home(self, db: None) -> Tenant:
        return a_tenant()

    @pytest.fixture
    def trial(self, home: Tenant) -> TrialMessage:
        domain = a_domain(home)
        return TrialMessage.objects.create(
            tenant=home,
            account=domain.account,
            domain=domain,
            asked_by=a_member(home),
            way="out",
            sender=f"a@{domain.name}",
            recipient="ann@example.net",
            subject="Test",
            body="Text",
            code="CODE22",
            created_at=clock.now(),
        )

    def test_one_that_comes_again_is_kept_once(self, trial: TrialMessage) -> None:
        sent(trial, "a1")
        for _ in range(3):
            keep(trial.account, read(body(EVENT, EVENT)))
        event = MessageEvent.objects.get()
        assert (event.trial, event.tenant_id) == (trial, trial.tenant_id)
        trial.refresh_from_db()
        assert trial.status == "sent", "it moves nothing"

    def test_one_of_another_message_is_not_kept(self, trial: TrialMessage) -> None:
        sent(trial, "a2")
        assert keep(trial.account, read(body(EVENT))) == 0

    def test_another_account_can_say_nothing_of_it(self, trial: TrialMessage) -> None:
        sent(trial, "a1")
        other = a_tenant().brand.account
        assert keep(other, read(body(EVENT))) == 0

    def test_one_that_is_faster_than_the_answer_waits_for_it(self, trial: TrialMessage) -> None:
        operation = Operation.objects.create(
            tenant_id=trial.tenant_id,
            account=trial.account,
            kind="send_trial",
            target_id=trial.pk,
            status="running",
            rank=0,
            due_at=clock.now(),
            fence=1,
            lease_until=clock.now(),
        )
        keep(Account.objects.get(pk=trial.account_id), read(body(EVENT)))
        assert MessageEvent.objects.get().tenant_id is None
        sent(trial, "a1")
        assert MessageEvent.objects.get().tenant_id == trial.tenant_id
        assert operation.kind == "send_trial"
