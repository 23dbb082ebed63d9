"""Which mail a domain takes and where it goes, until CloudMailin has the domain: there it can't be changed."""

from __future__ import annotations

from django.db import transaction

from cloudmailin.models import Account, Domain, ReceivingDomain
from cloudmailin.models.account import AddressPolicy
from cloudmailin.states import State
from tenants.audit import AuditAction, record
from tenants.models import User

_NOT_ASKED_FOR = frozenset({State.AWAITING_DNS, State.REJECTED})


class TooLate(Exception):
    """CloudMailin has the domain, or is being asked for it."""


def is_open(receiving: ReceivingDomain) -> bool:
    """Whether it can still be changed; afterwards the domain has to be removed and added again."""
    return receiving.state in _NOT_ASKED_FOR and not receiving.remote_id


def offers_targets(account: Account) -> bool:
    """Whether customers may give a domain a target of its own."""
    return account.domain_targets and account.address_policy == AddressPolicy.CUSTOMER


def own_target(receiving: ReceivingDomain) -> str:
    """The target to ask for, "" for the address's."""
    return receiving.domain_target if offers_targets(receiving.domain.account) else ""


def limit(domain: Domain, *, auth_regex: str, domain_target: str, actor: User | None = None) -> bool:
    """What is to be asked for once the domain is ready. False when that was wished for already. Raises TooLate."""
    with transaction.atomic():
        Domain.objects.select_for_update(of=("self",), no_key=True).get(pk=domain.pk)
        receiving = ReceivingDomain.objects.get(domain=domain)
        if not is_open(receiving):
            raise TooLate
        before = _told(receiving)
        receiving.auth_regex, receiving.domain_target = auth_regex, domain_target
        if before == _told(receiving):
            return False
        receiving.save(update_fields=["auth_regex", "domain_target"])
        record(
            AuditAction.RECEPTION_CHANGED, actor=actor, target=domain, before=before, after=_told(receiving)
        )
    return True


def _told(receiving: ReceivingDomain) -> dict[str, str]:
    return {"recipients": receiving.auth_regex, "target": receiving.domain_target}
