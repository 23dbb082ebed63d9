"""The language and the time zone of a brand: for pages and mails, as long as a person has chosen none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone, translation

from portal.request import Request
from tenants.models import Brand

Answer = Callable[[Request], HttpResponse]


@contextmanager
def at_home(brand: Brand) -> Iterator[None]:
    """In the brand's language and time zone."""
    with translation.override(brand.language), timezone.override(ZoneInfo(brand.time_zone)):
        yield


def localized(answer: Answer) -> Answer:
    """A middleware, inside of the one that knows the brand. The console keeps the portal's own."""

    def middleware(request: Request) -> HttpResponse:
        if request.brand is None:
            return answer(request)
        with at_home(request.brand):
            response = answer(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()
        return response

    return middleware
