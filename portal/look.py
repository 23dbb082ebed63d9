"""What a brand's pages wear: the addresses of its colours, logo and icons. They change with what is behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import PurePosixPath

from django.http import HttpRequest
from django.urls import reverse

from tenants.models import Brand

SITE = "portal.urls"


@dataclass(frozen=True, slots=True)
class Look:
    """Addresses for a page; `logo` and `logo_dark` are "" where there is none."""

    css: str
    logo: str
    logo_dark: str
    icon: str
    touch_icon: str
    manifest: str


def look(request: HttpRequest) -> dict[str, Callable[[], Look | None]]:
    """A context processor: `look` is worked out once, where a template asks for it first."""
    brand: Brand | None = getattr(request, "brand", None)
    return {"look": cache(lambda: look_of(brand) if brand else None)}


def look_of(brand: Brand) -> Look:
    return _look(version_of(brand), brand.colour, brand.logo.name or "", brand.logo_dark.name or "")


@lru_cache(maxsize=256)
def _look(version: str, colour: str, logo: str, logo_dark: str) -> Look:
    """Of what is given and nothing else, so brands that look the same may share it."""
    return Look(
        css=f"{reverse('brand_css', SITE)}?v={colour.removeprefix('#')}",
        logo=picture_url(logo),
        logo_dark=picture_url(logo_dark),
        icon=icon_url(version, "32"),
        touch_icon=icon_url(version, "180"),
        manifest=reverse("brand_manifest", SITE),
    )


def version_of(brand: Brand) -> str:
    """Of the icons: another one whenever they would look different."""
    made_from = (brand.colour, brand.name.strip()[:1], brand.favicon.name, brand.logo.name)
    return sha256("\n".join(map(str, made_from)).encode()).hexdigest()[:16]


def icon_url(version: str, kind: str) -> str:
    return reverse("brand_icon", SITE, args=[version, kind])


def picture_url(stored: str | None) -> str:
    """`stored`: its name in the storage, which is its hash."""
    return reverse("brand_picture", SITE, args=[PurePosixPath(stored).stem]) if stored else ""
