"""Many domains at once: a verdict for each line first, then each line's work once, whatever dies in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from cloudmailin.lifecycle import bulk
from cloudmailin.lifecycle.attach import MOST_UNPROVEN, attach
from cloudmailin.lifecycle.bulk import Wanted
from cloudmailin.models import BulkAddition, BulkLine, Domain, Operation
from cloudmailin.models.bulk import Verdict
from cloudmailin.states import Use
from tenants.models import Tenant
from tenants.scoping import across_tenants, within
from tests.build import BOTH, a_domain, a_tenant

RECEIVING = frozenset({Use.RECEIVING})


@pytest.fixture
def home(db: None, settings: Settings) -> Iterator[Tenant]:
    settings.ALLOW_TEST_DOMAINS = True
    tenant = a_tenant()
    with across_tenants():
        yield tenant


def drafted(tenant: Tenant, *typed: str, uses: frozenset[Use] = BOTH) -> BulkAddition:
    with within(tenant):
        return bulk.draft(tenant, [Wanted(each, uses) for each in typed], actor=None)


def verdicts(addition: BulkAddition) -> list[str]:
    return [line.verdict for line in addition.lines.order_by("number")]


def done(addition: BulkAddition) -> BulkAddition:
    while bulk.work():
        pass
    addition.refresh_from_db()
    return addition


def test_each_line_has_its_verdict_before_anything_is_made(home: Tenant) -> None:
    a_domain(home, "there.test")
    a_domain(home, "half.test", RECEIVING)
    before = Domain.objects.count()
    addition = drafted(
        home,
        "new.test",
        "https://www.Meant.test/x",
        "NEW.test.",
        "there.test",
        "half.test",
        "no name",
        "client1.cloudmailin.net",
        "*.star.test",
    )
    assert verdicts(addition) == ["new", "new", "twice", "there", "more", "invalid", "reserved", "new"]
    meant = addition.lines.get(number=2)
    assert (meant.typed, meant.name) == ("https://www.Meant.test/x", "meant.test")
    star = addition.lines.get(number=8)
    assert (star.receives, star.sends) == (True, False)
    assert Domain.objects.count() == before
    assert not bulk.work(), "nobody has confirmed it"


def test_a_name_that_another_tenant_has_is_judged_like_any_other(home: Tenant) -> None:
    a_domain(name="wanted.test")
    assert verdicts(drafted(home, "wanted.test")) == ["new"]


def test_what_was_confirmed_is_added_once_and_the_rest_is_left(home: Tenant) -> None:
    addition = drafted(home, *(f"bulk-{n}.test" for n in range(25)), "no name", uses=RECEIVING)
    assert bulk.confirm(addition)
    assert not bulk.confirm(addition)
    assert done(addition).finished_at
    assert Domain.objects.filter(tenant=home, name__startswith="bulk-").count() == 25
    assert verdicts(addition) == ["added"] * 25 + ["invalid"]
    assert not bulk.work()


def test_what_changed_since_the_draft_is_said_in_the_result(home: Tenant) -> None:
    addition = drafted(home, "late.test", "fine.test")
    a_domain(home, "late.test")
    bulk.confirm(addition)
    assert verdicts(done(addition)) == ["there", "added"]


def test_a_line_that_fails_holds_up_no_other(home: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    real = attach

    def broken(tenant: Tenant, name: str, *args: object, **kwargs: object) -> Domain:
        if name == "b.test":
            raise RuntimeError("boom")
        return real(tenant, name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk, "attach", broken)
    addition = drafted(home, "a.test", "b.test", "c.test")
    bulk.confirm(addition)
    assert verdicts(done(addition)) == ["added", "failed", "added"]


def test_a_long_list_asks_the_account_for_no_more_unproven_names_than_one_may_have(home: Tenant) -> None:
    addition = drafted(home, *(f"send-{n}.test" for n in range(MOST_UNPROVEN + 15)))
    bulk.confirm(addition)
    done(addition)
    asked_for = Operation.objects.filter(tenant=home, kind=Operation.Kind.CREATE_SENDING).count()
    assert asked_for == MOST_UNPROVEN


def test_there_is_an_end_to_what_waits_for_proof(home: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_UNPROVEN_IN_BULK", 3)
    a_domain(home)
    assert verdicts(drafted(home, "a.test", "b.test", "c.test")) == ["new", "new", Verdict.TOO_MANY]


def test_no_more_are_added_than_were_agreed(home: Tenant) -> None:
    a_domain(home)
    Tenant.objects.filter(pk=home.pk).update(most_domains=3)
    home.refresh_from_db()
    addition = drafted(home, "a.test", "b.test", "c.test")
    assert verdicts(addition) == ["new", "new", Verdict.FULL]
    Tenant.objects.filter(pk=home.pk).update(most_domains=2)
    bulk.confirm(addition)
    assert verdicts(done(addition)) == ["added", Verdict.FULL, Verdict.FULL]


def test_lines_belong_to_their_tenant(home: Tenant) -> None:
    addition = drafted(home, "a.test")
    with within(a_tenant()):
        assert not BulkAddition.objects.filter(pk=addition.pk).exists()
        assert not BulkLine.objects.exists()
