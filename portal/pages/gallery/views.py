"""Each component of the design system, in each of its states."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.access import public
from portal.navigation import Entry
from portal.request import Request


class SampleForm(forms.Form):
    """A field as it comes, one with help, one with an error, and a choice."""

    plain = forms.CharField(label="Name")
    helped = forms.CharField(label="Domain", help_text="The part after the @ in your addresses.")
    wrong = forms.EmailField(label="E-mail address")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    choice = forms.ChoiceField(
        label="What for?",
        choices=[("receiving", "Receiving mail"), ("sending", "Sending mail")],
        widget=forms.RadioSelect,
    )


@public
@require_GET
def components(request: Request) -> HttpResponse:
    return render(request, "gallery/components.html", _samples(request))


def _samples(request: Request) -> dict[str, Any]:
    now = timezone.now()
    typed = {"plain": "Acme Tools", "helped": "example.com", "wrong": "nobody", "choice": "sending"}
    tones = (("good", "Working"), ("bad", "Needs a change"), ("busy", "Waiting"), ("quiet", "Off"))
    return {
        "form": SampleForm(typed),
        "badges": [
            SimpleNamespace(tone=tone, title=title, label="Receiving mail", use="", state="")
            for tone, title in tones
        ],
        "tones": [tone for tone, _title in tones],
        "steps": [("Name", "done"), ("Records", "current"), ("Ready", "")],
        "events": [("Receiving works", now, ""), ("Domain added", now, "Ada")],
        "page": Paginator(range(90), 10).get_page(request.GET.get("page", "3")),
        "entries": [Entry("#menu", "Rename", "pencil", False), Entry("#menu", "Remove", "trash", False)],
        "icons": ("good", "bad", "busy", "quiet", "unknown", "copy", "globe-alt", "inbox", "users"),
    }
