"""Components that a page shows many times, drawn in Python: as partials they took half of the time of a page."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.templatetags.icons import icon

register = template.Library()


@register.simple_tag
def copyable(value: str, what: str, key: str, part: object = "") -> SafeString:
    """A value with a button that copies it; without JavaScript it can still be selected.

    `what` it is, in words; `key` and `part` together are unique on the page.
    """
    return format_html(
        '<span class="copyable"><code>{0}</code><button class="copy" type="button" id="copy-{1}{2}" hidden '
        'data-copy="{0}" data-copied="{3}" aria-label="{4}">{5}</button></span>',
        value,
        key,
        part,
        *_button(str(what), get_language() or ""),
    )


@lru_cache(maxsize=256)
def _button(what: str, language: str) -> tuple[str, str, str]:
    """What is said of a button that copies, before and after, and its sign."""
    return _("Copied"), _("Copy %(what)s") % {"what": what}, icon("copy")


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """In the reader's time zone as far as it is known; with JavaScript in that of their device."""
    here = timezone.localtime(at)
    minute = _minute(here.replace(second=0, microsecond=0, tzinfo=None), get_language() or "")
    return format_html(
        '<time datetime="{}" data-local>{} {}</time>', here.isoformat(), minute, here.tzname() or ""
    )


@lru_cache(maxsize=4096)
def _minute(here: datetime, language: str) -> str:
    """A page that is looked at again and again shows the same few."""
    return date_format(here, "SHORT_DATETIME_FORMAT")


@register.simple_tag
def badge(shown: Any, *, with_label: bool = False) -> SafeString:
    """A state in words, colour and icon. `shown`: a presenting.Badge; `with_label`: its use stands before it."""
    words = str(shown.label), str(shown.title)
    return _badge(shown.use, shown.state, shown.tone, *words, with_label=with_label)


@lru_cache(maxsize=1024)
def _badge(use: str, state: str, tone: str, label: str, title: str, *, with_label: bool) -> SafeString:
    """There are as many as there are states, in each language; none has anything of a customer's in it."""
    about = {"use": use, "state": state, "tone": tone, "label": label, "title": title}
    return mark_safe(render_to_string("components/badge.html", {"badge": about, "with_label": with_label}))  # noqa: S308
