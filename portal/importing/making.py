"""What is known before, and what is made: tenants with their limits, and invitations to their owners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from portal.importing.judging import Judged, Known, judge
from portal.importing.reading import read
from portal.team_letters import invite_by_mail
from tenants import invitations
from tenants.audit import AuditAction, record
from tenants.models import Brand, Invitation, Tenant, User
from tenants.roles import Role


class NotAsJudged(Exception):
    """There is something in the way that was not there when the lines were judged, or was not looked at."""


def judged(text: str, brands: Iterable[Brand]) -> list[Judged]:
    """Each line of the file, for these brands. Raises reading.NoTable."""
    return judge(read(text), _known(list(brands)))


def _known(brands: Sequence[Brand]) -> Known:
    by_name = {each.name.lower(): each for each in brands}
    by_slug = {each.slug.lower(): each for each in brands}
    there = Tenant.objects.filter(brand__in=brands, closed_at=None).values_list("brand_id", "name")
    return Known({**by_name, **by_slug}, {(brand, name.lower()) for brand, name in there})


def make(lines: Sequence[Judged], *, by: User) -> list[str]:
    """All of them, in one transaction; then the mails. The addresses whose mail could not be sent.

    Raises NotAsJudged, and invitations.NotAllowed where the person may not invite; then nothing was made.
    """
    if any(each.problems for each in lines):
        raise NotAsJudged
    with transaction.atomic():
        made = [(each, _tenant(each, by)) for each in lines]
        invited = [
            invitations.invite(tenant, each.line.owner, Role.OWNER, by=by)
            for each, tenant in made
            if each.line.owner
        ]
    return [invitation.email for invitation, secret in invited if not _sent(invitation, secret)]


def _tenant(judged: Judged, by: User) -> Tenant:
    if judged.brand is None:
        raise NotAsJudged
    tenant = Tenant.objects.create(
        brand=judged.brand, name=judged.line.name, most_domains=judged.most_domains
    )
    record(AuditAction.TENANT_CREATED, actor=by, target=tenant, after={"most_domains": judged.most_domains})
    return tenant


def _sent(invitation: Invitation, secret: str) -> bool:
    return invite_by_mail(invitation, secret)
