"""Tenants out of a CSV file, in two steps: the verdict for each line, then, confirmed, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminFileFieldWidget

from portal.access import staff
from portal.console.confirm import is_confirmed
from portal.console.of_brand import within_brand
from portal.console.site import console, in_the_frame
from portal.importing.judging import Judged
from portal.importing.making import judged, make
from portal.importing.reading import NoTable
from tenants.models import Brand, Tenant, User

_LARGEST_FILE = 100_000
_MOST_LINES = 200
"""Each may be a mail that is sent while somebody waits; `manage.py import_tenants` takes more."""


class TableForm(forms.Form):
    """A file at first; the table that was in it when it is sent again to be made."""

    file = forms.FileField(
        label="CSV file",
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    table = forms.CharField(required=False, strip=False, max_length=_LARGEST_FILE, widget=forms.HiddenInput())

    def __init__(self, *args: Any, brands: QuerySet[Brand]) -> None:
        super().__init__(*args)
        self._brands = brands

    def clean_file(self) -> str:
        """The text in it."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > _LARGEST_FILE:
            raise forms.ValidationError("This file is too large. Split it, or use manage.py import_tenants.")
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("This is no text file. Save it as CSV, in UTF-8.") from None
        return text

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.errors:
            return given
        given["table"] = given["file"] or given["table"]
        try:
            given["lines"] = judged(given["table"], self._brands)
        except NoTable as error:
            raise forms.ValidationError({"file": f"This can't be read: {error}."}) from None
        if not given["lines"]:
            raise forms.ValidationError({"file": "There is no customer in it."})
        if len(given["lines"]) > _MOST_LINES:
            said = (
                f"These are {len(given['lines'])} customers. Up to {_MOST_LINES} go at once: split the file."
            )
            raise forms.ValidationError({"file": said})
        return given


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_the_frame
def import_tenants(request: HttpRequest) -> HttpResponse:
    if not cast(User, request.user).has_perms(["tenants.add_tenant", "tenants.add_invitation"]):
        raise PermissionDenied
    mine = within_brand(Brand.objects.all(), "pk", request)
    form = TableForm(request.POST or None, request.FILES or None, brands=mine)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, ())
    lines: list[Judged] = form.cleaned_data["lines"]
    if not is_confirmed(request) or any(each.problems for each in lines):
        return _page(request, form, lines)
    for email in make(lines, by=cast(User, request.user)):
        messages.error(
            request, f"The mail to {email} could not be sent: invite them again on the customer's page."
        )
    messages.success(request, f"{len(lines)} customer(s) were made.")
    return redirect("admin:tenants_tenant_changelist")


def _page(request: HttpRequest, form: TableForm, lines: Sequence[Judged]) -> HttpResponse:
    bad = sum(bool(each.problems) for each in lines)
    context = {
        **console.each_context(request),
        "opts": Tenant._meta,
        "title": "Import customers",
        "form": form,
        "lines": lines,
        "bad": bad,
        "table": form.cleaned_data["table"] if lines else "",
    }
    return render(request, "console/tenants/import.html", context)
