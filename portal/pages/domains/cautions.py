"""What to look at twice in a name itself: it may be another than the one that was meant."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _

from cloudmailin.models import Domain
from tenants import names
from tenants.lookalikes import mixes_scripts


def with_alike(domains: QuerySet[Domain]) -> QuerySet[Domain]:
    """Each domain with its tenant's names that look like it, in the same query."""
    alike = Domain.objects.filter(tenant=OuterRef("tenant"), skeleton=OuterRef("skeleton"), removed_at=None)
    return domains.annotate(alike=ArraySubquery(alike.values("name")))


def cautions(domain: Domain) -> Iterator[str]:
    """Only the tenant's own names are compared: what others have is nobody's business."""
    if mixes_scripts(domain.name):
        yield _(
            "This name mixes letters of several alphabets, which easily look the same. "
            "Make sure that {a_label} is the domain that you have registered."
        ).format(a_label=domain.name)
    others = {names.base(name) for name in _alike(domain)} - {names.base(domain.name)}
    for other in sorted(others):
        yield _("This name looks like {name}, which you have added too. Is it the one that you mean?").format(
            name=other
        )


def _alike(domain: Domain) -> list[str]:
    known: list[str] | None = getattr(domain, "alike", None)
    alike = Domain.objects.filter(tenant=domain.tenant_id, skeleton=domain.skeleton, removed_at=None)
    return list(alike.values_list("name", flat=True)) if known is None else known
