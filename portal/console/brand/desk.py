"""What the views of a brand's desk have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from portal.console.of_brand import within_brand
from portal.console.site import console
from tenants.models import Brand, User


def brand_of(request: HttpRequest, pk: int) -> Brand:
    """Raises PermissionDenied for staff who change no brands, and Http404, for other brands' too."""
    if not (isinstance(request.user, User) and request.user.has_perm("tenants.change_brand")):
        raise PermissionDenied
    return get_object_or_404(within_brand(Brand.objects.all(), "pk", request), pk=pk)


def context(request: HttpRequest, brand: Brand, title: str, **more: Any) -> dict[str, Any]:
    """For a page in the console's frame."""
    return {
        **console.each_context(request),
        "opts": Brand._meta,
        "original": brand,
        "brand": brand,
        "title": title,
        **more,
    }
