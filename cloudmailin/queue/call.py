"""Call: the one door to CloudMailin, outside any transaction."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import cast

from cloudmailin.client.client import Client, TargetFormat
from cloudmailin.client.errors import ApiError, Unavailable
from cloudmailin.client.resources import Resource
from cloudmailin.lifecycle.settle import target_of
from cloudmailin.models import Address, Operation, ReceivingDomain, SendingDomain
from cloudmailin.queue.claim import Claim
from cloudmailin.queue.kinds import KINDS, Wish
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


Outcome = Made | NotThere | ApiError


def call(claim: Claim) -> Outcome:
    """Make the claimed operation's call. Never raises for what CloudMailin or the network does."""
    with across_tenants():
        operation = Operation.objects.select_related("account").get(pk=claim.operation_id)
        wish = _wish(target_of(operation))
    kind, account = KINDS[operation.kind], operation.account
    client = Client(account.base_url, account.remote_id, account.api_key)
    if time.monotonic() > claim.send_before:
        return Unavailable("The worker was held up for too long before it could send this.")
    try:
        if operation.look_first and kind.find:
            found = kind.find(client, wish)
            return Made(found) if found else NotThere()
        return Made(kind.make(client, wish), wish.revision)
    except ApiError as error:
        return error


def _wish(target: Address | ReceivingDomain | SendingDomain) -> Wish:
    match target:
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
                name=target.domain.name, remote_id=target.remote_id, address_id=target.address.remote_id
            )
        case SendingDomain():
            return Wish(name=target.domain.name, remote_id=target.remote_id)
