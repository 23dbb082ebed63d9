"""Write down what happened to a domain."""

from __future__ import annotations

from typing import Any

from cloudmailin.models.domain import Domain
from cloudmailin.models.event import DomainEvent
from tenants.models import User


def note(domain: Domain, kind: str, *, use: str = "", actor: User | None = None, **detail: Any) -> None:
    """Add an event to the domain's timeline; `detail` must be JSON."""
    DomainEvent.objects.create(
        tenant_id=domain.tenant_id, domain=domain, kind=kind, use=use, actor=actor, detail=detail
    )
