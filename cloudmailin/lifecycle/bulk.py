"""Add many domains: first a verdict for each line, then, once confirmed, the work, a few at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.dispatch import receiver

from cloudmailin.lifecycle.attach import (
    MOST_UNPROVEN_IN_BULK,
    AlreadyAttached,
    BeingRemoved,
    LimitReached,
    TooManyUnproven,
    attach,
    left,
)
from cloudmailin.models import Domain
from cloudmailin.models.bulk import TO_DO, BulkAddition, BulkLine, Verdict
from cloudmailin.ownership.rules import OPEN
from cloudmailin.queue import bell, clock
from cloudmailin.states import State, Use
from tenants import names
from tenants.brands import is_reserved
from tenants.erasure import tenant_erased
from tenants.models import Tenant, User
from tenants.names import DomainName, InvalidName
from tenants.scoping import across_tenants, within

log = logging.getLogger(__name__)

BATCH = 10
"""Domains added in one go; then the page has news, and other work its turn."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of the list: what was typed, and what for."""

    typed: str
    uses: frozenset[Use]


@dataclass(frozen=True, slots=True)
class Judged:
    """`detail` is a sentence about a name that can't be added, "" where the verdict says it all."""

    wanted: Wanted
    name: str
    uses: frozenset[Use]
    verdict: Verdict
    detail: str = ""
    there: Domain | None = None


def draft(tenant: Tenant, wanted: Sequence[Wanted], *, actor: User | None) -> BulkAddition:
    """Keep the list with a verdict for each line; nothing is added yet."""
    with transaction.atomic():
        addition = BulkAddition.objects.create(tenant=tenant, created_by=actor, created_at=clock.now())
        lines = [_line(addition, number, each) for number, each in enumerate(judged(tenant, wanted), start=1)]
        BulkLine.objects.bulk_create(lines)
    return addition


def judged(tenant: Tenant, wanted: Sequence[Wanted]) -> Iterator[Judged]:
    """Each line with what would become of it now; the order decides which of two like ones is the second."""
    read = [_read(each) for each in wanted]
    domains = Domain.objects.filter(tenant=tenant, removed_at=None).select_related("receiving", "sending")
    there = {domain.name: domain for domain in domains.filter(name__in={each.name for each in read})}
    unproven = Domain.objects.filter(tenant=tenant, removed_at=None, proven_at=None).count()
    new, most_new, seen = 0, left(tenant), set[str]()
    for each in read:
        verdict = _compared(each, there.get(each.name), seen)
        new += verdict.verdict == Verdict.NEW
        seen.add(each.name)
        yield _within(verdict, unproven + new, is_full=most_new is not None and new > most_new)


def _read(wanted: Wanted) -> Judged:
    """What was typed, as a name; where a whole web or mail address was typed, the domain in it."""
    name, detail = _understood(wanted.typed)
    if name is None:
        return Judged(wanted, "", wanted.uses, Verdict.INVALID, detail)
    if is_reserved(names.base(name)):
        return Judged(wanted, name, wanted.uses, Verdict.RESERVED)
    uses = wanted.uses - {Use.SENDING} if names.is_wildcard(name) else wanted.uses
    if not uses:
        return Judged(wanted, name, wanted.uses, Verdict.STAR)
    return Judged(wanted, name, uses, Verdict.NEW)


def _understood(typed: str) -> tuple[DomainName | None, str]:
    try:
        return names.parse(typed, allow_test=settings.ALLOW_TEST_DOMAINS, allow_wildcard=True), ""
    except InvalidName as error:
        return error.suggestion, str(error.message)


def _compared(line: Judged, there: Domain | None, seen: set[str]) -> Judged:
    if line.verdict != Verdict.NEW:
        return line
    if line.name in seen:
        return replace(line, verdict=Verdict.TWICE)
    if there is None:
        return line
    missing = line.uses - {one.use for one in there.attachments}
    if there.claim not in OPEN or any(one.state == State.REMOVING for one in there.attachments):
        return replace(line, verdict=Verdict.LEAVING, there=there)
    return replace(
        line, verdict=Verdict.MORE if missing else Verdict.THERE, uses=missing or line.uses, there=there
    )


