"""What a brand wears, each on the brand's own hosts alone: colours, logos, icons, and the web app's manifest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from csp.constants import NONE
from csp.decorators import csp
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control

from portal import icons, theme
from portal.access import View, public
from portal.look import icon_url, version_of
from portal.pages.brand.drawing import drawn
from portal.pictures import png
from portal.request import MemberRequest

_YEAR, _DAY = 31_536_000, 86_400

SIZES = {"16": 16, "32": 32, "48": 48, "180": 180, "192": 192, "512": 512, "mask": 512}
"""The kinds of icons, and their sides in pixels."""

_FULL = frozenset({"180", "mask"})
"""Shown in a shape that the system cuts out."""

_alone = cast(
    Callable[[View], View], csp({"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": True})
)
"""A picture that is opened by itself is a document too."""


@public
def stylesheet(request: MemberRequest) -> HttpResponse:
    """A stylesheet of its own: the Content-Security-Policy allows no inline style.

    Links carry the colour (`?v=1f5fbf`), so that a changed brand has a new address.
    """
    return _answer(theme.stylesheet(request.brand.colour).encode(), "text/css", _DAY)


@public
@_alone
def picture(request: MemberRequest, digest: str) -> HttpResponse:
    brand = request.brand
    worn = (each.name for each in (brand.logo, brand.logo_dark) if each)
    stored = next((name for name in worn if name == f"brands/{digest}.png"), None)
    if stored is None or not default_storage.exists(stored):
        raise Http404
    with default_storage.open(stored) as file:
        return _answer(file.read(), "image/png", _YEAR)


@public
@_alone
def icon(request: MemberRequest, version: str, kind: str) -> HttpResponse:
    if kind not in SIZES:
        raise Http404
    is_current = version == version_of(request.brand)
    data = png(drawn(request.brand, SIZES[kind], is_full=kind in _FULL))
    return _answer(data, "image/png", _YEAR if is_current else 0)


@public
@_alone
def favicon(request: MemberRequest) -> HttpResponse:
    return _answer(icons.ico(drawn(request.brand, 48, is_full=False)), "image/x-icon", _DAY)


@public
@_alone
def manifest(request: MemberRequest) -> HttpResponse:
    """W3C, "Web Application Manifest"."""
    brand, version = request.brand, version_of(request.brand)
    kinds = [("192", "any"), ("512", "any"), ("mask", "maskable")]
    made = {
        "name": brand.name,
        "short_name": re.split(r"\s", brand.name.strip())[0][:12],
        "lang": brand.language,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": brand.colour,
        "icons": [
            {
                "src": icon_url(version, kind),
                "sizes": f"{SIZES[kind]}x{SIZES[kind]}",
                "type": "image/png",
                "purpose": purpose,
            }
            for kind, purpose in kinds
        ],
    }
    return _answer(JsonResponse(made).content, "application/manifest+json", _DAY)


def _answer(content: bytes, type: str, seconds: int) -> HttpResponse:
    answer = HttpResponse(content, content_type=type)
    answer["Vary"] = "Host"
    answer["X-Content-Type-Options"] = "nosniff"
    if seconds:
        patch_cache_control(answer, public=True, max_age=seconds, immutable=seconds == _YEAR)
    else:
        patch_cache_control(answer, no_cache=True)
    return answer
