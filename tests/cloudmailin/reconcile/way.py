"""A domain brought to green, rounds run to their end, and time that passes: all against the simulator's process."""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import count

from django.db.models import F

from cloudmailin.client.client import Client
from cloudmailin.lifecycle.check import check_due
from cloudmailin.models import Account, ApiCall, Domain, Operation, Reading, Round
from cloudmailin.queue import clock
from cloudmailin.queue.step import accounts_to_serve, step
from cloudmailin.reconcile.rounds import begin
from tenants.models import Tenant
from tests.build import BOTH, a_domain
from tests.witness import Witness

_PATIENCE = 30.0
_number = count(1)
LONG_AGO = timedelta(days=1)


def by_hand(account: Account) -> Client:
    """Somebody in CloudMailin's dashboard."""
    return Client(account.base_url, account.remote_id, account.api_key)


def unused_name() -> str:
    """The simulator outlives a test, and each name can be taken once."""
    return f"by-hand-{next(_number)}.test"


def serve(account: Account) -> None:
    """What a worker does, until nothing is due; the customers look at their domains meanwhile."""
    Domain.objects.update(watched_until=clock.now() + timedelta(minutes=5), next_check_at=clock.now())
    work(account)


def work(account: Account) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and (check_due() or account.pk in accounts_to_serve()):
        Operation.objects.filter(status="waiting", rank__lt=4).update(due_at=clock.now())
        _unpace(account)
        step(account.pk)


def _unpace(account: Account) -> None:
    """The last call is so long ago that no background call has to wait for its slot."""
    earlier = timedelta(minutes=2)
    ApiCall.objects.filter(account=account).exclude(outcome="pending").update(
        started_at=F("started_at") - earlier, completed_at=F("completed_at") - earlier
    )


def pass_time(by: timedelta) -> None:
    """As if everything so far had been earlier by so much."""
    Operation.objects.filter(status="waiting").update(due_at=F("due_at") - by)
    Operation.objects.exclude(ended_at=None).update(ended_at=F("ended_at") - by)
    Reading.objects.update(not_before=F("not_before") - by, read_at=F("read_at") - by)
    Round.objects.update(started_at=F("started_at") - by)
    Domain.objects.update(created_at=F("created_at") - by, next_check_at=None)


def green(tenant: Tenant, witness: Witness, name: str | None = None) -> Domain:
    """A domain that receives and sends, and has done so for a day."""
    domain = a_domain(tenant, name, BOTH)
    serve(domain.account)
    witness.publish_all(domain)
    serve(domain.account)
    pass_time(LONG_AGO)
    domain = Domain.objects.select_related("account", "receiving__address", "sending").get(pk=domain.pk)
    assert (domain.receiving.state, domain.sending.state) == ("active", "verified")
    return domain


def run_round(account: Account, *, is_brake_lifted: bool = False) -> Round:
    """A whole round that was asked for, the ten minutes between two lists included."""
    round_ = begin(account, is_urgent=True, is_brake_lifted=is_brake_lifted)
    deadline = time.monotonic() + _PATIENCE
    while round_.status == Round.Status.READING:
        assert time.monotonic() < deadline, list(Operation.objects.filter(status="waiting").values())
        work(account)
        round_.refresh_from_db()
        pass_time(timedelta(minutes=10))
    return round_
