"""Add many domains: paste a list, see what would become of each line, confirm, watch it being done, take the result."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cloudmailin.lifecycle import bulk
from cloudmailin.lifecycle.bulk import Wanted
from cloudmailin.models.bulk import TO_DO, BulkAddition, BulkLine, Verdict
from cloudmailin.states import Use
from portal import words
from portal.access import member
from portal.pages.domains.pasted import MOST_LINES, wanted
from portal.request import MemberRequest
from portal.words import Text
from tenants import names
from tenants.roles import Action

_PER_PAGE = 100
_LARGEST_FILE = 100_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DONE = 286
"""Tells htmx to ask no more (its documentation, "Polling")."""


class ListForm(forms.Form):
    """A pasted list or a file; every problem is said beside its field."""

    names = forms.CharField(
        label=_("Your domains"),
        required=False,
        strip=False,
        max_length=_LARGEST_FILE,
        widget=forms.Textarea(
            attrs={"rows": 8, "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
        help_text=_(
            "One on each line. Behind a comma you can say what it is for: receiving, sending or both."
        ),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        help_text=_("CSV or plain text, in the same form."),
    )
    uses = forms.MultipleChoiceField(
        label=_("What for, where the list does not say?"),
        choices=[(use.value, words.USES[use]) for use in Use],
        initial=[use.value for use in Use],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def clean_file(self) -> str:
        """The text in it."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > _LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large. Split it, or paste the names."))
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is no text file. Save it as CSV, in UTF-8.")) from None
        return text

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.errors:
            return given
        usual = frozenset(Use(use) for use in given["uses"])
        lines = wanted(f"{given['names']}\n{given['file']}", usual)
        if not lines:
            raise forms.ValidationError({"names": _("Paste at least one domain, or choose a file.")})
        if len(lines) > MOST_LINES:
            said = _("These are {count} domains. Up to {most} go at once: split the list.")
            raise forms.ValidationError({"names": said.format(count=len(lines), most=MOST_LINES)})
        given["lines"] = lines
        return given

    @property
    def lines(self) -> list[Wanted]:
        lines: list[Wanted] = self.cleaned_data["lines"]
        return lines


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    typed: str
    name: str
    uses: tuple[Text, ...]
    tone: str
    verdict: Text
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a list is. `to_add` are still to do, `added` done, `left` those that nothing is done for."""

    total: int
    to_add: int
    added: int
    left: int
    is_confirmed: bool
    is_finished: bool

    @property
    def of(self) -> int:
        return self.to_add + self.added


@member(Action.ADD_DOMAINS)
@never_cache
@require_http_methods(["GET", "POST"])
def add_many(request: MemberRequest) -> HttpResponse:
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        addition = bulk.draft(request.membership.tenant, form.lines, actor=request.user)
        return redirect("domains_list", addition.public_id)
    return render(request, "domains/add_many.html", {"form": form, "most": MOST_LINES})


@member(Action.ADD_DOMAINS)
@never_cache
@require_GET
def show_list(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What would become of each line; once confirmed, what has become of it. It can be come back to at any time."""
    return render(request, "domains/list.html", _shown(request, _find(public_id)))


@member(Action.ADD_DOMAINS)
@never_cache
@require_GET
def list_live(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that moves; no more is asked once it is done."""
    context = _shown(request, _find(public_id))
    status = _DONE if context["progress"].is_finished else 200
    return render(request, "domains/_list_live.html", context, status=status)


@member(Action.ADD_DOMAINS)
@require_POST
def confirm_list(request: MemberRequest, public_id: UUID) -> HttpResponse:
    bulk.confirm(_find(public_id))
    return redirect("domains_list", public_id)


@member(Action.ADD_DOMAINS)
@never_cache
@require_GET
def list_result(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """All lines as a file for a spreadsheet, which takes nothing in it for a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="domains.csv"'
    writer = csv.writer(answer)
    writer.writerow(["line", "typed", "domain", "uses", "result", "page"])
    for line in _lines(_find(public_id).lines.all()):
        uses = " and ".join(str(use) for use in line.uses)
        said = f"{line.verdict} {line.detail}".strip()
        page = request.build_absolute_uri(line.url) if line.url else ""
        writer.writerow(
            [_harmless(str(each)) for each in (line.number, line.typed, line.name, uses, said, page)]
        )
    return answer


def _harmless(cell: str) -> str:
    """OWASP, "CSV Injection"."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _find(public_id: UUID) -> BulkAddition:
    return get_object_or_404(BulkAddition, public_id=public_id)


def _shown(request: MemberRequest, addition: BulkAddition) -> dict[str, Any]:
    pages: Page[BulkLine] = Paginator(addition.lines.all(), _PER_PAGE).get_page(request.GET.get("page"))
    return {
        "addition": addition,
        "progress": _progress(addition),
        "page": pages,
        "lines": list(_lines(pages)),
        "steps": _steps(addition),
    }


def _progress(addition: BulkAddition) -> Progress:
    counts = Counter(addition.lines.values_list("verdict", flat=True))
    to_add, added = sum(counts[each] for each in TO_DO), counts[Verdict.ADDED]
    return Progress(
        total=counts.total(),
        to_add=to_add,
        added=added,
        left=counts.total() - to_add - added,
        is_confirmed=addition.confirmed_at is not None,
        is_finished=addition.finished_at is not None,
    )


def _steps(addition: BulkAddition) -> tuple[tuple[Text, str], ...]:
    done, now = "done", "current"
    if addition.finished_at:
        states = (done, done, done)
    else:
        states = (done, done, now) if addition.confirmed_at else (done, now, "")
    return tuple(zip((_("List"), _("Check"), _("Result")), states, strict=True))


def _lines(lines: Any) -> Iterator[Line]:
    for line in lines:
        tone, said = words.VERDICTS[line.verdict]
        wanted_for = ((Use.RECEIVING, line.receives), (Use.SENDING, line.sends))
        yield Line(
            number=line.number,
            typed=line.typed,
            name=names.unicode(line.name) if line.name else "",
            uses=tuple(words.USES[use] for use, is_wanted in wanted_for if is_wanted),
            tone=tone,
            verdict=said,
            detail=line.detail,
            url=reverse("domain", args=[line.domain_id_of_page]) if line.domain_id_of_page else "",
        )
