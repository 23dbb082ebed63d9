"""Links in mails: from the brand's record, never from a request; and the way back out of a form."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tenants.models import Brand


def link(brand: Brand, path: str) -> str:
    """`path` begins with a slash."""
    base: str = settings.BRAND_URL
    return base.format(host=brand.primary_host) + path


def back(request: HttpRequest) -> str:
    """Where the form says that the person was, if that is a page of this site; else the first page."""
    wanted = request.POST.get("next", "")
    return wanted if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
