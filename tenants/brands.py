"""Names that no customer can add: the brands' own and the mail service's."""

from __future__ import annotations

from tenants.models import BrandHost
from tenants.names import DomainName, ancestors, is_below

_SERVICE = ("cloudmailin.net", "cloudmailin.com", "cloudmta.net")


def is_reserved(name: DomainName) -> bool:
    """Whether the name is, holds or lies in a brand's host name, or lies in the mail service's own domains."""
    if any(name == own or is_below(name, own) for own in _SERVICE):
        return True
    around = BrandHost.objects.filter(name__in=[name, *ancestors(name)]) | BrandHost.objects.filter(
        name__endswith=f".{name}"
    )
    return around.exists()
