"""From the Host header to the brand, from the person to the tenant; both walls are opened here only."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from structlog.contextvars import bind_contextvars

from portal import internal
from portal.choosing import chosen
from portal.demo.wanted import wanted_records
from portal.request import Request
from tenants import scoping
from tenants.brands import served_at
from tenants.hosts import canonical
from tenants.models import User

Answer = Callable[[Request], HttpResponse]


def brandless(answer: Answer) -> Answer:
    """Answer the few paths that no brand owns, whatever the Host header says: machines ask by address.

    The internal port answers machines alone; the port is that of the socket, which no header changes (gunicorn, WSGI).
    """
    paths: dict[str, Answer] = {"/healthz": internal.healthy}
    if settings.DEMO:
        paths["/demo/records"] = wanted_records

    def middleware(request: Request) -> HttpResponse:
        if settings.INTERNAL_PORT and request.META["SERVER_PORT"] == str(settings.INTERNAL_PORT):
            return internal.answer(request)
        return paths.get(request.path, answer)(request)

    return middleware


def brand_of_host(answer: Answer) -> Answer:
    """Set `request.brand` from the Host header; an unknown or unproven host is answered 421 and told of no brand.

    421 Misdirected Request: RFC 9110 section 15.5.20. The console has host names and URLs of its own.
    """

    def middleware(request: Request) -> HttpResponse:
        host = _host(request)
        if host in settings.CONSOLE_HOSTS:
            request.brand = None
            request.urlconf = settings.CONSOLE_URLCONF
            return answer(request)
        request.brand = served_at(host) if host else None
        if request.brand is None:
            return HttpResponse("There is no site at this address.\n", status=421, content_type="text/plain")
        bind_contextvars(brand=request.brand.slug)
        return answer(request)

    return middleware


def _host(request: Request) -> str | None:
    try:
        return canonical(request.get_host())
    except DisallowedHost:
        return None


def tenant_scope(answer: Answer) -> Answer:
    """Set `request.membership` and answer inside that tenant's scope; console pages see all tenants."""

    def middleware(request: Request) -> HttpResponse:
        request.membership = None
        if request.brand is None:
            with scoping.across_tenants():
                return _whole(answer(request))
        if isinstance(request.user, User):
            request.membership = chosen(request.memberships, request.session)
        if request.membership is None:
            return answer(request)
        bind_contextvars(tenant=request.membership.tenant_id)
        with scoping.within(request.membership.tenant):
            return _whole(answer(request))

    return middleware


def _whole(response: HttpResponse) -> HttpResponse:
    """Template responses are rendered late: do it while the scope is open."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    return response
