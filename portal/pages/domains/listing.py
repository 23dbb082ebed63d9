"""The overview's list: what is asked for in the address, and the domains that answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cloudmailin.models import Domain, Finding
from cloudmailin.models.domain import Need
from cloudmailin.states import State, Use
from portal import words
from portal.pages.domains.presenting import Badge, badges
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


def day(moment: datetime) -> str:
    """The day as a list shows it, in the reader's zone and language. Most rows of a list have the same few."""
    return _written(timezone.localtime(moment).date(), get_language() or "")


@lru_cache(maxsize=4096)
def _written(on: date, language: str) -> str:
    return date_format(on, "j M Y")


@dataclass(frozen=True, slots=True)
class Row:
    """One domain. `group` heads the rows from this one on, "" where the one above has the same."""

    url_id: str
    name: str
    a_label: str
    receiving: Badge | None
    sending: Badge | None
    added_at: datetime
    group: Text

    @property
    def cells(self) -> tuple[tuple[Text, Badge | None, str], ...]:
        """A column's heading, the badge in it, and its day."""
        columns = ((_("Receiving"), self.receiving), (_("Sending"), self.sending))
        return tuple((label, badge, day(badge.since) if badge else "") for label, badge in columns)

    @property
    def added_on(self) -> str:
        return day(self.added_at)


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
    page: Page[Domain]
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
    counts = dict(found.values_list("need").annotate(Count("pk")).order_by())
    chosen = STATES[wanted.state][0] if wanted.state else None
    count = sum(counts.values()) if chosen is None else counts.get(chosen, 0)
    shown = found if chosen is None else found.filter(need=chosen)
    page = _Counted(_whole(shown.order_by(*ORDERS[wanted.sort])), PER_PAGE, count).get_page(wanted.page)
    return Listing(
        asked=wanted,
        page=page,
        rows=tuple(_rows(page, is_grouped=not wanted.sort)),
        chips=tuple(_chips(counts, wanted.state)),
        total=sum(counts.values()),
    )


class _Counted(Paginator[Domain]):
    """Pages of what has been counted already."""

    def __init__(self, domains: QuerySet[Domain], per_page: int, count: int) -> None:
        super().__init__(domains, per_page)
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


def _whole(domains: QuerySet[Domain]) -> QuerySet[Domain]:
    """What a row shows and nothing more: how findings were made is long."""
    few = Finding.objects.only("domain_id", "tenant_id", "purpose", "status", "changed_at")
    return domains.select_related("receiving", "sending").prefetch_related(Prefetch("findings", few))


def _rows(page: Page[Domain], *, is_grouped: bool) -> Iterator[Row]:
    above: int | None = None
    for domain in page:
        of_use = {badge.use: badge for badge in badges(domain, domain.findings.all())}
        yield Row(
            url_id=str(domain.public_id),
            name=names.unicode(domain.name),
            a_label=domain.name,
            receiving=of_use.get(Use.RECEIVING),
            sending=of_use.get(Use.SENDING),
            added_at=domain.created_at,
            group=_GROUPS[domain.need] if is_grouped and domain.need != above else "",
        )
        above = domain.need


def _chips(counts: Mapping[int, int], chosen: str) -> Iterator[Chip]:
    yield Chip("", _("All"), "", sum(counts.values()), not chosen)
    for state, (need, label, tone) in STATES.items():
        yield Chip(state, label, tone, counts.get(need, 0), state == chosen)


USES: tuple[tuple[str, Text], ...] = (("", _("Any use")), *((use.value, words.USES[use]) for use in Use))
"""What the filter by use offers."""
