"""Error pages in the brand's look; they say what to do next and nothing of what is inside."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from portal.look import look_of
from portal.words import Text
from tenants.models import Membership


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, _("That request could not be read"), _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    membership: Membership | None = getattr(request, "membership", None)
    if membership and membership.tenant.suspended_at:
        said = _("You can look at everything, and change nothing. Please write to {support}")
        support = membership.tenant.brand.support_email
        return _page(request, 403, _("Your account is suspended"), said.format(support=support))
    if membership is None and getattr(request, "user", AnonymousUser()).is_authenticated:
        said = _("Open the link in the mail with your invitation once more, and accept it there.")
        return _page(request, 403, _("You are invited, and have not joined yet"), said)
    return _page(
        request,
        403,
        _("Your role does not allow this"),
        _("Ask an owner or administrator of your account to do it."),
    )


def only_looking(request: HttpRequest) -> HttpResponse:
    """To staff who see the site as a customer."""
    said = _(
        "While you see the site as a customer, nothing can be changed, and pages of a person's own stay closed."
    )
    return _page(request, 403, _("You are only looking"), said)


def viewing_is_over(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        403,
        _("This view is over"),
        _("Its time has passed, or it was ended. Begin again in the console."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404, _("There is no such page"), _("Check the address, or go to your domains."))


def server_error(request: HttpRequest) -> HttpResponse:
    return _bare_page(request, 500, _("Something went wrong on our side"))


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 Service Unavailable: RFC 9110 section 15.6.4."""
    answer = _bare_page(request, 503, _("That does not work at the moment"))
    answer["Retry-After"] = "60"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        _("This form was open for too long"),
        _("Go back, reload the page and send it again. Nothing was changed."),
    )


def _bare_page(request: HttpRequest, status: int, title: Text) -> HttpResponse:
    """Needs neither database nor session: they may be what went wrong."""
    brand = getattr(request, "brand", None)
    context = {
        "request": SimpleNamespace(brand=brand),
        "look": look_of(brand) if brand else None,
        "title": title,
        "sentence": _("Nothing of yours is lost. Try again in a minute."),
    }
    return HttpResponse(render_to_string("errors/error.html", context), status=status)


def _page(request: HttpRequest, status: int, title: Text, sentence: Text) -> HttpResponse:
    context: dict[str, Any] = {"title": title, "sentence": sentence}
    return render(request, "errors/error.html", context, status=status)
