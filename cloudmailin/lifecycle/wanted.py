"""The DNS records that a domain needs, from what is attached to it."""

from __future__ import annotations

from collections.abc import Iterator

from cloudmailin.dns import records
from cloudmailin.dns.records import OwnNames, RecordSet, SendingNames
from cloudmailin.lifecycle.move import is_in
from cloudmailin.models import Domain
from cloudmailin.ownership.family import covering
from cloudmailin.ownership.rules import OPEN
from cloudmailin.states import LEAVING
from tenants import names
from tenants.models import Brand
from tenants.names import DomainName


def record_sets(domain: Domain) -> tuple[RecordSet, ...]:
    """In the order of the page: the proof, then receiving, then sending once its names are known.

    Of a name that was given up all that its customer may have published, until it is gone.
    """
    return tuple(_sets(domain, DomainName(domain.name)))


def _sets(domain: Domain, name: DomainName) -> Iterator[RecordSet]:
    if covering(domain) is None:
        yield records.ownership(names.base(name), domain.tenant.brand.proof_label, domain.token)
    receiving, sending = getattr(domain, "receiving", None), getattr(domain, "sending", None)
    own = own_names(domain.tenant.brand)
    given_up = domain.claim not in OPEN
    if receiving and (given_up or not is_in(receiving, *LEAVING)):
        yield records.receiving(name, own)
    if sending and sending.dkim_selector and (given_up or not is_in(sending, *LEAVING)):
        yield from records.sending(
            SendingNames(
                domain=name,
                mta_domain=DomainName(sending.mta_domain),
                required_cname=sending.required_cname,
                dkim_selector=sending.dkim_selector,
                dkim_domain=sending.dkim_domain,
                dkim_public_record=sending.dkim_public_record,
            ),
            own,
        )


def own_names(brand: Brand) -> OwnNames:
    return OwnNames(tuple(brand.mx_hosts), brand.return_path_host, brand.dkim_suffix)
