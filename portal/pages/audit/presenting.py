"""An entry of the audit as a customer reads it: in words, without the names of staff or of the service behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal import audit_words
from portal.words import Text
from tenants import names
from tenants.models import AuditEntry, Brand, Invitation

HEAD = tuple(map(gettext_noop, ("Time (UTC)", "Person", "Action", "Object", "Details", "Address", "Request")))


@dataclass(frozen=True, slots=True)
class Row:
    at: datetime
    actor: str
    action: Text
    kind: Text
    target: str
    details: tuple[str, ...]
    address: str
    request_id: str

    @classmethod
    def of(cls, entry: AuditEntry, brand: Brand, invited: Mapping[str, str]) -> Row:
        """`invited`: the addresses of invitations, by their ids; an entry keeps none."""
        support = _("{brand} support").format(brand=brand.name)
        about_another = entry.person_id and entry.person_id != entry.actor_id
        whom = audit_words.person(entry.person, support=support) if about_another else ""
        is_staff = bool(entry.actor and entry.actor.is_staff)
        return cls(
            at=entry.at,
            actor=audit_words.actor(entry, support=support),
            action=audit_words.action(entry),
            kind=audit_words.KINDS.get(entry.target_kind, ""),
            target=whom or invited.get(entry.target_id) or _shown(entry),
            details=tuple(audit_words.differences(entry)),
            address="" if is_staff else entry.address or "",
            request_id=entry.request_id,
        )


def rows(entries: Sequence[AuditEntry], brand: Brand) -> Iterator[Row]:
    """In the tenant's scope."""
    ids = [entry.target_id for entry in entries if entry.target_kind == "invitation"]
    found = Invitation.objects.filter(public_id__in=ids) if ids else Invitation.objects.none()
    invited = {str(each.public_id): each.email for each in found}
    return (Row.of(entry, brand, invited) for entry in entries)


def cells(row: Row) -> tuple[object, ...]:
    return (
        f"{row.at:%Y-%m-%d %H:%M:%S}",
        row.actor,
        row.action,
        row.target,
        "; ".join(row.details),
        row.address,
        row.request_id,
    )


def _shown(entry: AuditEntry) -> str:
    is_domain = entry.target_kind in {"domain", "contestedclaim"}
    return names.unicode(entry.target_name) if is_domain else entry.target_name
