"""Staff begin to look at a brand's site as one of a customer's people: whom, and why."""

from __future__ import annotations

from typing import cast

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from portal.access import staff
from portal.console.site import ALPINE, console
from portal.links import link
from portal.viewing.passes import LASTS, PERMISSION, make
from tenants.models import Brand, BrandHost, Membership, Tenant, User

_SHORTEST_REASON = 5


class _Members(forms.ModelChoiceField[Membership]):
    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user} ({obj.get_role_display()})"


class ViewingForm(forms.Form):
    member = _Members(
        Membership.objects.none(),
        label="As whom?",
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
        help_text="You see what this person's role shows.",
    )
    reason = forms.CharField(
        label="Why?",
        min_length=_SHORTEST_REASON,
        max_length=300,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="Kept in the audit, where the customer reads it too.",
    )

    def __init__(self, *args: object, tenant: Tenant) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        people = Membership.objects.filter(tenant=tenant, user__is_active=True)
        cast(_Members, self.fields["member"]).queryset = people.select_related("user").order_by("-role", "pk")


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def view_as(request: HttpRequest, tenant: int) -> HttpResponse:
    if not cast(User, request.user).has_perm(PERMISSION):
        raise PermissionDenied
    found = _tenant(request, tenant)
    form = ViewingForm(request.POST or None, tenant=found)
    if request.method == "POST" and form.is_valid():
        _, secret = make(cast(User, request.user), form.cleaned_data["member"], form.cleaned_data["reason"])
        return redirect(
            link(found.brand, reverse("viewing_enter", args=[secret], urlconf=settings.ROOT_URLCONF))
        )
    context = {
        **console.each_context(request),
        "opts": Tenant._meta,
        "original": found,
        "title": f"View as {found}",
        "form": form,
        "minutes": LASTS.seconds // 60,
        "has_members": form.fields["member"].queryset.exists(),  # type: ignore[attr-defined]
    }
    page = csp_update({**ALPINE, "form-action": [SELF, _site(found.brand)]})(render)  # type: ignore[arg-type]
    return cast(HttpResponse, page(request, "console/tenants/view_as.html", context))  # type: ignore[call-arg]


def _tenant(request: HttpRequest, pk: int) -> Tenant:
    """One that the list of tenants would show this person, and that is there for its people. Raises Http404."""
    mine = console.get_model_admin(Tenant).get_queryset(request)
    found: Tenant | None = mine.select_related("brand").filter(pk=pk, closed_at=None).first()
    if found is None:
        raise Http404
    return found


def _site(brand: Brand) -> str:
    """Where the form leads to in the end: browsers ask the policy about that too. Raises Http404 before there is one."""
    try:
        return link(brand, "")
    except BrandHost.DoesNotExist:
        raise Http404 from None
