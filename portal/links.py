"""Links in mails: from the brand's record, never from a request."""

from __future__ import annotations

from django.conf import settings

from tenants.models import Brand


def link(brand: Brand, path: str) -> str:
    """`path` begins with a slash."""
    base: str = settings.BRAND_URL
    return base.format(host=brand.primary_host) + path