def _within(line: Judged, unproven: int, *, is_full: bool) -> Judged:
    """Unless it is one more than may wait for their proof, or than the tenant may have at all."""
    if line.verdict != Verdict.NEW or (unproven <= MOST_UNPROVEN_IN_BULK and not is_full):
        return line
    return replace(line, verdict=Verdict.FULL if is_full else Verdict.TOO_MANY)


def _line(addition: BulkAddition, number: int, judged: Judged) -> BulkLine:
    return BulkLine(
        tenant=addition.tenant,
        addition=addition,
        number=number,
        typed=judged.wanted.typed[:300],
        name=judged.name,
        receives=Use.RECEIVING in judged.uses,
        sends=Use.SENDING in judged.uses,
        verdict=judged.verdict,
        detail=judged.detail[:300],
        domain_id_of_page=judged.there.public_id if judged.there else None,
    )


def confirm(addition: BulkAddition) -> bool:
    """Begin; False when that has happened already."""
    with transaction.atomic():
        begun = BulkAddition.objects.filter(pk=addition.pk, confirmed_at=None).update(
            confirmed_at=clock.now()
        )
        bell.ring_for_list()
    return bool(begun)


def work() -> bool:
    """Add a batch of the list that has waited longest; whether there was anything to do that nobody else is at.

    Each line is a transaction of its own: killed anywhere, none is lost and none is added twice.
    """
    with across_tenants():
        waiting = BulkAddition.objects.filter(confirmed_at__isnull=False, finished_at=None)
        addition = waiting.select_related("tenant", "created_by").order_by("confirmed_at").first()
        if addition is None:
            return False
    with within(addition.tenant):
        added = sum(1 for _ in range(BATCH) if _add_next(addition))
        return _finish(addition) or added > 0


def _add_next(addition: BulkAddition) -> bool:
    """The next line that nobody else is at."""
    with transaction.atomic():
        lines = BulkLine.objects.filter(addition=addition, verdict__in=TO_DO)
        line = lines.select_for_update(of=("self",), skip_locked=True).first()
        if line is None:
            return False
        _settle(line, addition)
    return True


def _settle(line: BulkLine, addition: BulkAddition) -> None:
    uses = {use for use, wanted in ((Use.RECEIVING, line.receives), (Use.SENDING, line.sends)) if wanted}
    try:
        with transaction.atomic():
            domain = attach(
                addition.tenant, DomainName(line.name), uses, actor=addition.created_by, in_bulk=True
            )
        line.verdict, line.domain_id_of_page = Verdict.ADDED, domain.public_id
    except BeingRemoved as error:
        line.verdict, line.domain_id_of_page = Verdict.LEAVING, error.domain.public_id
    except AlreadyAttached as error:
        line.verdict, line.domain_id_of_page = Verdict.THERE, error.domain.public_id
    except TooManyUnproven:
        line.verdict = Verdict.TOO_MANY
    except LimitReached:
        line.verdict = Verdict.FULL
    except Exception:
        log.exception("Line %s of list %s could not be added.", line.number, addition.pk)
        line.verdict = Verdict.FAILED
    line.save(update_fields=["verdict", "domain_id_of_page"])


def _finish(addition: BulkAddition) -> bool:
    """Once no line is left, also none that another worker is at."""
    if BulkLine.objects.filter(addition=addition, verdict__in=TO_DO).exists():
        return False
    ended = BulkAddition.objects.filter(pk=addition.pk, finished_at=None).update(finished_at=clock.now())
    return bool(ended)


@receiver(tenant_erased)
def _forget_lists(tenant: Tenant, **_: object) -> None:
    BulkAddition.objects.filter(tenant=tenant).delete()
