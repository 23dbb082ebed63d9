"""By what staff pick domains out of the list, beside their columns."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from cloudmailin.models import Domain
from cloudmailin.ownership.rules import HOLDING
from portal.console.dashboard.causes import stuck_by, title_of
from portal.console.of_brand import within_brand


class LooksLikeAnother(admin.SimpleListFilter):
    """Names that people take for one that another tenant holds: this is told to staff alone."""

    title = "look-alikes"
    parameter_name = "alike"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "looks like another tenant's")]

    def queryset(self, request: HttpRequest, domains: QuerySet[Domain]) -> QuerySet[Domain]:
        if not self.value():
            return domains
        others = alike(OuterRef("skeleton")).exclude(name=OuterRef("name")).exclude(tenant=OuterRef("tenant"))
        known = within_brand(others, "tenant__brand", request)
        return domains.filter(Exists(known), removed_at=None)


def alike(skeleton: str | OuterRef) -> QuerySet[Domain]:
    return Domain.objects.filter(skeleton=skeleton, claim__in=HOLDING, removed_at=None)


class StuckBy(admin.SimpleListFilter):
    """Where a figure of the dashboard leads; there are too many causes to choose from in a list."""

    title = "cause"
    parameter_name = "cause"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(chosen, str(title_of(chosen)))] if (chosen := self.value()) else []

    def queryset(self, request: HttpRequest, domains: QuerySet[Domain]) -> QuerySet[Domain]:
        return stuck_by(chosen, domains) if (chosen := self.value()) else domains
