"""What customers would see: pages and a mail in the look that is being chosen, in frames of the desk's page alone.

They are documents of their own, since they wear the brand's stylesheet and not the console's. Nothing in them runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import parseaddr
from types import SimpleNamespace
from typing import Any, cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import get_urlconf, reverse, set_urlconf
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from portal import theme
from portal.access import View, public, staff
from portal.appearance import Appearance
from portal.console.brand.desk import brand_of
from portal.console.brand.forms import PICTURES, LookForm
from portal.console.brand.pictures import as_url
from portal.letters import letter
from portal.links import link
from portal.look import SITE, Look, look_of
from portal.mail import Told
from portal.pages.brand.drawing import stored
from portal.words import Words
from tenants.models import Brand

KINDS: Mapping[str, str] = {"sign-in": "Sign-in page", "domain": "Page of a domain", "mail": "Mail"}

_HARMLESS = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
}
harmless = cast(Callable[[View], View], csp(_HARMLESS))
_mail = cast(
    Callable[[View], View], csp({**_HARMLESS, "style-src": [SELF, UNSAFE_INLINE], "frame-src": [SELF]})
)

_PREFERS_DARK = "(prefers-color-scheme: dark)"
_AS = {"light": "not all", "dark": "all"}
"""What stands for the device's preference, which a frame can't be given."""

_SAMPLE = Words(
    _("shop.example waits for its DNS records"),
    _("You have added shop.example, and its ownership record is not in DNS yet."),
    _("Publish the records on the domain's page."),
)


class _SampleSignIn(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), initial="ada@shop.example")
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)


@staff
@xframe_options_sameorigin
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what is saved, POST what is in the form, as far as it is valid."""
    brand, worn = drafted(request, brand_of(request, pk))
    asked = request.POST if request.method == "POST" else request.GET
    kind, scheme = asked.get("what", "sign-in"), asked.get("scheme", "light")
    if kind not in KINDS or scheme not in ("light", "dark"):
        raise Http404
    context = {
        "request": SimpleNamespace(brand=brand),
        "look": worn,
        "appearance": Appearance(scheme),
        "form": _SampleSignIn(),
    }
    show = _show_mail if kind == "mail" else _show_page
    return cast(HttpResponse, show(request, brand, kind, context))


@public
@require_GET
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The colours of a brand that is being chosen, out of nothing but the colour."""
    try:
        css = theme.stylesheet(request.GET.get("colour", ""))
    except ValueError:
        raise Http404 from None
    return HttpResponse(css, content_type="text/css")


@harmless
def _show_page(request: HttpRequest, brand: Brand, kind: str, context: dict[str, Any]) -> HttpResponse:
    return HttpResponse(rendered(f"console/brand/preview/{kind}.html", context))


@_mail
def _show_mail(request: HttpRequest, brand: Brand, kind: str, context: dict[str, Any]) -> HttpResponse:
    brand.primary_host = "portal.example"
    brand.logo.name = "brands/draft.png" if context["look"].logo else ""
    given = {"told": Told(_SAMPLE, link(brand, "/"))}
    mail = letter(brand, "ada@shop.example", "notice", given)
    html = str(mail.alternatives[0][0]).replace(_PREFERS_DARK, _AS[context["appearance"].scheme])
    if brand.logo:
        html = html.replace(link(brand, look_of(brand).logo), context["look"].logo)
    return HttpResponse(
        rendered(
            "console/brand/preview/mail.html",
            {**context, "brand": brand, "sender": parseaddr(mail.from_email)[1], "mail": mail, "html": html},
        )
    )


def drafted(request: HttpRequest, brand: Brand) -> tuple[Brand, Look]:
    """The brand as it would be, not saved, and what it would wear; pictures go along, as the console serves none."""
    pictures = {"logo": brand.logo.name, "logo_dark": brand.logo_dark.name}
    if request.method == "POST":
        form = LookForm(request.POST, request.FILES, instance=brand)
        form.is_valid()
        handed_in = {name: form.cleaned_data.get(f"new_{name}") for name in PICTURES}
    else:
        form, handed_in = None, {}
    worn = replace(look_of(brand), css=f"{reverse('brand_draft_css')}?colour=%23{brand.colour[1:]}")
    for name, kept in pictures.items():
        removed = form is not None and form.cleaned_data.get(f"remove_{name}")
        png = handed_in.get(name) or (None if removed else stored(kept))
        worn = replace(worn, **{name: as_url(png) if png else ""})
    return brand, worn


def rendered(template: str, context: dict[str, Any]) -> str:
    """With the addresses of a brand's site."""
    before = get_urlconf()
    set_urlconf(SITE)
    try:
        return render_to_string(template, context)
    finally:
        set_urlconf(before)
