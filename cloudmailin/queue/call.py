"""Call: the one door to CloudMailin, outside any transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast

from structlog.contextvars import bound_contextvars

from cloudmailin.client.client import Client, TargetFormat
from cloudmailin.client.errors import ApiError
from cloudmailin.client.exchanges import Exchange
from cloudmailin.client.messages import Message, Outbox
from cloudmailin.client.resources import Resource
from cloudmailin.delivery_log.keep import active
from cloudmailin.delivery_log.query import query
from cloudmailin.lifecycle.reception import own_target
from cloudmailin.lifecycle.settle import target_of
from cloudmailin.models import (
    Address,
    ApiCall,
    Operation,
    Reading,
    ReceivingDomain,
    SendingDomain,
    TrialMessage,
)
from cloudmailin.models.operation import BESIDE, READS
from cloudmailin.queue.claim import Claim
from cloudmailin.queue.kinds import KINDS, READINGS, Wish
from tenants import origin
from tenants.scoping import across_tenants


@dataclass(frozen=True, slots=True)
class Made:
    """The thing is done; `resource` is CloudMailin's answer, where it has a body.

    `revision`: of the values that were sent, for what can be changed meanwhile.
    """

    resource: Resource | None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class NotThere:
    """A look found nothing: the earlier attempt did not arrive."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Reconciliation has read what is there, as CloudMailin tells of it."""

    found: tuple[dict[str, Any], ...] = ()


Outcome = Made | NotThere | Seen | ApiError


def call(claim: Claim) -> Outcome:
    """Make the claimed operation's call. Never raises for what CloudMailin or the network does."""
    with across_tenants():
        operation = Operation.objects.select_related("account__brand").get(pk=claim.operation_id)
        wish = _wish(_target(operation), operation)
    heard: list[Exchange] = []
    with _logged_as(operation):
        outcome = _made(operation, wish, claim.send_before, heard.append)
    _write_down(operation, claim, heard)
    return outcome


def _write_down(operation: Operation, claim: Claim, heard: Sequence[Exchange]) -> None:
    """For staff who look for the reason. What lists and mail say is of many people, and is kept elsewhere or not at all."""
    if not heard:
        return
    answered = "" if operation.kind in READS | BESIDE else heard[-1].answered
    with across_tenants():
        ApiCall.objects.filter(operation=operation, fence=claim.fence).update(
            asked=heard[-1].asked, answered=answered
        )


@contextmanager
def _logged_as(operation: Operation) -> Iterator[None]:
    """Whoever serves an operation may serve anybody's: the lines say whose it is, and which request asked for it."""
    whose = {"operation": operation.pk, "brand": operation.account.brand.slug, "tenant": operation.tenant_id}
    asked = replace(origin.current(), request_id=operation.request_id or origin.current().request_id)
    with bound_contextvars(**whose), origin.opened(asked):
        yield


def _made(operation: Operation, wish: Wish, send_before: float, heard: Callable[[Exchange], None]) -> Outcome:
    account = operation.account
    client = Client(
        account.base_url, account.remote_id, account.api_key, send_before=send_before, heard=heard
    )
    try:
        if wish.message:
            outbox = Outbox(
                account.base_url, account.smtp_username, account.smtp_token, send_before=send_before
            )
            return Made(outbox.send(wish.message))
        if read := READINGS.get(operation.kind):
            return Seen(tuple(one.model_dump(mode="json") for one in read(client, wish)))
        kind = KINDS[operation.kind]
        if operation.look_first and kind.find:
            found = kind.find(client, wish)
            return Made(found) if found else NotThere()
        return Made(kind.make(client, wish), wish.revision)
    except ApiError as error:
        return error


def _target(operation: Operation) -> Address | ReceivingDomain | SendingDomain | Reading | TrialMessage:
    if operation.kind in READS:
        return Reading.objects.get(pk=operation.target_id)
    return target_of(operation)


def _wish(
    target: Address | ReceivingDomain | SendingDomain | Reading | TrialMessage, operation: Operation
) -> Wish:
    match target:
        case TrialMessage():
            return Wish(
                message=Message(
                    sender=target.sender,
                    to=target.recipient,
                    subject=target.subject,
                    plain=target.body,
                    tags=["test"],
                )
            )
        case Address() if operation.kind == Operation.Kind.LIST_INCOMING:
            names = active(target) if target.is_shared else ()
            page = target.log_page if target.log_page > 1 else None
            return Wish(address_id=target.remote_id, query=query(names), page=page)
        case Reading():
            return Wish(
                name=target.name,
                remote_id=target.remote_id,
                address_id=target.of,
                page=target.page if target.page > 1 else None,
            )
        case Address():
            return Wish(
                remote_id=target.remote_id,
                target=target.target,
                target_format=cast(TargetFormat, target.target_format),
                auth_header=target.auth_header,
                nickname=target.nickname,
                revision=target.revision,
            )
        case ReceivingDomain():
            return Wish(
                name=target.domain.name,
                remote_id=target.remote_id,
                address_id=target.address.remote_id,
                auth_regex=target.auth_regex,
                domain_target=own_target(target),
            )
        case SendingDomain():
            return Wish(name=target.domain.name, remote_id=target.remote_id)
