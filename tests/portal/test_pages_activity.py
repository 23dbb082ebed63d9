"""The activity page: whose mail it shows, what may be looked for, its chart, and how fresh it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloudmailin.delivery_log.outcomes import Outcome
from cloudmailin.delivery_log.query import query
from cloudmailin.models import Address, Domain, IncomingStatus, Operation
from cloudmailin.queue import clock
from portal.columns import HEIGHT
from portal.pages.activity.chart import chart
from portal.pages.activity.forms import FilterForm
from portal.pages.activity.periods import PERIODS
from tenants.models import Tenant
from tenants.roles import Role
from tenants.scoping import within
from tests.build import a_domain, a_tenant, working
from tests.portal.conftest import Page


def came(domain: Domain, subject: str, *, status: str = "200", ago: timedelta = timedelta(0)) -> None:
    outcome = {"2": Outcome.ACCEPTED, "4": Outcome.REJECTED}.get(status[0], Outcome.DELAYED)
    with within(domain.tenant):
        IncomingStatus.objects.create(
            tenant=domain.tenant,
            account=domain.account,
            domain=domain,
            key=subject,
            recipient=f"post@{domain.name}",
            sender="ann@example.net",
            subject=subject,
            status=status,
            outcome=outcome,
            at=clock.now() - ago,
        )


@pytest.fixture
def domain(home: Tenant) -> Domain:
    return working(a_domain(home, "shop.test"))


class TestPage:
    pytestmark = pytest.mark.django_db

    def test_it_shows_the_tenants_mail_and_nobody_elses(
        self, domain: Domain, sign_in: Callable[[Role], Client]
    ) -> None:
        theirs = working(a_domain(a_tenant(domain.tenant.brand), "theirs.test"))
        came(domain, "For us")
        came(theirs, "For them")
        page = sign_in(Role.VIEWER).get("/activity/").content.decode()
        assert "For us" in page
        assert "For them" not in page
        assert "theirs.test" not in page

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ("q=invoice", {"Invoice 7"}),
            ("q=SHOP.test", {"Invoice 7", "Too big", "Yesterday's"}),
            ("outcome=rejected", {"Too big"}),
            ("domain=shop", {"Invoice 7", "Too big", "Yesterday's"}),
            ("domain=other.test", {"Hello"}),
            ("q=%25", set()),
            ("outcome=nonsense", set()),
            ("period=month&q=old", {"Old one"}),
            ("period=nonsense", set()),
            ("q=%00", set()),
            ("page=99999999999999999999", {"Invoice 7", "Too big", "Yesterday's", "Hello"}),
        ],
    )
    def test_it_finds_what_is_looked_for(
        self, domain: Domain, owner: Client, asked: str, shown: set[str]
    ) -> None:
        other = working(a_domain(domain.tenant, "other.test"))
        came(domain, "Invoice 7")
        came(domain, "Too big", status="413")
        came(domain, "Yesterday's", status="503", ago=timedelta(hours=20))
        came(domain, "Old one", ago=timedelta(days=9))
        came(other, "Hello")
        page = Page(owner.get(f"/activity/?{asked}").content).prose
        for subject in ("Invoice 7", "Too big", "Yesterday's", "Old one", "Hello"):
            assert (subject in page) == (subject in shown), subject

    def test_looking_asks_for_it_anew_once_and_says_when(self, domain: Domain, owner: Client) -> None:
        for _ in range(3):
            page = owner.get("/activity/").content.decode()
        assert "read anew" in page
        assert 'hx-get="/activity/live/"' in page
        with within(domain.tenant):
            assert Operation.objects.filter(kind="list_incoming").count() == 1
            Operation.objects.update(status="done")
            Address.objects.update(log_read_at=clock.now())
        settled = owner.get("/activity/live/").content.decode()
        assert "As of" in settled
        assert "hx-get" not in settled

    def test_its_queries_are_the_same_for_one_row_and_for_many(self, domain: Domain, owner: Client) -> None:
        counts = []
        with within(domain.tenant):
            Address.objects.update(log_read_at=clock.now())
        owner.get("/activity/")  # what is asked once for all is no matter
        for many in (1, 60):
            for n in range(many):
                came(domain, f"mail {many} {n}")
            with CaptureQueriesContext(connection) as asked:
                owner.get("/activity/")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 12, counts

    def test_nothing_yet_says_what_will_be_here(self, home: Tenant, owner: Client) -> None:
        assert "As soon as one of your domains receives mail" in Page(owner.get("/activity/").content).prose


@pytest.fixture
def both(domain: Domain) -> tuple[Domain, Domain]:
    """A tenant's domain, and one of another tenant of the same brand, with a mail each."""
    theirs = working(a_domain(a_tenant(domain.tenant.brand), "theirs.test"))
    came(domain, "theirs.test OR *")
    came(theirs, "to:shop.test")
    return domain, theirs


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(typed=st.text(alphabet='*"\\()[]{}:^~/+-!&|<>=? theirshop.ORANDT%_', max_size=30))
def test_whatever_is_searched_for_shows_no_foreign_row_and_is_asked_of_nobody(
    both: tuple[Domain, Domain], typed: str
) -> None:
    """The search is PostgreSQL's alone, and what CloudMailin is asked for has no word of it."""
    mine, _theirs = both
    with within(mine.tenant):
        form = FilterForm({"q": typed, "domain": typed, "period": "month"})
        assert all(row.domain_id == mine.pk for row in form.found(HOUR))
        assert Operation.objects.filter(kind="list_incoming").count() == 0
    assert query([mine.name]) == 'to:(*@shop.test OR "shop.test")'


HOUR = datetime(2026, 1, 1, tzinfo=UTC)


@given(
    st.lists(
        st.tuples(st.integers(0, 23), st.sampled_from(list(Outcome)), st.integers(1, 9_999)), max_size=30
    )
)
def test_the_chart_holds_all_that_is_counted_within_its_frame(
    counted: list[tuple[int, Outcome, int]],
) -> None:
    starts = [HOUR + timedelta(hours=n) for n in range(24)]
    counts = {(starts[hour], outcome.value): many for hour, outcome, many in counted}
    drawn = chart(starts, counts, is_hourly=True)
    assert sum(line.total for line in drawn.busy_lines) == sum(counts.values()) == drawn.totals.total
    for part in drawn.parts:
        assert -0.1 <= part.y <= part.y + part.height <= HEIGHT + 0.1
        assert 0 <= part.x < drawn.width


def test_a_periods_columns_end_with_the_one_under_way() -> None:
    now = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    for each in PERIODS.values():
        starts = each.starts(now)
        assert starts[-1] <= now < starts[-1] + each.step
        assert len(starts) == each.steps
