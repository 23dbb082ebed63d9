"""What CloudMailin's webhook says of messages: kept for the pages where it is of a test message, and never believed.

Documented: `{"events": [{"kind", "recipient", "message_id", "details"}]}`. It carries no time and no id, so an
event is known again by all that it says; and there is no signature, so it moves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from unicodedata import category

from django.db import transaction

from cloudmailin.models import Account, MessageEvent, Operation, TrialMessage
from cloudmailin.queue import clock
from tenants.scoping import across_tenants

MOST_EVENTS = 500


class Unreadable(ValueError):
    """The body is not what is documented."""


@dataclass(frozen=True, slots=True)
class Told:
    kind: str
    recipient: str
    message_id: str
    detail: str
    key: str


def read(body: bytes) -> list[Told]:
    """At most MOST_EVENTS events. Raises Unreadable."""
    try:
        events = json.loads(body)["events"]
        return [_told(event) for event in events[:MOST_EVENTS]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Unreadable from None


def keep(account: Account, told: list[Told]) -> int:
    """Write down what is of a test message of the account; how many events that were. Safe to repeat.

    The account's row is locked as it is while a call is settled: an event is either before the moment at which
    the message's id becomes known, and claimed then, or after it.
    """
    with across_tenants(), transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        rows = list(_rows(account, told))
        MessageEvent.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _rows(account: Account, told: list[Told]) -> Iterator[MessageEvent]:
    ids = {each.message_id for each in told}
    known = TrialMessage.objects.filter(account=account, remote_id__in=ids)
    trials = {trial.remote_id: trial for trial in known}
    is_sending = Operation.objects.filter(
        account=account, kind=Operation.Kind.SEND_TRIAL, status=Operation.Status.RUNNING
    ).exists()
    now = clock.now()
    for each in told:
        trial = trials.get(each.message_id)
        if trial or is_sending:
            yield MessageEvent(
                tenant_id=trial.tenant_id if trial else None,
                account=account,
                trial=trial,
                message_id=each.message_id,
                key=each.key,
                kind=each.kind,
                recipient=each.recipient,
                detail=each.detail,
                at=now,
            )


def _told(event: Mapping[str, Any]) -> Told:
    whole = json.dumps(event, sort_keys=True, ensure_ascii=True)
    message_id = _text(event["message_id"], 64)
    if not message_id:
        raise ValueError
    return Told(
        kind=_text(event["kind"], 30),
        recipient=_text(event.get("recipient"), 320),
        message_id=message_id,
        detail=_detail(event.get("details")),
        key=sha256(whole.encode()).hexdigest(),
    )


def _detail(details: object) -> str:
    """What the other side's server said, where it did."""
    if not isinstance(details, Mapping):
        return ""
    parts = [details.get(name) for name in ("code", "message")]
    return _text(" ".join(str(part) for part in parts if isinstance(part, int | str)), 300)


def _text(said: object, longest: int) -> str:
    text = said if isinstance(said, str) else ""
    clean = "".join(" " if category(each) in ("Cc", "Cs") else each for each in text)
    return " ".join(clean.split())[:longest]
