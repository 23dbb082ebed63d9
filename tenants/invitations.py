"""Invitations: made, sent again, revoked and accepted. Each works once, for one address, on one brand's site.

An invitation stands on the word of whoever made it or sent it last: it works as long as that person could make it
now. The role is read from the row, and the address can't be chosen.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from tenants.audit import AuditAction, record
from tenants.members import NotAllowed, deciding, role_of
from tenants.models import Brand, Invitation, Membership, Tenant, User
from tenants.roles import Role, may_give
from tenants.scoping import across_tenants, within
from tenants.tokens import hash_of, new_secret

LIVES = timedelta(days=7)
MOST_A_DAY = 50
"""Invitations of one tenant, and of one person in all their tenants, whatever became of them."""

MOST_A_DAY_OF_A_BRAND = 1000
"""Of all its customers together: where anybody may sign up, a second tenant costs nothing."""

MOST_SENDINGS = 5
"""Of one invitation: who did not answer so many mails does not want to."""

KEPT = timedelta(days=30)
"""After it has ended: addresses of people who may have nothing to do with us are no archive."""


class AlreadyIn(Exception):
    """The address belongs to a member."""


class AlreadyInvited(Exception):
    """There is an invitation to the address: send it again, or revoke it first."""


class TooMany(Exception):
    """The limit on mails to people who did not ask for one."""


class DoesNotWork(Exception):
    """Used, revoked, expired, for another brand or person, or its word is worth nothing any more: all alike."""


def invite(tenant: Tenant, email: str, role: Role, *, by: User) -> tuple[Invitation, str]:
    """A new invitation and its secret, which is told this once.

    Raises NotAllowed, AlreadyIn, AlreadyInvited, TooMany.
    """
    address, now = email.strip().lower(), timezone.now()
    with within(tenant), deciding(tenant):
        _allow(by, tenant, role)
        if Membership.objects.filter(tenant=tenant, user__email=address).exists():
            raise AlreadyIn
        if _waiting(tenant).filter(email=address).exists():
            raise AlreadyInvited
        if _are_enough(tenant, by):
            raise TooMany
        secret = new_secret()
        made = Invitation.objects.create(
            tenant=tenant,
            brand_id=tenant.brand_id,
            email=address,
            role=role,
            secret_hash=hash_of(secret),
            invited_by=by,
            known_as=User.objects.filter(email=address).first(),
            created_at=now,
            expires_at=now + LIVES,
        )
        record(AuditAction.PERSON_INVITED, actor=by, target=made, after={"role": role})
    return made, secret


def renew(invitation: Invitation, *, by: User) -> str:
    """Its new secret, for another seven days; the one before works no more. `by` gives their word from now on.

    Raises NotAllowed, TooMany, and DoesNotWork for one that was accepted or revoked.
    """
    with within(invitation.tenant), deciding(invitation.tenant):
        _allow(by, invitation.tenant, Role(invitation.role))
        waiting = _waiting(invitation.tenant).filter(pk=invitation.pk).first()
        if waiting is None:
            raise DoesNotWork
        if waiting.sendings >= MOST_SENDINGS:
            raise TooMany
        secret = new_secret()
        waiting.secret_hash = hash_of(secret)
        waiting.expires_at = timezone.now() + LIVES
        waiting.invited_by, waiting.sent_at = by, None
        waiting.sendings += 1
        waiting.save()
        record(AuditAction.INVITATION_RESENT, actor=by, target=waiting)
    return secret


def revoke(invitation: Invitation, *, by: User) -> bool:
    """False when it had ended already. Raises NotAllowed."""
    with within(invitation.tenant), deciding(invitation.tenant):
        _allow(by, invitation.tenant, Role(invitation.role))
        waiting = _waiting(invitation.tenant).filter(pk=invitation.pk)
        if not waiting.update(revoked_at=timezone.now()):
            return False
        record(AuditAction.INVITATION_REVOKED, actor=by, target=invitation)
    return True


def find(secret: str, brand: Brand) -> Invitation:
    """The invitation that the secret opens on the brand's site; raises DoesNotWork.

    The one look-up of invitations outside a tenant's scope: the secret is what says which tenant it is.
    """
    with across_tenants():
        invitations = Invitation.objects.select_related("tenant__brand", "invited_by", "known_as")
        found = invitations.filter(secret_hash=hash_of(secret), brand=brand, tenant__brand=brand).first()
    if found is None or not works(found):
        raise DoesNotWork
    return found


def works(invitation: Invitation) -> bool:
    """Whether it would be taken now, from the right person."""
    tenant, known = invitation.tenant, invitation.known_as
    return (
        invitation.is_open(timezone.now())
        and tenant.closed_at is None
        and tenant.suspended_at is None
        and invitation.invited_by is not None
        and _may_invite(invitation.invited_by, tenant, Role(invitation.role))
        and (known is None or known.email == invitation.email)
    )


def accept(invitation: Invitation, user: User) -> Membership:
    """Use it up and let the person in; raises DoesNotWork. Whoever is in already keeps their role."""
    with within(invitation.tenant), deciding(invitation.tenant):
        held = Invitation.objects.select_related("tenant", "invited_by", "known_as").get(pk=invitation.pk)
        is_theirs = user.is_active and user.email == held.email
        if held.secret_hash != invitation.secret_hash or not is_theirs or not works(held):
            raise DoesNotWork
        used = _waiting(held.tenant).filter(pk=held.pk).update(accepted_at=timezone.now())
        if not used:
            raise DoesNotWork
        joined, _ = Membership.objects.get_or_create(
            user=user, tenant=held.tenant, defaults={"role": held.role}
        )
        record(AuditAction.INVITATION_ACCEPTED, actor=user, target=joined, after={"role": joined.role})
    return joined


def awaits(user: User, brand: Brand) -> bool:
    """Whether the person may come to the brand's site for an invitation, though they belong to no tenant of it yet."""
    with across_tenants():
        theirs = Invitation.objects.select_related("tenant", "invited_by", "known_as").filter(
            email=user.email, brand=brand, tenant__brand=brand, accepted_at=None, revoked_at=None
        )
        return any(works(each) for each in theirs)


