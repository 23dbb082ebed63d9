"""Keep what CloudMailin listed, for the tenant that asked: rows of its own names and of nobody else's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any
from unicodedata import category

from cloudmailin.delivery_log.outcomes import outcome
from cloudmailin.models import Address, Domain, IncomingStatus, Operation
from cloudmailin.queue import clock
from cloudmailin.queue.enqueue import enqueue
from cloudmailin.queue.order import Rank
from tenants import names
from tenants.scoping import within

MOST_PAGES = 5
"""So many calls one look may take; what came in faster than that is not in the log."""


def keep(address_id: int, found: Sequence[Mapping[str, Any]]) -> int:
    """Write down what is new, in settle's transaction, and ask for the next page while all of one may be new.

    How many rows were the tenant's. Safe to repeat.
    """
    address = Address.objects.select_related("tenant").get(pk=address_id)
    with within(address.tenant):
        rows = list(_rows(address, found))
        goes_on = bool(rows) and address.log_page < MOST_PAGES and not _is_known(_oldest(rows))
        IncomingStatus.objects.bulk_create(rows, ignore_conflicts=True)
        if goes_on:
            Address.objects.filter(pk=address.pk).update(log_page=address.log_page + 1)
            enqueue(Operation.Kind.LIST_INCOMING, address.pk, address, Rank.REFRESH)
        else:
            Address.objects.filter(pk=address.pk).update(log_page=1, log_read_at=clock.now())
    return len(rows)


def _oldest(rows: Sequence[IncomingStatus]) -> IncomingStatus:
    return min(rows, key=attrgetter("at"))


def _is_known(row: IncomingStatus) -> bool:
    """The list has the newest first, so that everything behind a row that is known is known as well."""
    return IncomingStatus.objects.filter(key=row.key).exists()


def active(address: Address) -> dict[str, Domain]:
    """The names that receive through the address now, proven to be the tenant's."""
    own = Domain.objects.filter(
        tenant=address.tenant_id,
        receiving__address=address,
        removed_at=None,
        proven_at__isnull=False,
    )
    return {domain.name: domain for domain in own}


def _rows(address: Address, found: Sequence[Mapping[str, Any]]) -> Iterator[IncomingStatus]:
    mine = active(address)
    for said in found:
        recipient, at = _text(said.get("to"), 320), _moment(said.get("created_at"))
        domain = _domain_of(recipient, mine)
        # What came before the proof is of whoever had the name before.
        if domain and domain.proven_at and at and at >= domain.proven_at:
            yield _row(address, domain, recipient, at, said)


def _row(
    address: Address, domain: Domain, recipient: str, at: datetime, said: Mapping[str, Any]
) -> IncomingStatus:
    status, message_id = _text(said.get("status"), 40), _text(said.get("message_id"), 500)
    identity = "\0".join((message_id, recipient, status, at.isoformat()))
    return IncomingStatus(
        tenant_id=address.tenant_id,
        account_id=address.account_id,
        domain=domain,
        key=sha256(identity.encode()).hexdigest(),
        message_id=message_id,
        recipient=recipient,
        sender=_text(said.get("sender"), 320),
        subject=_text(said.get("subject"), 500),
        status=status,
        outcome=outcome(status),
        tls=_text(said.get("tls"), 60),
        at=at,
    )


def _domain_of(recipient: str, mine: Mapping[str, Domain]) -> Domain | None:
    """By the recipient's domain, itself or under a star; None for one that is not among `mine`."""
    local, _, typed = recipient.rpartition("@")
    try:
        name = typed.lower().rstrip(".") if typed.isascii() else names.parse(typed, allow_test=True)
    except names.InvalidName:
        return None
    if not local:
        return None
    return mine.get(name) or mine.get(f"*.{name.partition('.')[2]}")


def _text(said: object, longest: int) -> str:
    """As PostgreSQL can store it, and a page show it: strangers have written it."""
    text = said if isinstance(said, str) else ""
    clean = "".join(" " if category(each) in ("Cc", "Cs") else each for each in text)
    return " ".join(clean.split())[:longest]


def _moment(said: object) -> datetime | None:
    if not isinstance(said, str):
        return None
    at = datetime.fromisoformat(said)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
