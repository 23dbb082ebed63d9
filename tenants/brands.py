"""Which brand is served where, and the names that no customer can add: the brands' own and the mail service's."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from tenants.announcements import announced, announcing
from tenants.models import Brand, BrandHost
from tenants.names import DomainName, ancestors, is_below

_SERVICE = ("cloudmailin.net", "cloudmailin.com", "cloudmta.net")


def served_at(host: str) -> Brand | None:
    """The brand of a proven host name; its primary host and what it announces come with it, in one query."""
    primary = BrandHost.objects.filter(brand=OuterRef("brand"), is_primary=True).values("name")
    proven = BrandHost.objects.filter(name=host).exclude(proven_at=None).select_related("brand")
    found = proven.annotate(primary=Subquery(primary), announces=announcing("brand")).first()
    if found is None:
        return None
    brand: Brand = found.brand
    if found.primary:
        brand.primary_host = found.primary
    brand.announcements = announced(found.announces)
    return brand


def is_reserved(name: DomainName) -> bool:
    """Whether the name is, holds or lies in a brand's host name, or lies in the mail service's own domains."""
    if any(name == own or is_below(name, own) for own in _SERVICE):
        return True
    around = BrandHost.objects.filter(name__in=[name, *ancestors(name)]) | BrandHost.objects.filter(
        name__endswith=f".{name}"
    )
    return around.exists()
