"""What DNS says of a domain at this moment: the verdicts, and every question that was asked for them."""

from __future__ import annotations

import asyncio
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cloudmailin.dns.resolver import Resolver
from cloudmailin.dns.zone_view import look
from cloudmailin.lifecycle.check import resolver_settings
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain
from portal.access import staff
from portal.console.site import console, in_the_frame
from portal.diagnosing import report
from tenants.names import DomainName


@staff
@never_cache
@require_GET
@in_the_frame
def transcript(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing of it is kept: the domain's own checks do that."""
    admin_class = console.get_model_admin(Domain)
    if not admin_class.has_view_permission(request):
        raise Http404
    mine = admin_class.get_queryset(request).select_related("tenant__brand", "receiving", "sending")
    domain = cast(Domain, get_object_or_404(mine, pk=pk))
    sets = record_sets(domain)
    view = asyncio.run(look(sets, Resolver(resolver_settings()), DomainName(domain.name)))
    context = {
        **console.each_context(request),
        "opts": Domain._meta,
        "original": domain,
        "title": f"DNS of {domain}, now",
        "lines": list(report(sets, view)),
    }
    return render(request, "console/domains/transcript.html", context)
