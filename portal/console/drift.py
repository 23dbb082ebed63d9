"""Drift in the console: what was found, and staff's decisions, each confirmed on a page of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse

from cloudmailin.lifecycle.repair import choices, decide
from cloudmailin.lifecycle.taker import NotPossible
from cloudmailin.models import Drift, Round
from cloudmailin.reconcile.rounds import begin
from portal.console.choosing import Choosing
from portal.console.confirm import ask, is_confirmed
from portal.console.evidence import consequence, evidence
from portal.console.facts import told
from portal.console.of_brand import within_brand
from portal.console.readonly import ReadOnly
from portal.console.site import ModelAdmin, register
from tenants.models import User

_TITLES = {
    Drift.Decision.ADOPT: "Adopt what CloudMailin has",
    Drift.Decision.RECREATE: "Recreate as the portal wishes for it",
    Drift.Decision.IGNORE: "Ignore",
}


def _consequence(drift: Drift, decision: Drift.Decision) -> str:
    return consequence(drift, decision) if decision in choices(drift) else ""


@register(Drift)
class DriftAdmin(Choosing, ReadOnly, ModelAdmin[Drift]):
    brand_path = "account__brand"
    list_display = [
        "name",
        "what",
        "kind",
        "status",
        "found",
        "is_attempted",
        "tenant",
        "first_seen",
        "last_seen",
    ]
    list_filter = ["status", "kind", "what", "is_attempted", "account"]
    list_select_related = ["tenant"]
    search_fields = ["name", "remote_id", "tenant__name"]
    fields = [
        "account",
        "tenant",
        "domain",
        "what",
        "kind",
        "status",
        "found",
        "is_attempted",
        "remote_id",
        "of",
        "in_the_portal",
        "at_cloudmailin",
        "first_seen",
        "last_seen",
        "confirmed_at",
        "decision",
        "decided_by",
        "decided_at",
    ]
    readonly_fields = ["found", "in_the_portal", "at_cloudmailin"]
    actions = ["adopt", "recreate", "ignore"]

    @admin.display(description="evidence")
    def found(self, drift: Drift) -> str:
        return evidence(drift)

    @admin.display(description="in the portal")
    def in_the_portal(self, drift: Drift) -> str:
        return told(drift.ours)

    @admin.display(description="at CloudMailin")
    def at_cloudmailin(self, drift: Drift) -> str:
        return told(drift.theirs)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("cloudmailin.change_drift"))

    @admin.action(description=_TITLES[Drift.Decision.ADOPT], permissions=["decide"])
    def adopt(self, request: HttpRequest, chosen: QuerySet[Drift]) -> HttpResponse | None:
        return self._decide(request, chosen, Drift.Decision.ADOPT)

    @admin.action(description=_TITLES[Drift.Decision.RECREATE], permissions=["decide"])
    def recreate(self, request: HttpRequest, chosen: QuerySet[Drift]) -> HttpResponse | None:
        return self._decide(request, chosen, Drift.Decision.RECREATE)

    @admin.action(description=_TITLES[Drift.Decision.IGNORE], permissions=["decide"])
    def ignore(self, request: HttpRequest, chosen: QuerySet[Drift]) -> HttpResponse | None:
        return self._decide(request, chosen, Drift.Decision.IGNORE)

    def _decide(
        self, request: HttpRequest, chosen: QuerySet[Drift], decision: Drift.Decision
    ) -> HttpResponse | None:
        """Ask first; when that was confirmed, do it row by row, and say which could not be."""
        if not is_confirmed(request):
            rows = [(drift, evidence(drift), _consequence(drift, decision)) for drift in chosen]
            return ask(self, request, decision, _TITLES[decision], rows, "Nothing is deleted at CloudMailin.")
        done = 0
        for drift in chosen:
            try:
                decide(drift, decision, actor=cast(User, request.user))
            except NotPossible as reason:
                messages.error(request, f"{drift}: {reason}")
            else:
                done += 1
        if done:
            messages.success(request, f"{done} decided: {_TITLES[decision].lower()}.")
        return None

    def choices(self, request: HttpRequest, row: Drift) -> Iterable[tuple[str, str]]:
        may = self.has_decide_permission(request)
        return [(each.value, f"{_TITLES[each]} …") for each in choices(row)] if may else []

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A braked round says nothing row by row, so it is said above the rows."""
        if request.method == "GET":
            for round_ in within_brand(_braked(), RoundAdmin.brand_path, request):
                messages.warning(
                    request,
                    f"{round_.account}: {round_.missing} of {round_.objects_of_ours} objects were missing in the round"
                    f" of {round_.started_at:%Y-%m-%d %H:%M}. That is too many to be believed, so nothing was"
                    " concluded. Look at CloudMailin first; under Rounds the brake can be lifted.",
                )
        return super().changelist_view(request, extra_context)


def _braked() -> QuerySet[Round]:
    """The last rounds of their accounts, where the brake was put on."""
    last = Round.objects.filter(account=OuterRef("account")).exclude(status=Round.Status.READING)
    newest = Subquery(last.order_by("-started_at").values("pk")[:1])
    return Round.objects.filter(pk=newest, status=Round.Status.BRAKED).select_related("account__brand")


@register(Round)
class RoundAdmin(ReadOnly, ModelAdmin[Round]):
    brand_path = "account__brand"
    list_display = [
        "account",
        "status",
        "started_at",
        "ended_at",
        "reads",
        "objects_of_ours",
        "missing",
        "note",
    ]
    list_filter = ["status", "account"]
    list_select_related = ["account__brand"]
    actions = ["begin_now", "lift_the_brake"]

    def has_begin_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("cloudmailin.add_round"))

    @admin.action(description="Begin a round for these accounts now", permissions=["begin"])
    def begin_now(self, request: HttpRequest, chosen: QuerySet[Round]) -> None:
        self._begin(request, chosen)

    @admin.action(description="Begin a round without the brake", permissions=["begin"])
    def lift_the_brake(self, request: HttpRequest, chosen: QuerySet[Round]) -> None:
        """Only what was braked: what is missing then becomes drift, row by row, and still nothing is repaired."""
        braked = chosen.filter(status=Round.Status.BRAKED)
        if not braked:
            messages.error(request, "None of these rounds was braked.")
        self._begin(request, braked, is_brake_lifted=True)

    def _begin(self, request: HttpRequest, chosen: QuerySet[Round], *, is_brake_lifted: bool = False) -> None:
        accounts = {round_.account for round_ in chosen.select_related("account__brand")}
        for account in accounts:
            begin(account, is_urgent=True, is_brake_lifted=is_brake_lifted, asked_by=cast(User, request.user))
        if accounts:
            messages.success(request, f"{len(accounts)} account(s) will be read with the next free calls.")
