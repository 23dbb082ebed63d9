"""Workers and their heartbeats in the console."""

from __future__ import annotations

from cloudmailin.models import Worker
from portal.console.of_brand import HOUSE
from portal.console.readonly import ReadOnly
from portal.console.site import ModelAdmin, register


@register(Worker)
class WorkerAdmin(ReadOnly, ModelAdmin[Worker]):
    brand_path = HOUSE
    list_display = ["name", "started_at", "alive_at", "heard_at", "rung_at"]
