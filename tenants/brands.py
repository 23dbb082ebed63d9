"""Which brand is served where, and the names that no customer can add: the brands' own and the mail service's."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from tenants.models import Brand, BrandHost
from tenants.names import DomainName, ancestors, is_below

_SERVICE = ("cloudmailin.net", "cloudmailin.com", "cloudmta.net")


def served_at(host: str) -> Brand | None:
    """The brand of a proven host name; its primary host comes with it, in one query."""
    primary = BrandHost.objects.filter(brand=OuterRef("brand"), is_primary=True).values("name")
    proven = BrandHost.objects.filter(name=host).exclude(proven_at=None).select_related("brand")
    found = proven.annotate(primary=Subquery(primary)).first()
    if found is None:
        return None
    if found.primary:
        found.brand.primary_host = found.primary
    return found.brand


def is_reserved(name: DomainName) -> bool:
    """Whether the name is, holds or lies in a brand's host name, or lies in the mail service's own domains."""
    if any(name == own or is_below(name, own) for own in _SERVICE):
        return True
    around = BrandHost.objects.filter(name__in=[name, *ancestors(name)]) | BrandHost.objects.filter(
        name__endswith=f".{name}"
    )
    return around.exists()
