"""What each kind of operation asks of CloudMailin, as calls on plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cloudmailin.client.client import Client
from cloudmailin.client.resources import Resource


@dataclass(frozen=True, slots=True)
class Wish:
    """The values that the calls are made from; each kind uses some."""

    name: str = ""
    remote_id: str = ""
    address_id: str = ""
    target: str = ""
    nickname: str = ""


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


KINDS: Mapping[str, Kind] = {
    "create_address": Kind(
        make=lambda client, wish: client.create_address(
            target=wish.target, target_format="json+n", nickname=wish.nickname
        ),
        find=_find_address,
    ),
    "create_receiving": Kind(
        make=lambda client, wish: client.create_custom_domain(address_id=wish.address_id, domain=wish.name),
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
