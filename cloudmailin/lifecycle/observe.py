"""DNS was looked at: keep what changed, and move what the findings decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from cloudmailin.dns.diagnosis import Finding as Seen
from cloudmailin.dns.diagnosis import FindingStatus
from cloudmailin.dns.records import Purpose
from cloudmailin.lifecycle import addresses, evidence
from cloudmailin.lifecycle.attach import request_sending
from cloudmailin.lifecycle.detach import remove
from cloudmailin.lifecycle.move import is_in, move
from cloudmailin.models import Domain, Finding, Operation, ReceivingDomain, SendingDomain
from cloudmailin.ownership.family import covering
from cloudmailin.ownership.rivals import is_received_elsewhere
from cloudmailin.ownership.watch import watch
from cloudmailin.queue import clock
from cloudmailin.queue.enqueue import enqueue
from cloudmailin.states import GOOD, State
from cloudmailin.steadiness import LEAVING_GOOD, RETURNING, Doubt, Patience, after

NEEDED: Mapping[str, tuple[Purpose, ...]] = {
    "receiving": (Purpose.MX,),
    "sending": (Purpose.RETURN_PATH, Purpose.DKIM),
}


def observe(domain: Domain, seen: Sequence[Seen]) -> None:
    """Take in the findings of one check. The domain's row must be locked by the caller's transaction."""
    now = clock.now()
    _keep(domain, seen, now)
    statuses = {finding.purpose: finding.status for finding in seen}
    token = next((finding for finding in seen if finding.purpose is Purpose.OWNERSHIP), None)
    if token:
        watch(domain, _stands(token.status), token.seen, now)
    elif above := covering(domain):
        watch(domain, True, [f"below {above.name}"], now)
    for attachment in domain.attachments:
        _follow(
            attachment,
            [statuses.get(purpose, FindingStatus.UNKNOWN) for purpose in NEEDED[attachment.use]],
            now,
        )


def _stands(status: FindingStatus) -> bool | None:
    return None if status is FindingStatus.UNKNOWN else status is FindingStatus.OK


def _keep(domain: Domain, seen: Sequence[Seen], now: datetime) -> None:
    """Write findings only when they changed; a look that learned nothing does not erase what was right."""
    known = {finding.purpose: finding for finding in Finding.objects.filter(domain=domain)}
    for finding in seen:
        row = known.get(finding.purpose) or Finding(
            tenant_id=domain.tenant_id, domain=domain, purpose=finding.purpose
        )
        verdict = {
            "status": finding.status.value,
            "code": finding.code,
            "seen": list(finding.seen),
            "detail": dict(finding.detail),
            "is_indirect": finding.is_indirect,
        }
        visible_at = now + timedelta(seconds=finding.hidden_seconds) if finding.hidden_seconds else None
        learned_nothing = finding.status is FindingStatus.UNKNOWN and row.status == FindingStatus.OK
        changed = any(getattr(row, field) != value for field, value in verdict.items())
        if not learned_nothing and (changed or _differs(row.visible_at, visible_at)):
            for field, value in verdict.items():
                setattr(row, field, value)
            row.changed_at = now if changed else row.changed_at
            row.visible_at = visible_at
            row.exchanges = evidence.kept(finding.exchanges)
            row.save()


def _differs(known: datetime | None, now_said: datetime | None) -> bool:
    """Caches count in seconds, and several of them not alike; people count in minutes."""
    if known is None or now_said is None:
        return known is not now_said
    return abs(known - now_said) > timedelta(minutes=1)


def _follow(
    attachment: ReceivingDomain | SendingDomain, statuses: Sequence[FindingStatus], now: datetime
) -> None:
    if isinstance(attachment, SendingDomain) and is_in(attachment, State.REQUESTED):
        request_sending(attachment)  # what stood in its way may have gone
    elif is_in(attachment, State.RELEASING):
        _let_go(attachment, statuses[0], now)
    elif all(status is FindingStatus.OK for status in statuses):
        _right(attachment, now)
    elif any(status not in (FindingStatus.OK, FindingStatus.UNKNOWN) for status in statuses):
        _wrong(attachment, now)


def _right(attachment: ReceivingDomain | SendingDomain, now: datetime) -> None:
    """The records are right: spend a call where one is due, or return to the good state without one."""
    if is_in(attachment, State.AWAITING_DNS) and attachment.domain.proven_at:
        _ask_cloudmailin(attachment)
    elif is_in(attachment, State.DEGRADED):
        good = State.ACTIVE if isinstance(attachment, ReceivingDomain) else State.VERIFIED
        _doubt(attachment, good, RETURNING, now)
    elif is_in(attachment, *GOOD):
        _confirm(attachment)


def _wrong(attachment: ReceivingDomain | SendingDomain, now: datetime) -> None:
    """A definitive miss: stop asking CloudMailin; leave a good state only when it lasts."""
    if is_in(attachment, State.VERIFYING):
        move(attachment, State.AWAITING_DNS)
    elif is_in(attachment, *GOOD):
        _doubt(attachment, State.DEGRADED, LEAVING_GOOD, now)
    elif is_in(attachment, State.DEGRADED):
        _confirm(attachment)


def _let_go(receiving: ReceivingDomain | SendingDomain, mx: FindingStatus, now: datetime) -> None:
    """No MX record leads here any more, in several looks: nobody's mail is lost with it."""
    left = mx in (FindingStatus.MISSING, FindingStatus.WRONG)
    doubt = after(receiving.doubt, contradicts=None if mx is FindingStatus.UNKNOWN else left, now=now)
    if RETURNING.is_over(doubt, now):
        remove(receiving)
    else:
        _keep_doubt(receiving, doubt)


def _doubt(
    attachment: ReceivingDomain | SendingDomain, other: State, patience: Patience, now: datetime
) -> None:
    """One more look speaks for the other state."""
    doubt = after(attachment.doubt, contradicts=True, now=now)
    if patience.is_over(doubt, now):
        move(attachment, other)
    else:
        _keep_doubt(attachment, doubt)


def _confirm(attachment: ReceivingDomain | SendingDomain) -> None:
    if attachment.doubt.looks:
        _keep_doubt(attachment, Doubt())


def _keep_doubt(attachment: ReceivingDomain | SendingDomain, doubt: Doubt) -> None:
    attachment.contrary_looks, attachment.contrary_since = doubt.looks, doubt.since
    attachment.save(update_fields=["contrary_looks", "contrary_since"])


def _ask_cloudmailin(attachment: ReceivingDomain | SendingDomain) -> None:
    """Records right and name proven. An address is made on first need, and before its first domain."""
    if isinstance(attachment, SendingDomain):
        if move(attachment, State.VERIFYING):
            enqueue(Operation.Kind.VERIFY_SENDING, attachment.pk, attachment.domain)
        return
    if is_received_elsewhere(attachment.domain):
        return
    addresses.share(attachment.address)
    if addresses.is_leaving(attachment.address):
        return
    if attachment.address.remote_id:
        if move(attachment, State.PROVISIONING):
            enqueue(Operation.Kind.CREATE_RECEIVING, attachment.pk, attachment.domain)
    elif addresses.is_ready(attachment.address):
        enqueue(Operation.Kind.CREATE_ADDRESS, attachment.address_id, attachment.domain)
