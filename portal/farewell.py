"""What the portal does when a customer goes: it tells the owners, and forgets what it knew in the end."""

from __future__ import annotations

import logging
from functools import partial
from smtplib import SMTPException

from django.db import transaction
from django.dispatch import receiver
from django.urls import reverse

from portal.letters import letter
from portal.links import link
from portal.models import Notice, ShareLink
from tenants.erasure import tenant_erased
from tenants.models import Membership, Tenant
from tenants.roles import Role

log = logging.getLogger(__name__)


def tell_owners(tenant: Tenant, template: str) -> None:
    """Once the change is there for good. The page says it too, so a lost mail loses nothing."""
    transaction.on_commit(partial(_send, tenant, template))


@receiver(tenant_erased)
def _forget_what_was_said(tenant: Tenant, **_: object) -> None:
    """To whom, and by whom links were made."""
    Notice.objects.filter(tenant=tenant).delete()
    ShareLink.objects.filter(tenant=tenant).delete()


def _send(tenant: Tenant, template: str) -> None:
    owners = Membership.objects.filter(tenant=tenant, role=Role.OWNER, user__is_active=True)
    context = {
        "tenant": tenant,
        "due": tenant.deletes_at,
        "address": link(tenant.brand, reverse("closing", urlconf="portal.urls")),
    }
    for owner in owners.select_related("user"):
        try:
            letter(tenant.brand, owner.user.email, template, context).send()
        except (SMTPException, OSError):
            log.warning("A mail about the deletion of tenant %s was not taken by the mail server.", tenant.pk)
