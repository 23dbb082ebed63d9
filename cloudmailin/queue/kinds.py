"""What each kind of operation asks of CloudMailin, as calls on plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cloudmailin.client.client import Client, CustomDomainFields, TargetFormat
from cloudmailin.client.messages import Message
from cloudmailin.client.resources import IncomingStatus, Resource


@dataclass(frozen=True, slots=True)
class Wish:
    """The values that the calls are made from; each kind uses some. `page`: None for the first.

    A `message` goes out with the outbound account's credentials, and by the account's budget all the same:
    whether CloudMailin's limit counts these calls is unknown, and careful is to think so.
    """

    name: str = ""
    remote_id: str = ""
    address_id: str = ""
    target: str = ""
    target_format: TargetFormat = "json+n"
    auth_header: str = field(default="", repr=False)
    nickname: str = ""
    auth_regex: str = ""
    domain_target: str = ""
    revision: int = 0
    page: int | None = None
    query: str | None = None
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`make` does the thing. `find` reads whether it was done, for kinds that must not be done twice."""

    make: Callable[[Client, Wish], Resource | None]
    find: Callable[[Client, Wish], Resource | None] | None = None


def _find_address(client: Client, wish: Wish) -> Resource | None:
    return next((one for one in client.addresses() if one.nickname == wish.nickname), None)


def _find_receiving(client: Client, wish: Wish) -> Resource | None:
    found = client.custom_domains(address_id=wish.address_id)
    return next((one for one in found if one.domain.lower() == wish.name), None)


def _find_sending(client: Client, wish: Wish) -> Resource | None:
    found = client.sending_domains(query=wish.name)
    return next((one for one in found if one.domain.lower() == wish.name), None)


def _create_address(client: Client, wish: Wish) -> Resource:
    return client.create_address(
        target=wish.target,
        target_format=wish.target_format,
        auth_header=wish.auth_header,
        nickname=wish.nickname,
    )


def _change_address(client: Client, wish: Wish) -> Resource:
    """The whole of what is wished for, so that it may be sent twice; an empty header removes the one there is."""
    return client.change_address(
        wish.remote_id,
        target=wish.target,
        target_format=wish.target_format,
        auth_header=wish.auth_header,
    )


def _create_receiving(client: Client, wish: Wish) -> Resource:
    """What is not wished for is left out: not every account may even name a target of a domain's own."""
    more: CustomDomainFields = {}
    if wish.auth_regex:
        more["auth_regex"] = wish.auth_regex
    if wish.domain_target:
        more["domain_target"] = wish.domain_target
    return client.create_custom_domain(address_id=wish.address_id, domain=wish.name, **more)


KINDS: Mapping[str, Kind] = {
    "create_address": Kind(make=_create_address, find=_find_address),
    "change_address": Kind(make=_change_address),
    "delete_address": Kind(make=lambda client, wish: client.delete_address(wish.remote_id)),
    "create_receiving": Kind(
        make=_create_receiving,
        find=_find_receiving,
    ),
    "delete_receiving": Kind(
        make=lambda client, wish: client.delete_custom_domain(wish.remote_id, address_id=wish.address_id)
    ),
    "create_sending": Kind(
        make=lambda client, wish: client.create_sending_domain(domain=wish.name),
        find=_find_sending,
    ),
    "verify_sending": Kind(make=lambda client, wish: client.verify_sending_domain(wish.remote_id)),
    "delete_sending": Kind(make=lambda client, wish: client.delete_sending_domain(wish.remote_id)),
}

READINGS: Mapping[str, Callable[[Client, Wish], Sequence[Resource | IncomingStatus]]] = {
    "list_incoming": lambda client, wish: client.incoming_statuses(
        address_id=wish.address_id, query=wish.query, page=wish.page
    ),
    "list_addresses": lambda client, _: client.addresses(),
    "list_receiving": lambda client, wish: client.custom_domains(address_id=wish.address_id, page=wish.page),
    "list_sending": lambda client, wish: client.sending_domains(page=wish.page),
    "find_sending": lambda client, wish: client.sending_domains(query=wish.name),
    "get_address": lambda client, wish: [client.address(wish.remote_id)],
    "get_sending": lambda client, wish: [client.sending_domain(wish.remote_id)],
}
"""What reconciliation and the delivery log read. A 404 says that nothing is there."""
