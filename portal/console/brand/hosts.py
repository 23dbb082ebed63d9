"""A brand's host names: added, proven, made the primary one, and taken away."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cloudmailin.dns.finding import FindingStatus
from cloudmailin.ownership.brand_hosts import check_now, wanted
from portal import words
from portal.access import staff
from portal.console.brand.desk import brand_of, context
from portal.console.brand.forms import HostForm
from portal.console.site import in_the_frame
from tenants.audit import AuditAction, record
from tenants.models import Brand, BrandHost, User


@staff
@in_the_frame
@require_http_methods(["GET", "HEAD", "POST"])
def hosts(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, and a form that adds one."""
    brand = brand_of(request, pk)
    form = HostForm(request.POST or None, instance=BrandHost(brand=brand))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            added = form.save()
            _note(request, brand, after={"added host": added.name})
        messages.success(request, f"{added} is added. It serves as soon as its record is published.")
        return redirect("brand_hosts", pk)
    rows = [(host, wanted(host).records[0]) for host in brand.hosts.order_by("-is_primary", "name")]
    given = context(request, brand, f"Host names of {brand}", form=form, rows=rows)
    return render(request, "console/brand/hosts.html", given)


@staff
@require_POST
def check(request: HttpRequest, pk: int, host: int) -> HttpResponse:
    brand = brand_of(request, pk)
    asked = get_object_or_404(brand.hosts, pk=host)
    (finding,) = check_now([asked], cast(User, request.user))
    if finding.status is FindingStatus.OK:
        messages.success(request, f"The record is there: {asked} serves {brand} now.")
    else:
        said = words.FINDINGS[finding.code].filled(finding.detail)
        messages.warning(request, f"{said.title}. {said.sentence} {said.advice}".strip())
    return redirect("brand_hosts", pk)


@staff
@require_POST
def make_primary(request: HttpRequest, pk: int, host: int) -> HttpResponse:
    brand = brand_of(request, pk)
    with transaction.atomic():
        mine = brand.hosts.select_for_update()
        chosen = get_object_or_404(mine, pk=host)
        if chosen.proven_at is None:
            messages.error(request, f"{chosen} does not serve yet: publish its record first.")
            return redirect("brand_hosts", pk)
        before = mine.filter(is_primary=True).values_list("name", flat=True).first()
        mine.filter(is_primary=True).update(is_primary=False)
        mine.filter(pk=host).update(is_primary=True)
        _note(request, brand, before={"primary host": before}, after={"primary host": chosen.name})
    messages.success(request, f"Links in mails lead to {chosen} from now on.")
    return redirect("brand_hosts", pk)


@staff
@require_POST
def remove(request: HttpRequest, pk: int, host: int) -> HttpResponse:
    """All but the primary one: links in mails that were sent lead there."""
    brand = brand_of(request, pk)
    with transaction.atomic():
        chosen = get_object_or_404(brand.hosts.select_for_update(), pk=host)
        if chosen.is_primary:
            messages.error(request, f"Links lead to {chosen}. Make another one the primary host name first.")
            return redirect("brand_hosts", pk)
        _note(request, brand, before={"host": chosen.name}, after={"host": None})
        chosen.delete()
    messages.success(request, f"{chosen} serves {brand} no more.")
    return redirect("brand_hosts", pk)


def _note(
    request: HttpRequest,
    brand: Brand,
    *,
    before: dict[str, str | None] | None = None,
    after: dict[str, str | None],
) -> None:
    record(
        AuditAction.BRAND_CHANGED, actor=cast(User, request.user), target=brand, before=before, after=after
    )
