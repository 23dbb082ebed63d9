"""What a brand announces to its customers: written in the console, beside what they will see."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET
from unfold.widgets import UnfoldAdminTextareaWidget

from portal.access import staff
from portal.announcing import shown
from portal.appearance import Appearance
from portal.console.audited import Audited
from portal.console.brand.preview import drafted, harmless, rendered
from portal.console.site import ALPINE, console, register
from tenants.announcements import Announced
from tenants.models import Announcement
from tenants.models.announcement import LONGEST

_SCHEMES = ("light", "dark")
_WORDED_ALIKE = {"en-gb"}
"""A variety of another language, in which nobody would write an announcement anew."""

_OTHERS = {code: str(name) for code, name in settings.LANGUAGES if code not in _WORDED_ALIKE}


class AnnouncementForm(forms.ModelForm[Announcement]):
    """The text, and for each language that the portal speaks one of its own, where there is to be one."""

    class Meta:
        model = Announcement
        fields = ["brand", "kind", "text", "shows_from", "shows_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in _OTHERS:
            self.initial.setdefault(f"in_{code}", self.instance.others.get(code, ""))

    def save(self, commit: bool = True) -> Announcement:
        given = {code: self.cleaned_data.get(f"in_{code}", "").strip() for code in _OTHERS}
        self.instance.others = {code: text for code, text in given.items() if text}
        return super().save(commit)


for _code, _name in _OTHERS.items():
    AnnouncementForm.declared_fields[f"in_{_code}"] = forms.CharField(
        label=_name, required=False, max_length=LONGEST, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class Showing(admin.SimpleListFilter):
    title = "time"
    parameter_name = "showing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", "shows now"), ("soon", "will show"), ("over", "is over")]

    def queryset(self, request: HttpRequest, rows: QuerySet[Announcement]) -> QuerySet[Announcement]:
        now = timezone.now()
        match self.value():
            case "now":
                return rows.filter(shows_from__lte=now, shows_until__gt=now)
            case "soon":
                return rows.filter(shows_from__gt=now)
            case "over":
                return rows.filter(shows_until__lte=now)
        return rows


@register(Announcement)
class AnnouncementAdmin(Audited):
    brand_path = "brand"
    form = AnnouncementForm
    list_display = ["said", "brand", "kind", "shows_from", "shows_until"]
    list_display_links = ["said"]
    list_filter = [Showing, "kind", "brand"]
    list_select_related = ["brand"]
    search_fields = ["text"]
    ordering = ["-shows_from", "-pk"]
    readonly_fields = ["preview"]
    fieldsets = [
        (None, {"fields": ["brand", "kind", "text", "shows_from", "shows_until"]}),
        ("In other words", {"fields": [f"in_{code}" for code in _OTHERS], "classes": ["tab"]}),
        ("Preview", {"fields": ["preview"]}),
    ]

    @admin.display(description="text")
    def said(self, announcement: Announcement) -> str:
        return announcement.text[:80]

    @admin.display(description="What customers see")
    def preview(self, announcement: Announcement) -> str:
        if announcement.pk is None:
            return "Once it is saved. Let it begin later until you like it."
        page = reverse("announcement_preview", args=[announcement.pk])
        ways = [(code, scheme) for code in ["", *announcement.others] for scheme in _SCHEMES]
        frames = (
            (
                f"{_OTHERS.get(code, 'For everybody')}, {scheme}",
                f"{page}?language={code}&scheme={scheme}",
                scheme,
            )
            for code, scheme in ways
        )
        made = format_html_join(
            "",
            '<figure><figcaption>{}</figcaption><div class="desk-window low"><iframe title="{}" class="{}" src="{}" '
            'loading="lazy" tabindex="-1"></iframe></div></figure>',
            ((title, title, scheme, url) for title, url, scheme in frames),
        )
        return format_html('<div class="desk desk-side-by-side">{}</div>', made)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        framed = csp_update({**ALPINE, "frame-src": [SELF]})(super().changeform_view)
        return framed(request, *args, **kwargs)


@staff
@xframe_options_sameorigin
@require_GET
@harmless
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of the brand's with the announcement on it, as it is saved."""
    admin_class = console.get_model_admin(Announcement)
    if not admin_class.has_view_or_change_permission(request):
        raise Http404
    mine = admin_class.get_queryset(request)
    announcement = cast(Announcement, get_object_or_404(mine.select_related("brand"), pk=pk))
    language, scheme = request.GET.get("language", ""), request.GET.get("scheme", "light")
    if scheme not in _SCHEMES or (language and language not in _OTHERS):
        raise Http404
    brand, worn = drafted(request, announcement.brand)
    made = Announced(announcement.pk, announcement.kind, announcement.text, announcement.others)
    with translation.override(language or brand.language):
        context = {
            "request": SimpleNamespace(brand=brand),
            "look": worn,
            "appearance": Appearance(scheme),
            "announcements": [shown(made, language)],
        }
        return HttpResponse(rendered("console/brand/preview/domain.html", context))
