"""The judge: what must be so when all is calm. Each sentence that is found says what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Max, QuerySet

from cloudmailin.models import Account, Address, ApiCall, Domain, Operation, ReceivingDomain, SendingDomain
from tests.faults.chaos.arrivals import Arrival, by_account
from tests.faults.chaos.life import is_settled
from tests.faults.chaos.load import LIVE
from tests.faults.chaos.plan import End, Wish

Objects = dict[str, list[dict[str, Any]]]
Intents = Sequence[tuple[Wish, int]]


def broken(intents: Intents, objects: Objects, arrivals: Sequence[Arrival]) -> list[str]:
    """Every invariant that does not hold. Must be called across tenants."""
    return [
        *_stuck(),
        *_ledger(arrivals),
        *_states(intents),
        *_doubled(objects),
        *_unlike_the_ledger(objects),
    ]


def _stuck() -> Iterator[str]:
    for one in Operation.objects.filter(status__in=[*LIVE, Operation.Status.FAILED]):
        yield f"operation {one.pk} ({one}) is {one.status} after {one.attempts} attempts: {one.outcome}"
    for account in Account.objects.exclude(circuit_opened_at=None):
        yield f"account {account.pk} is stopped: {account.circuit_reason}"


def _ledger(arrivals: Sequence[Arrival]) -> Iterator[str]:
    """Each claim raises the fence by one and writes one call; a call that arrived has been written before."""
    for call in ApiCall.objects.filter(outcome=ApiCall.Outcome.PENDING).select_related("operation"):
        yield f"call {call.pk} ({call}) is pending"
    arrived = by_account(arrivals)
    numbered = ApiCall.objects.order_by().values_list("account__pk", "account__fence", "account__remote_id")
    for pk, fence, remote_id, written, last in numbered.annotate(Count("pk"), Max("fence")):
        if not fence == written == last:
            yield f"account {pk}: fence {fence}, {written} calls, the last is {last}"
        if arrived[remote_id] > written:
            yield f"account {pk}: {arrived[remote_id]} calls arrived, {written} are written"


def _states(intents: Intents) -> Iterator[str]:
    """Lost: a wish that was not fulfilled."""
    for wish, tenant in intents:
        of_name = Domain.objects.filter(tenant=tenant, name=wish.name).select_related("receiving", "sending")
        there = list(of_name.filter(removed_at=None))
        if wish.end is not End.STAYS and there:
            yield f"{wish.name} was taken away and is still there"
        if wish.end is End.STAYS and not (len(there) == 1 and is_settled(wish, there[0])):
            states = [(one.use.value, one.state) for each in there for one in each.attachments]
            yield f"{wish.name} stays (published: {wish.is_published}) and is {states}"
        if not wish.returns and of_name.count() != 1:
            yield f"{wish.name} has {of_name.count()} rows"


def _doubled(objects: Objects) -> Iterator[str]:
    shelves = (("sending_domains", "domain"), ("custom_domains", "domain"), ("addresses", "nickname"))
    for shelf, name in shelves:
        count = Counter(thing[name] for thing in objects[shelf])
        yield from (f"{shelf} has {many} times {what}" for what, many in count.items() if many > 1)


def _unlike_the_ledger(objects: Objects) -> Iterator[str]:
    """What is at CloudMailin and what our rows say, object by object."""
    believed: dict[str, QuerySet[Any]] = {
        "addresses": Address.objects.all(),
        "custom_domains": ReceivingDomain.objects.all(),
        "sending_domains": SendingDomain.objects.all(),
    }
    for shelf, rows in believed.items():
        ours = set(rows.exclude(remote_id="").values_list("remote_id", flat=True))
        theirs = {thing["id"]: thing.get("domain") or thing.get("nickname") for thing in objects[shelf]}
        yield from (f"{shelf}: {id_} is ours, and not there" for id_ in ours - theirs.keys())
        yield from (
            f"{shelf}: {id_} ({name}) is there, and nobody's"
            for id_, name in theirs.items()
            if id_ not in ours
        )
