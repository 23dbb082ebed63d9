"""The overview's list: what is asked for in the address, and the domains that answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cloudmailin.dns.records import Purpose
from cloudmailin.models import Domain, Finding
from cloudmailin.models.domain import Need
from cloudmailin.states import State, Use
from portal import words
from portal.pages.domains import presenting
from portal.pages.domains.sections import MISTAKEN
from portal.templatetags import components
from portal.words import Text
from tenants import names

PER_PAGE = 25
_LONGEST = 253
_SHORT = 7

STATES: Mapping[str, tuple[Need, Text, str]] = {
    "attention": (Need.ATTENTION, _("Needs attention"), "bad"),
    "waiting": (Need.UNDER_WAY, _("Under way"), "busy"),
    "working": (Need.NOTHING, _("Working"), "good"),
}
"""By their name in the address: what is needed, how the page calls it, and its tone."""

_GROUPS: Mapping[int, Text] = {need: title for need, title, _tone in STATES.values()}

ORDERS: Mapping[str, tuple[str, ...]] = {
    "": ("need", "name"),
    "name": ("name",),
    "-name": ("-name",),
    "-added": ("-created_at", "-id"),
    "added": ("created_at", "id"),
}
"""By their name in the address; "" is what needs attention first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; whatever makes no sense is left out. `q` is a part of a name."""

    q: str = ""
    state: str = ""
    use: str = ""
    sort: str = ""
    page: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.state or self.use)


def asked(query: QueryDict) -> Asked:
    state, use, sort = (query.get(name, "") for name in ("state", "use", "sort"))
    return Asked(
        q=query.get("q", "").replace("\0", "").strip()[:_LONGEST],
        state=state if state in STATES else "",
        use=use if use in set(Use) else "",
        sort=sort if sort in ORDERS else "",
        page=query.get("page", ""),
    )


def day(moment: datetime) -> SafeString:
    """The day as a list shows it, in the reader's zone and language. Most rows of a list have the same few."""
    return _written(timezone.localtime(moment).date(), get_language() or "")


@lru_cache(maxsize=4096)
def _written(on: date, language: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), date_format(on, "SHORT_DATE_FORMAT"))


@dataclass(frozen=True, slots=True)
class Row:
    """One domain, drawn as far as rows are alike. `a_label` is "" where it is the name.

    `group` heads the rows from this one on, "" where the one above has the same.
    """

    url: str
    name: str
    a_label: str
    receiving: SafeString | str
    sending: SafeString | str
    added_on: SafeString
    group: Text


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter by state, and how many there are."""

    state: str
    label: Text
    tone: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Listing:
    asked: Asked
    page: Page[Any]
    rows: tuple[Row, ...]
    chips: tuple[Chip, ...]
    total: int

    @property
    def is_long(self) -> bool:
        """So long that one looks for something in it."""
        return self.total > _SHORT or self.asked.is_narrowed


def listing(query: QueryDict) -> Listing:
    """Three queries, however many domains the tenant in scope has."""
    wanted = asked(query)
    found = _found(wanted)
    counts = dict(found.values_list("need").annotate(count=Count("*")).order_by())
    chosen = STATES[wanted.state][0] if wanted.state else None
    count = sum(counts.values()) if chosen is None else counts.get(chosen, 0)
    shown = found if chosen is None else found.filter(need=chosen)
    lines = shown.order_by(*ORDERS[wanted.sort]).values_list(*_Line._fields)
    page = _Counted(lines, PER_PAGE, count).get_page(wanted.page)
    return Listing(
        asked=wanted,
        page=page,
        rows=tuple(_rows(page, is_grouped=not wanted.sort)),
        chips=tuple(_chips(counts, wanted.state)),
        total=sum(counts.values()),
    )


class _Counted(Paginator[Any]):
    """Pages of what has been counted already."""

    def __init__(self, lines: QuerySet[Domain, Any], per_page: int, count: int) -> None:
        super().__init__(lines, per_page)
        self._known = count

    @cached_property
    def count(self) -> int:
        return self._known


def _found(wanted: Asked) -> QuerySet[Domain]:
    domains = Domain.objects.filter(removed_at=None)
    if wanted.q:
        domains = domains.filter(name__contains=names.as_kept(wanted.q))
    if wanted.use:
        used = Q(**{f"{wanted.use}__isnull": False}) & ~Q(**{f"{wanted.use}__state": State.GONE})
        domains = domains.filter(used)
    return domains


class _Line(NamedTuple):
    """What a row is made of, named as it is asked for: whole rows, with how findings were made, are long."""

    pk: int
    public_id: UUID
    name: str
    created_at: datetime
    proven_at: datetime | None
    need: int
    receiving__state: str | None
    receiving__state_since: datetime
    sending__state: str | None
    sending__state_since: datetime

    @property
    def awaits_dns(self) -> bool:
        return State.AWAITING_DNS in (self.receiving__state, self.sending__state)


def _rows(page: Page[Any], *, is_grouped: bool) -> Iterator[Row]:
    above: int | None = None
    url, since = reverse("domain", args=[_ANY]), gettext("since")
    lines = [_Line(*line) for line in page]
    mistakes = _mistakes([line for line in lines if line.awaits_dns])
    for line in lines:
        name, mistaken = names.unicode(line.name), mistakes.get(line.pk, {})
        yield Row(
            url=url.replace(str(_ANY), str(line.public_id)),
            name=name,
            a_label="" if name == line.name else line.name,
            receiving=_cell(
                Use.RECEIVING, line.receiving__state, line.receiving__state_since, mistaken, since
            ),
            sending=_cell(Use.SENDING, line.sending__state, line.sending__state_since, mistaken, since),
            added_on=day(line.created_at),
            group=_GROUPS[line.need] if is_grouped and line.need != above else "",
        )
        above = line.need


def _mistakes(lines: Sequence[_Line]) -> Mapping[int, Mapping[str, datetime]]:
    """Of each domain the records that have to be changed, and since when. No query without lines."""
    if not lines:
        return {}
    proven = {line.pk for line in lines if line.proven_at}
    found: dict[int, dict[str, datetime]] = {}
    of_lines = Finding.objects.filter(domain__in=[line.pk for line in lines], status__in=MISTAKEN)
    for domain, purpose, since in of_lines.values_list("domain_id", "purpose", "changed_at"):
        if domain not in proven or purpose != Purpose.OWNERSHIP:
            found.setdefault(domain, {})[purpose] = since
    return found


def _cell(
    use: Use, state: str | None, at: datetime, mistaken: Mapping[str, datetime], since: str
) -> SafeString | str:
    if state is None or state == State.GONE:
        return ""
    shown = presenting.badge(use, State(state), at, mistaken)
    return format_html("{}<small>{} {}</small>", components.badge(shown), since, day(shown.since))


_ANY = UUID(int=0)


def _chips(counts: Mapping[int, int], chosen: str) -> Iterator[Chip]:
    yield Chip("", _("All"), "", sum(counts.values()), not chosen)
    for state, (need, label, tone) in STATES.items():
        yield Chip(state, label, tone, counts.get(need, 0), state == chosen)


USES: tuple[tuple[str, Text], ...] = (("", _("Any use")), *((use.value, words.USES[use]) for use in Use))
"""What the filter by use offers."""
