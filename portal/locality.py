"""The language and the time zone of who reads: for pages and mails.

A person's own choice goes first, then the language that their browser asks for, then the brand's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from portal.request import Request
from tenants.models import Brand, User

Answer = Callable[[Request], HttpResponse]


@contextmanager
def at_home(brand: Brand, language: str = "", time_zone: str = "") -> Iterator[None]:
    """In this language and time zone, or where there is none in the brand's."""
    zone = ZoneInfo(time_zone or brand.time_zone)
    with translation.override(language or brand.language), timezone.override(zone):
        yield


def localized(answer: Answer) -> Answer:
    """A middleware, inside of the one that knows the brand. The console keeps the portal's own."""

    def middleware(request: Request) -> HttpResponse:
        if request.brand is None:
            return answer(request)
        with at_home(request.brand, _asked_for(request, request.brand)):
            response = _whole(answer(request))
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def in_their_language(answer: Answer) -> Answer:
    """A middleware, inside of the one that knows the person: from here on in the language and zone that they have chosen."""

    def middleware(request: Request) -> HttpResponse:
        user = request.user
        if request.brand is None or not isinstance(user, User) or not (user.language or user.time_zone):
            return answer(request)
        with at_home(request.brand, user.language or translation.get_language() or "", user.time_zone):
            return _whole(answer(request))

    return middleware


def choice_of(address: str) -> tuple[str, str]:
    """The language and the time zone that the person with this address has chosen; empty for none, and for nobody."""
    found = User.objects.filter(email=address.lower()).values_list("language", "time_zone").first()
    return found or ("", "")


def _asked_for(request: Request, brand: Brand) -> str:
    """What the browser likes best of what there is, in the brand's own variety of it. Empty where it names none.

    RFC 9110 section 12.5.4.
    """
    for accepted, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if accepted == "*":
            return ""
        with suppress(LookupError):
            found = translation.get_supported_language_variant(accepted)
            return "" if _base(found) == _base(brand.language) else found
    return ""


def _base(language: str) -> str:
    return language.partition("-")[0]


def _whole(response: HttpResponse) -> HttpResponse:
    """Template responses are rendered late: do it while the language is in force."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    return response
