"""Whether a sending domain's records are in the DNS, as CloudMailin's documentation asks for them."""

from __future__ import annotations

from collections.abc import Iterator

from .dkim import same_key
from .lookup import Lookup
from .objects import REQUIRED_CNAME, SendingDomain


async def return_path_is_published(domain: SendingDomain, lookup: Lookup) -> bool:
    """The CNAME at the MTA domain; bounces and SPF both come with it."""
    return await lookup.alias(domain.mta_domain) == REQUIRED_CNAME


async def dkim_is_published(domain: SendingDomain, lookup: Lookup) -> bool:
    """A CNAME to the key at CloudMailin, or the key itself, on the sending domain or on its parent."""
    for name in _dkim_names(domain):
        if await lookup.alias(name) == domain.hosted_dkim:
            return True
        if any(same_key(text, domain.dkim_public_record) for text in await lookup.texts(name)):
            return True
    return False


def _dkim_names(domain: SendingDomain) -> Iterator[str]:
    parent = domain.domain.partition(".")[2]
    yield f"{domain.dkim_selector}._domainkey.{domain.domain}"
    if "." in parent:
        yield f"{domain.dkim_selector}._domainkey.{parent}"
