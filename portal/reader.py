"""In which language somebody is written to, where no request says so."""

from __future__ import annotations

from django.conf import settings

from tenants.models import Brand


def language_of(brand: Brand) -> str:
    """The brand's, if the portal speaks it."""
    return brand.language if brand.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
