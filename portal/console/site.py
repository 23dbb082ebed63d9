"""The console's own admin site, in django-unfold's look. Every class of the console is registered here, and nowhere else.

Classes of the console derive from the three below: Unfold's, which brings no types of its own, within a brand's walls.
"""

from __future__ import annotations

from functools import partial, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from csp.constants import UNSAFE_EVAL
from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from unfold.sites import UnfoldAdminSite

from portal.access import View
from portal.console.bounded import Bounded
from portal.console.dashboard.figures import dashboard
from portal.console.navigation import groups
from portal.console.of_brand import LimitedChoices, OfBrand, brand_of_staff

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _ModelAdmin
    from django.contrib.admin import StackedInline as _StackedInline
    from django.contrib.admin import TabularInline as _TabularInline
else:
    from unfold.admin import ModelAdmin as _ModelAdmin
    from unfold.admin import StackedInline as _StackedInline
    from unfold.admin import TabularInline as _TabularInline

_Row = TypeVar("_Row", bound=Model)
_Parent = TypeVar("_Parent", bound=Model)

__all__ = ["ALPINE", "ModelAdmin", "StackedInline", "TabularInline", "console", "in_the_frame", "register"]

ALPINE = {"script-src": [UNSAFE_EVAL]}
"""For pages with Unfold's sidebar and menus, which Alpine.js moves.

Alpine compiles what stands in its attributes, so it needs `unsafe-eval`; its build without asks for other templates than
Unfold's. Scripts still come from the console's own host alone, none stands in a page, and what customers wrote is
escaped, attributes and all. Sign-in, profile and previews have no Alpine, so they are not allowed it.
"""


def in_the_frame(view: View) -> View:
    """A page that is to be allowed more says so itself, and what is here besides."""

    @wraps(view)
    def framed(*args: Any, **given: Any) -> HttpResponseBase:
        answer = view(*args, **given)
        if not hasattr(answer, "_csp_update"):
            answer._csp_update = ALPINE  # type: ignore[attr-defined]
        return answer

    return framed


class ModelAdmin(OfBrand, _ModelAdmin[_Row]):
    paginator = Bounded
    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    """Facets count all rows of each choice."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The audit tells it: Django's own log is not kept."""
        row: Any = self.get_object(request, unquote(object_id))
        if row is None:
            return super().history_view(request, object_id, extra_context)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        key = getattr(row, "public_id", row.pk)
        of = {"target_kind__exact": self.opts.model_name, "target_id__exact": key}
        if tenant := getattr(row, "tenant_id", None):
            of["tenant__exact"] = tenant
        return redirect(f"{reverse('admin:tenants_auditentry_changelist')}?{urlencode(of)}")


class StackedInline(LimitedChoices, _StackedInline[_Row, _Parent]):
    pass


class TabularInline(LimitedChoices, _TabularInline[_Row, _Parent]):
    hide_title = True
    """A row says what it is; `False` where it has a link to its page besides."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **given: Any) -> Any:
        """Named for whoever hears the page: a table's cells have no labels."""
        if (field := super().formfield_for_dbfield(db_field, request, **given)) is not None:
            field.widget.attrs.setdefault("aria-label", capfirst(db_field.verbose_name))
        return field


class Console(UnfoldAdminSite):
    """Unfold is told here what it would read in settings."""

    index_template = "console/dashboard.html"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return in_the_frame(super().admin_view(view, cacheable))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        profile = {"title": "Profile and sign-in", "link": reverse("profile")}
        return {
            **super().each_context(request),
            "site_title": "Staff console",
            "site_header": "Mail domains",
            "site_subheader": "Staff console",
            "site_symbol": "alternate_email",
            "site_url": None,
            "site_favicons": [{"rel": "icon", "href": static("img/console.svg"), "type": "image/svg+xml"}],
            "account_links": [profile],
            "styles": [static("css/console.css"), static("css/desk.css")],
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """For staff who have a brand, or all of them; the others are told what they wait for."""
        has_brand = brand_of_staff(request) != 0
        shown = {"dashboard": dashboard(request) if has_brand else None, "title": "Dashboard"}
        return super().index(request, {**shown, **(extra_context or {})})

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        return groups(self, request)

    def _get_colors(self, *_: Any) -> dict[str, Any]:
        """They stand in a stylesheet (static/css/console.css): Unfold would write them into each page."""
        return {}


console = Console()
register = partial(admin.register, site=console)