def forget_ended() -> int:
    """Delete those that were accepted, revoked or expired a while ago; how many. Whose they were does not matter."""
    long_ago = timezone.now() - KEPT
    ended = Q(accepted_at__lt=long_ago) | Q(revoked_at__lt=long_ago) | Q(expires_at__lt=long_ago)
    with across_tenants():
        deleted, _ = Invitation.objects.filter(ended).delete()
    return deleted


def _are_enough(tenant: Tenant, by: User) -> bool:
    """Invitations of staff count for their tenant alone: they bring in customers by the list."""
    lately = Q(created_at__gt=timezone.now() - timedelta(days=1))
    if Invitation.objects.filter(lately).count() >= MOST_A_DAY:
        return True
    with across_tenants():
        of_customers = Invitation.objects.filter(lately, brand=tenant.brand_id).exclude(
            invited_by__is_staff=True
        )
        return not by.is_staff and (
            of_customers.filter(invited_by=by).count() >= MOST_A_DAY
            or of_customers.count() >= MOST_A_DAY_OF_A_BRAND
        )


def _waiting(tenant: Tenant) -> QuerySet[Invitation]:
    return Invitation.objects.filter(tenant=tenant, accepted_at=None, revoked_at=None)


def _allow(by: User, tenant: Tenant, role: Role) -> None:
    if not _may_invite(by, tenant, role):
        raise NotAllowed


def _is_theirs(staff: User, tenant: Tenant) -> bool:
    return staff.is_superuser or staff.brand_id == tenant.brand_id


def _may_invite(by: User, tenant: Tenant, role: Role) -> bool:
    """By their present role in the tenant; staff who may invite give every role."""
    mine = role_of(by, tenant)
    is_staff = by.is_staff and by.has_perm("tenants.add_invitation") and _is_theirs(by, tenant)
    return is_staff or (mine is not None and may_give(mine, role))
