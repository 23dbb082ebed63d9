"""Mails about who is in a tenant: the invitation, and what has changed for a member."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.letters import letter
from portal.links import link
from portal.locality import at_home
from portal.role_words import ROLE_NAMES
from portal.words import Words
from tenants.models import Invitation, Tenant, User
from tenants.scoping import within

log = logging.getLogger(__name__)

REMOVED = Words(
    _("You are no longer in the team of {tenant}"),
    _("An owner or administrator of {tenant} has removed you from the team."),
    _("If you think that is a mistake, ask them."),
)
ROLE_CHANGED = Words(
    _("Your role at {tenant} has changed"),
    _("You are in the team of {tenant} in this role now: {role}."),
    _("If you have questions about it, ask an owner of the team."),
)
HANDED_OVER = Words(
    _("You are an owner of {tenant} now"),
    _("{by} has made you an owner of {tenant}."),
    _("You may do everything now: look after domains, people and roles."),
)


def invite_by_mail(invitation: Invitation, secret: str) -> bool:
    """False when the mail server did not take it: the invitation says so then, and can be sent again.

    The secret is nowhere but in this mail, so it can't wait in a queue.
    """
    tenant, by = invitation.tenant, invitation.invited_by
    path = reverse("invitation", args=[secret], urlconf=settings.ROOT_URLCONF)
    context = {
        "tenant": tenant.name,
        "by": by.email if by and not by.is_staff else "",
        "role": ROLE_NAMES[invitation.role],
        "address": link(tenant.brand, path),
        "expires_at": invitation.expires_at,
    }
    is_sent = _send(letter(tenant.brand, invitation.email, "invitation", context))
    if is_sent:
        with within(tenant):
            sent = Invitation.objects.filter(pk=invitation.pk, secret_hash=invitation.secret_hash)
            sent.update(sent_at=timezone.now())
    return is_sent


def tell(user: User, words: Words, tenant: Tenant, *, by: User, role: str = "") -> None:
    """What has changed for a person; it stands without the mail too."""
    with at_home(tenant.brand, user.language):
        values = {"tenant": tenant.name, "by": by.email, "role": str(ROLE_NAMES.get(role, ""))}
        said = Words(str(words.title).format_map(values), words.sentence, words.advice).filled(values)
    context = {"words": said, "address": link(tenant.brand, "/")}
    _send(letter(tenant.brand, user.email, "team_news", context))


def _send(message: EmailMultiAlternatives) -> bool:
    try:
        message.send()
    except (SMTPException, OSError):
        log.exception("A mail about a team could not be sent.")
        return False
    return True
