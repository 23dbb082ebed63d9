"""What to look at twice in a name itself: it may be another than the one that was meant."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cloudmailin.models import Domain
from tenants import names
from tenants.lookalikes import mixes_scripts


def cautions(domain: Domain) -> Iterator[str]:
    """Only the tenant's own names are compared: what others have is nobody's business."""
    if mixes_scripts(domain.name):
        yield _(
            "This name mixes letters of several alphabets, which easily look the same. "
            "Make sure that {a_label} is the domain that you have registered."
        ).format(a_label=domain.name)
    alike = Domain.objects.filter(tenant=domain.tenant_id, skeleton=domain.skeleton, removed_at=None)
    others = {names.base(name) for name in alike.values_list("name", flat=True)} - {names.base(domain.name)}
    for other in sorted(others):
        yield _("This name looks like {name}, which you have added too. Is it the one that you mean?").format(
            name=other
        )
