"""The domain's page while it moves: what folds, what is announced, what is said of the work under way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from cloudmailin.models import Account, Domain, Finding, ReceivingDomain, SendingDomain
from cloudmailin.queue import clock
from cloudmailin.states import State, Use
from tenants.models import Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain
from tests.portal.conftest import Page

RECEIVING = frozenset({Use.RECEIVING})
SENDING = frozenset({Use.SENDING})


@pytest.fixture(autouse=True)
def _tests_see_all_tenants(db: None) -> Iterator[None]:
    with across_tenants():
        yield


def found(domain: Domain, purpose: str, status: str, code: str, at: datetime | None = None) -> Finding:
    detail = {"name": domain.name, "provider": "Other Mail", "target": "mx.example.com"}
    return Finding.objects.create(
        tenant=domain.tenant,
        domain=domain,
        purpose=purpose,
        status=status,
        code=code,
        detail=detail,
        changed_at=at or clock.now(),
    )


def show(client: Client, domain: Domain) -> Page:
    answer = client.get(f"/domains/{domain.public_id}/")
    assert answer.status_code == 200
    return Page(answer.content)


def live_address(page: Page) -> str:
    return next(url for url in page.having("hx-get") if url)


def test_a_record_that_was_found_is_folded_and_one_that_is_left_to_do_stays_open(
    owner: Client, home: Tenant
) -> None:
    domain = a_domain(home, uses=RECEIVING)
    found(domain, "ownership", "ok", "token_right")
    page = show(owner, domain)
    assert "open" not in (page.by_id("section-ownership") or {"open": None})
    assert "open" in (page.by_id("section-mx") or {})


def asked_after(client: Client, domain: Domain, open_for: timedelta) -> tuple[int, str]:
    """The status, and how often a page is to ask that was opened so long ago; "" where it is not told."""
    opened = int((clock.now() - open_for).timestamp())
    answer = client.get(f"/domains/{domain.public_id}/live/", {"opened": opened})
    triggers = Page(answer.content).having("hx-trigger") if answer.content else []
    return answer.status_code, "".join(trigger or "" for trigger in triggers)


def test_a_page_that_waits_asks_ever_more_slowly_and_stops_in_the_end(owner: Client, home: Tenant) -> None:
    domain = a_domain(home)
    assert asked_after(owner, domain, timedelta(0)) == (200, "every 3s")
    assert asked_after(owner, domain, timedelta(minutes=11)) == (200, "every 10s")
    assert asked_after(owner, domain, timedelta(hours=2)) == (200, "every 30s")
    assert asked_after(owner, domain, timedelta(hours=9)) == (286, "")


def test_a_page_where_all_is_well_asks_now_and_then_and_soon_no_more(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, uses=RECEIVING)
    ReceivingDomain.objects.filter(domain=domain).update(state=State.ACTIVE)
    assert asked_after(owner, domain, timedelta(0)) == (200, "every 20s")
    assert asked_after(owner, domain, timedelta(minutes=31)) == (286, "")


def test_who_has_the_news_already_is_sent_nothing_until_the_pace_or_the_domain_changes(
    owner: Client, home: Tenant
) -> None:
    domain = a_domain(home)
    page = show(owner, domain)
    unchanged = owner.get(live_address(page))
    assert (unchanged.status_code, unchanged.content) == (204, b"")
    [now] = [each for each in live_address(page).split("&") if each.startswith("opened=")]
    earlier = f"opened={int(now.removeprefix('opened=')) - 700}"
    assert owner.get(live_address(page).replace(now, earlier)).status_code == 200
    found(domain, "mx", "ok", "mx_right")
    assert owner.get(live_address(page)).status_code == 200


def test_a_countdown_is_shown_but_not_announced(owner: Client, home: Tenant) -> None:
    account = Account.objects.filter(brand=home.brand)
    account.update(gate_until=clock.now() + timedelta(seconds=55))
    asked = live_address(show(owner, a_domain(home, uses=SENDING)))
    account.update(gate_until=clock.now() + timedelta(seconds=25))
    answer = owner.get(asked)
    assert answer.status_code == 200
    page = Page(answer.content)
    assert "about 30 seconds" in page.prose
    assert page.by_id("announcement") is None


def test_while_the_mail_service_is_out_of_reach_nobody_is_promised_a_place_in_line(
    owner: Client, home: Tenant
) -> None:
    domain = a_domain(home, uses=SENDING)
    Account.objects.filter(brand=home.brand).update(circuit_opened_at=clock.now())
    prose = show(owner, domain).prose
    assert "We can't reach our mail service" in prose
    assert "in line" not in prose


def test_records_for_sending_that_are_still_to_come_are_not_called_done(owner: Client, home: Tenant) -> None:
    """The name may be proven before the mail service has said which records sending needs."""
    domain = a_domain(home, uses=SENDING)
    Domain.objects.filter(pk=domain.pk).update(proven_at=clock.now(), checked_at=clock.now())
    found(domain, "ownership", "ok", "token_right")
    prose = show(owner, domain).prose
    assert "We are preparing your records for sending" in prose
    assert "nothing left to do" not in prose


def test_a_working_domain_whose_record_has_just_gone_is_not_called_ready(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, uses=RECEIVING)
    ReceivingDomain.objects.filter(domain=domain).update(state=State.ACTIVE)
    found(domain, "mx", "missing", "missing")
    prose = show(owner, domain).prose
    assert "has gone or changed" in prose
    assert "is ready" not in prose


def test_silence_of_the_dns_host_takes_nothing_back(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, uses=RECEIVING)
    ReceivingDomain.objects.filter(domain=domain).update(state=State.ACTIVE)
    found(domain, "mx", "unknown", "unanswered")
    assert f"{domain.name} is ready" in show(owner, domain).prose


def test_a_proven_domain_does_not_wait_for_its_proof_again(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, uses=RECEIVING)
    Domain.objects.filter(pk=domain.pk).update(proven_at=clock.now(), checked_at=clock.now())
    found(domain, "ownership", "missing", "missing")
    assert "1 step left" in show(owner, domain).prose


def test_what_is_wrong_is_said_in_the_list_too_and_comes_first(owner: Client, home: Tenant) -> None:
    a_domain(home, "a-waiting.test", RECEIVING)
    wrong = a_domain(home, "b-wrong.test", RECEIVING)
    found(wrong, "mx", "wrong", "mx_foreign", at=clock.now() - timedelta(days=400))
    html = owner.get("/").content.decode()
    assert "Needs a change" in Page(html.encode()).prose
    assert html.index("b-wrong.test") < html.index("a-waiting.test")


def test_a_wrong_recommendation_holds_nothing_up(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, uses=SENDING)
    SendingDomain.objects.filter(domain=domain).update(state=State.AWAITING_DNS)
    found(domain, "dmarc", "wrong", "dmarc_invalid")
    assert "Needs a change" not in Page(owner.get("/").content).prose


def test_a_domain_that_is_leaving_shows_neither_records_nor_buttons(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, uses=RECEIVING)
    ReceivingDomain.objects.filter(domain=domain).update(state=State.REMOVING)
    page = show(owner, domain)
    assert page.having("data-purpose") == []
    assert "Check now" not in page.prose
    assert "Remove domain" not in page.prose
    again = owner.get(f"/domains/{domain.public_id}/remove/")
    assert again["location"] == f"/domains/{domain.public_id}/"


def test_before_removing_it_names_the_records_to_delete_and_mail_comes_first(
    owner: Client, home: Tenant
) -> None:
    domain = a_domain(home, uses=RECEIVING)
    html = owner.get(f"/domains/{domain.public_id}/remove/").content.decode()
    assert html.index("client1.cloudmailin.net") < html.index(home.brand.proof_label)
    sending = a_domain(home, uses=SENDING)
    assert "MX" not in owner.get(f"/domains/{sending.public_id}/remove/").content.decode()


def test_a_session_that_ended_leads_to_the_login_instead_of_filling_the_page_with_a_form(
    owner: Client, home: Tenant
) -> None:
    domain = a_domain(home)
    asked, page = live_address(show(owner, domain)), f"/domains/{domain.public_id}/"
    owner.logout()
    whole = f"http://{home.brand.primary_host}{page}"
    answer = owner.get(asked, headers={"HX-Request": "true", "HX-Current-URL": whole})
    assert answer["HX-Redirect"] == f"/login/?next={page}"
    assert answer.content == b""


def test_it_tells_who_was_asked_what_and_what_came_back(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, uses=RECEIVING)
    finding = found(domain, "mx", "wrong", "mx_foreign")
    line = {"name": domain.name, "type": "MX", "over": "udp", "milliseconds": 12}
    finding.exchanges = [
        {
            **line,
            "server": "ns1.host.example",
            "address": "192.0.2.1",
            "said": "records",
            "values": ["5 mx.example.com"],
        },
        {**line, "server": "ns2.host.example", "address": "192.0.2.2", "said": "timeout", "values": []},
    ]
    finding.save()
    answer = owner.get(f"/domains/{domain.public_id}/")
    prose = " ".join(Page(answer.content).prose.split())
    assert "ns1.host.example 192.0.2.1 12 ms" in prose
    assert "ns2.host.example 192.0.2.2 No answer 12 ms" in prose
    assert "<code>5 mx.example.com</code>" in answer.content.decode()
    assert "own name servers" in prose


def test_it_says_when_only_a_public_resolver_could_be_asked(owner: Client, home: Tenant) -> None:
    domain = a_domain(home, uses=RECEIVING)
    finding = found(domain, "mx", "missing", "missing")
    finding.is_indirect = True
    finding.save()
    assert "could not reach your zone" in show(owner, domain).prose


@pytest.mark.parametrize(
    ("seconds", "said"), [(290, "up to 5 more minutes"), (30, "1 more minute;"), (-5, None)]
)
def test_what_is_published_but_not_yet_seen_everywhere_says_for_how_long(
    owner: Client, home: Tenant, seconds: int, said: str | None
) -> None:
    domain = a_domain(home, uses=RECEIVING)
    finding = found(domain, "ownership", "ok", "token_right")
    finding.visible_at = clock.now() + timedelta(seconds=seconds)
    finding.save()
    prose = show(owner, domain).prose
    assert (said in prose) if said else ("remember" not in prose.split("How we checked")[0])
