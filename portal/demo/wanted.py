"""Tells the simulator's DNS host which records the portal wants published."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain
from tenants.scoping import across_tenants


def wanted_records(request: HttpRequest) -> JsonResponse:
    """`?zone=example.test`: `{"records": [{name, type, value, purpose}]}` of all domains at or below the zone."""
    zone = request.GET.get("zone", "").lower()
    with across_tenants():
        domains = Domain.objects.filter(removed_at=None).select_related(
            "tenant__brand", "receiving", "sending"
        )
        records = [
            {"name": record.name, "type": record.type, "value": record.value, "purpose": record.purpose}
            for domain in domains
            if domain.name == zone or domain.name.endswith(f".{zone}")
            for record_set in record_sets(domain)
            for record in record_set.records
        ]
    return JsonResponse({"records": records})
