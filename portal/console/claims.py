"""Contested claims in the console: both sides' evidence, and the decision, confirmed on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from cloudmailin.dns.records import Purpose
from cloudmailin.models import ContestedClaim, Domain, Finding
from cloudmailin.ownership.decide import Decision, Settled, decide, holders_of
from cloudmailin.ownership.rules import Claim
from portal.console.confirm import ask, is_confirmed
from portal.console.of_brand import shown_to
from portal.console.readonly import ReadOnly
from portal.console.site import ModelAdmin, register
from tenants.models import User

_TITLES = {
    Decision.GIVE: "Give the name to the challenger",
    Decision.KEEP: "Leave the name with its holder",
}
_ELSEWHERE = "a customer of another brand"
_BEYOND = "A claim against another brand's customer is decided by a superuser."
_SHOWN = ("name", "challenger", "their_proof", "holder", "holders_proof", "claim_since")


@register(ContestedClaim)
class ContestedClaimAdmin(ReadOnly, ModelAdmin[Any]):
    brand_path = "tenant__brand"
    list_display = ["name", "challenger", "holder", "claim_since", "their_proof", "holders_proof"]
    list_select_related = ["tenant__brand"]
    list_filter = ["tenant__brand"]
    search_fields = ["name", "tenant__name"]
    fields = _SHOWN
    readonly_fields = _SHOWN
    actions = [each.value for each in Decision]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        contested = super().get_queryset(request).filter(claim=Claim.CONTESTED, removed_at=None)
        return shown_to(contested, request)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Both sides of all that are listed, in two queries."""
        listed = super().get_changelist_instance(request)
        listed.result_list = list(listed.result_list)
        _look_up(listed.result_list)
        return listed

    @admin.display(description="challenger")
    def challenger(self, claim: ContestedClaim) -> str:
        return str(claim.tenant)

    @admin.display(description="holder")
    def holder(self, claim: ContestedClaim) -> str:
        told = (_ELSEWHERE if _is_elsewhere(claim, each) else _held(each) for each in _sides(claim).holders)
        return "; ".join(told) or "nobody any more"

    @admin.display(description="challenger's token")
    def their_proof(self, claim: ContestedClaim) -> str:
        return _sides(claim).token(claim)

    @admin.display(description="holder's token")
    def holders_proof(self, claim: ContestedClaim) -> str:
        told = (
            "–" if _is_elsewhere(claim, each) else _sides(claim).token(each) for each in _sides(claim).holders
        )
        return "; ".join(told) or "–"

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("cloudmailin.change_domain"))

    @admin.action(description=_TITLES[Decision.GIVE], permissions=["decide"])
    def give(self, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        return self._decide(request, chosen, Decision.GIVE)

    @admin.action(description=_TITLES[Decision.KEEP], permissions=["decide"])
    def keep(self, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        return self._decide(request, chosen, Decision.KEEP)

    def _decide(self, request: HttpRequest, chosen: QuerySet[Any], decision: Decision) -> HttpResponse | None:
        if not is_confirmed(request):
            rows = [(claim, self._evidence(claim), _consequence(claim, decision)) for claim in chosen]
            beyond = f" {_BEYOND}" if any(map(_is_beyond, chosen)) else ""
            said = "Both customers see it on the domain's page, and are told by mail." + beyond
            return ask(self, request, decision, _TITLES[decision], rows, said)
        for claim in chosen:
            if _is_beyond(claim):
                messages.error(request, f"{claim}: {_BEYOND}")
                continue
            try:
                decide(claim, decision, actor=cast(User, request.user))
            except Settled:
                messages.error(request, f"{claim}: it is not contested any more.")
            else:
                messages.success(request, f"{claim}: decided.")
        return None

    def _evidence(self, claim: ContestedClaim) -> str:
        return (
            f"{claim.name}: held by {self.holder(claim)} (token: {self.holders_proof(claim)}),"
            f" claimed by {claim.tenant} (token: {self.their_proof(claim)})."
        )


@dataclass(frozen=True, slots=True)
class _Sides:
    """`findings` are what DNS last said of each side's own token, by the domain."""

    holders: Sequence[Domain]
    findings: Mapping[int, Finding]

    def token(self, of: Domain) -> str:
        finding = self.findings.get(of.pk)
        return (
            f"{finding.status} since {finding.changed_at:%Y-%m-%d %H:%M}" if finding else "not looked for yet"
        )


def _look_up(claims: Sequence[Any]) -> None:
    """Each claim has its `sides` from then on."""
    held = holders_of(claims)
    domains = [*claims, *(each for some in held.values() for each in some)]
    tokens = Finding.objects.filter(domain__in=[each.pk for each in domains], purpose=Purpose.OWNERSHIP)
    findings = {each.domain_id: each for each in tokens.only("tenant", "domain", "status", "changed_at")}
    for claim in claims:
        claim.sides = _Sides(held[claim.pk], findings)


def _sides(claim: Any) -> _Sides:
    if not hasattr(claim, "sides"):
        _look_up([claim])
    sides: _Sides = claim.sides
    return sides


def _is_elsewhere(claim: Any, holder: Domain) -> bool:
    """Whether the holder is another brand's, of which whoever looks on is not to know."""
    return claim.shown_to_brand is not None and holder.tenant.brand_id != claim.shown_to_brand


def _is_beyond(claim: Any) -> bool:
    return any(_is_elsewhere(claim, each) for each in _sides(claim).holders)


def _held(domain: Domain) -> str:
    return f"{domain.tenant} ({domain.tenant.brand}, {domain.name}, {domain.claim} since {domain.claim_since:%Y-%m-%d})"


def _consequence(claim: ContestedClaim, decision: Decision) -> str:
    if _is_beyond(claim):
        return ""
    if decision is Decision.KEEP:
        return f"{claim.tenant} loses its claim to {claim.name}."
    losing = "".join(
        f"{each.tenant} loses {each.name} with all that is attached to it; " for each in _sides(claim).holders
    )
    return f"{losing}{claim.tenant} gets {claim.name}."
