"""What the comparison may conclude, and what no comparison ever may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.reconcile.diff import APART, ASKED_BY_ID, Plan, diff, most_missing
from cloudmailin.reconcile.views import Listing, Ours, Theirs, What

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + APART


def ours_of(count: int, what: What = What.SENDING) -> list[Ours]:
    return [
        Ours(what, n, f"id{n}", f"d{n}.test", facts={"dkim_selector": f"s{n}"}, is_verified=True)
        for n in range(count)
    ]


def theirs_of(one: Ours, **changes: object) -> Theirs:
    return replace(Theirs(one.what, one.remote_id, one.name, one.of, dict(one.facts)), **changes)  # type: ignore[arg-type]


def listing(objects: list[Theirs], at: datetime = NOW, what: What = What.SENDING, **more: object) -> Listing:
    return Listing(what, at, tuple(objects), **more)  # type: ignore[arg-type]


def ids(ours: tuple[Ours, ...]) -> set[str]:
    return {one.remote_id for one in ours}


wholes = st.sampled_from(What)
counts = st.integers(0, 12)
shown = st.lists(st.integers(0, 15), max_size=30)


@st.composite
def listings(draw: st.DrawFn, times: st.SearchStrategy[datetime]) -> list[Listing]:
    """Lists that lag, repeat, reorder, break off and show what is not ours."""
    read = draw(st.lists(times, max_size=5, unique=True))
    pool = [theirs_of(one) for one in ours_of(16)]
    return [listing([pool[n] for n in draw(shown)], at=at, is_complete=draw(st.booleans())) for at in read]


within_apart = st.timedeltas(timedelta(0), APART - timedelta(microseconds=1)).map(lambda after: NOW + after)
whenever = st.timedeltas(timedelta(0), 3 * APART).map(lambda after: NOW + after)


@given(counts, listings(within_apart), st.booleans())
def test_nothing_has_vanished_by_lists_less_than_ten_minutes_apart(
    count: int, read: list[Listing], is_brake_lifted: bool
) -> None:
    ours = ours_of(count)
    denied = frozenset((one.what, one.remote_id) for one in ours)
    assert diff(ours, read, denied=denied, is_brake_lifted=is_brake_lifted).vanished == ()


@given(counts, listings(whenever))
def test_nothing_that_can_be_asked_for_by_id_has_vanished_before_a_404(
    count: int, read: list[Listing]
) -> None:
    assert diff(ours_of(count), read).vanished == ()


@given(counts, listings(whenever))
def test_nothing_has_vanished_that_any_list_shows(count: int, read: list[Listing]) -> None:
    ours = ours_of(count)
    denied = frozenset((one.what, one.remote_id) for one in ours)
    seen = {each.remote_id for each_list in read for each in each_list.objects}
    assert not ids(diff(ours, read, denied=denied, is_brake_lifted=True).vanished) & seen


@given(counts, listings(whenever))
def test_more_missing_than_the_brake_allows_concludes_nothing(count: int, read: list[Listing]) -> None:
    ours = ours_of(count)
    plan = diff(ours, read, denied=frozenset((one.what, one.remote_id) for one in ours))
    if plan.is_braked:
        assert plan.missing > most_missing(count)
        assert plan == Plan(missing=plan.missing, is_braked=True)
    else:
        assert plan.missing <= most_missing(count)


@given(counts, listings(whenever), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(count: int, read: list[Listing], random: object) -> None:
    ours = ours_of(count)
    again = [replace(each, objects=(*reversed(each.objects), *each.objects)) for each in reversed(read)]
    one, other = diff(ours, read), diff(list(reversed(ours)), again)
    for name in Plan.__slots__:
        mine, its = getattr(one, name), getattr(other, name)
        if isinstance(mine, tuple):
            assert sorted(map(repr, mine)) == sorted(map(repr, its))
        else:
            assert mine == its


@given(counts, st.lists(whenever, min_size=1, max_size=3, unique=True))
def test_nothing_is_said_when_theirs_equals_ours(count: int, times: list[datetime]) -> None:
    ours = ours_of(count)
    assert diff(ours, [listing([theirs_of(one) for one in ours], at) for at in times]) == Plan()


@given(wholes)
def test_what_two_lists_lack_and_a_404_denies_has_vanished(what: What) -> None:
    one = ours_of(1, what)[0]
    empty = [listing([], NOW, what), listing([], LATER, what)]
    assert diff([one], empty[:1]).list_again == {(what, "")}
    by_lists = diff([one], empty)
    assert by_lists.ask_by_id == ((one,) if what in ASKED_BY_ID else ())
    assert diff([one], empty, denied=frozenset({(what, one.remote_id)})).vanished == (one,)


def test_the_brake_is_at_five_or_at_two_in_a_hundred() -> None:
    assert (most_missing(10), most_missing(250), most_missing(1000)) == (5, 5, 20)
    six = ours_of(6)
    assert not diff(six, [listing([theirs_of(six[0])])]).is_braked
    assert diff(six, [listing([])]).is_braked
    assert not diff(six, [listing([])], is_brake_lifted=True).is_braked


def test_a_list_that_broke_off_says_nothing_about_absence() -> None:
    read = [listing([], NOW, is_complete=False), listing([], LATER, is_complete=False)]
    assert diff(ours_of(1), read).missing == 0


def test_what_was_made_just_before_is_not_missed_in_a_list_that_lags() -> None:
    young = replace(ours_of(1)[0], since=NOW - APART / 2)
    assert diff([young], [listing([])]).missing == 0
    assert diff([replace(young, since=NOW - APART)], [listing([])]).missing == 1


def test_another_list_of_the_same_kind_is_no_evidence() -> None:
    one = replace(ours_of(1, What.RECEIVING)[0], of="address1")
    other = [listing([], at, What.RECEIVING, of="address2") for at in (NOW, LATER)]
    assert diff([one], other).missing == 0


def test_a_fact_that_differs_is_a_change_and_one_that_is_not_told_is_none() -> None:
    one = ours_of(1)[0]
    by_hand = theirs_of(one, facts={"dkim_selector": "other"})
    assert diff([one], [listing([by_hand])]).changed == ((one, by_hand),)
    assert diff([one], [listing([theirs_of(one, facts={})])]).changed == ()
    assert diff([replace(one, since=NOW)], [listing([by_hand])]).changed == ()


def test_a_flag_counts_only_where_we_believe_it_verified() -> None:
    one = ours_of(1)[0]
    no_more = theirs_of(one, is_unverified=True)
    assert diff([one], [listing([no_more])]).unverified == ((one, no_more),)
    assert diff([replace(one, is_verified=False)], [listing([no_more])]).unverified == ()


def test_an_object_is_unknown_unless_it_is_ours_in_any_state_or_on_its_way() -> None:
    foreign = Theirs(What.SENDING, "other", "hand-made.test")
    read = [listing([foreign])]
    assert diff([], read).unknown == (foreign,)
    assert diff([], read, known=frozenset({(What.SENDING, "other")})).unknown == ()
    assert diff([], read, in_motion=frozenset({(What.SENDING, "hand-made.test")})).unknown == ()
    assert diff([], [*read, listing([], LATER)]).unknown == (), "the newer list lacks it"


def test_it_costs_no_more_than_the_objects_there_are() -> None:
    count = 20_000
    ours = [replace(one, of=f"a{n % 2000}") for n, one in enumerate(ours_of(count, What.RECEIVING))]
    lists: dict[str, list[Theirs]] = {}
    for one in ours:
        lists.setdefault(one.of, []).append(theirs_of(one))
    read = [listing(each, NOW, What.RECEIVING, of=of) for of, each in lists.items()]
    assert diff(ours, read) == Plan()
