"""The console's own name and look, for the few mails that staff get about their accounts."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from portal.request import Request
from tenants.models import Brand


def brand_of(request: Request) -> Brand:
    """The request's brand; at the console one that is nowhere kept."""
    return request.brand or _house()


def _house() -> Brand:
    made = Brand(name=_("Staff console"), support_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    made.primary_host = settings.CONSOLE_HOSTS[0]
    return made
