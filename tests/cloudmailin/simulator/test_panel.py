from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

import httpx
import pytest

from tests.simulator_process import SimulatorProcess

from .conftest import Portal

_RECORD = {"type": "A", "name": "shop", "value": "192.0.2.7", "priority": "10", "ttl": "30"}


@pytest.fixture
def browser(simulator: SimulatorProcess) -> Iterator[httpx.Client]:
    """Follows no redirect by itself, so that a test sees each one."""
    with httpx.Client(base_url=simulator.url, trust_env=False, headers={"Origin": simulator.url}) as client:
        yield client


def _records(simulator: SimulatorProcess, zone: str) -> set[tuple[str, str, str]]:
    found = simulator.sim(f"zones/{zone}")["records"]
    return {(each["name"], each["type"], each["value"]) for each in found if each["type"] != "SOA"}


def _link(page: str, label: str) -> str:
    found = re.search(rf'href="([^"]+)">{label}', page)
    assert found, page
    return found[1]


def test_it_leads_from_an_empty_hand_to_a_published_record(
    simulator: SimulatorProcess, browser: httpx.Client
) -> None:
    zone = f"new-{secrets.token_hex(4)}.test"
    assert browser.get("/").headers["location"] == "/dns/"
    offered = browser.get(f"/dns/zones/{zone}")
    assert offered.status_code == 404
    assert f"Create {zone}" in offered.text
    created = browser.post("/dns/zones", data={"zone": zone})
    assert created.status_code == 303
    assert created.headers["location"] == f"/dns/zones/{zone}?note=created"
    assert zone in browser.get("/dns/").text

    added = browser.post(f"/dns/zones/{zone}/records", data=_RECORD)
    assert added.status_code == 303
    assert "Record added" in browser.get(added.headers["location"]).text
    assert simulator.ask(f"shop.{zone}", "A").answer[0][0].to_text() == "192.0.2.7"


def test_it_changes_a_record(simulator: SimulatorProcess, browser: httpx.Client, zone: str) -> None:
    simulator.publish(zone, "in", "MX", "20 client1.cloudmailin.net")
    link = _link(browser.get(f"/dns/zones/{zone}").text, 'Change<span class="unseen"> MX in')
    form = browser.get(link).text
    assert 'value="20"' in form
    assert "client1.cloudmailin.net" in form
    fields = {**_RECORD, "type": "MX", "name": "in", "priority": "5", "value": "client2.cloudmailin.net."}
    assert browser.post(link, data=fields).status_code == 303
    assert [each for each in _records(simulator, zone) if each[1] == "MX"] == [
        ("in", "MX", "5 client2.cloudmailin.net")
    ]
    assert browser.post(link, data=fields).status_code == 404


def test_it_asks_before_it_deletes(simulator: SimulatorProcess, browser: httpx.Client, zone: str) -> None:
    link = _link(browser.get(f"/dns/zones/{zone}").text, 'Delete<span class="unseen"> A www')
    assert "Delete this record?" in browser.get(link).text
    assert ("www", "A", "192.0.2.80") in _records(simulator, zone)
    assert browser.post(link).status_code == 303
    assert ("www", "A", "192.0.2.80") not in _records(simulator, zone)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": "192.0.2.300"}, "Enter an IPv4 address"),
        ({"value": ""}, "Enter an IPv4 address"),
        ({"type": "AAAA"}, "Enter an IPv6 address"),
        ({"type": "MX", "value": "a.test", "priority": "high"}, "Enter a number from 0 to 65535"),
        ({"type": "CNAME", "value": "a b"}, "Enter a full host name"),
        ({"type": "CNAME", "name": "www", "value": "a.test"}, "A CNAME must stand alone"),
        ({"type": "CNAME", "name": "@", "value": "a.test"}, "can&#39;t be at the domain itself"),
        ({"type": "SOA"}, "can&#39;t be set here"),
        ({"type": "TXT", "value": '"open'}, "quotation mark"),
        ({"name": "a..b"}, "not a name that DNS allows"),
        ({"name": ""}, "Enter a name"),
        ({"name": "a.example.com."}, "outside"),
        ({"ttl": "soon"}, "Enter a number of seconds"),
        ({"name": "www", "value": "192.0.2.80"}, "here already"),
    ],
)
def test_it_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(
    browser: httpx.Client, zone: str, wrong: dict[str, str], sentence: str
) -> None:
    answer = browser.post(f"/dns/zones/{zone}/records", data={**_RECORD, "ttl": "77", **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f'name="ttl" value="{wrong.get("ttl", "77")}"' in answer.text


def test_it_escapes_what_people_type(browser: httpx.Client, zone: str) -> None:
    text = "<script>alert(1)</script>"
    browser.post(f"/dns/zones/{zone}/records", data={**_RECORD, "type": "TXT", "value": text})
    page = browser.get(f"/dns/zones/{zone}").text
    assert text not in page
    assert "&lt;script&gt;" in page


def test_it_refuses_zones_that_belong_to_others(browser: httpx.Client) -> None:
    for zone in (
        "cloudmailin.net",
        "x.cloudmta.net",
        "dns-host.test",
        "test",
        "",
        "two words.test",
        "a..test",
    ):
        answer = browser.post("/dns/zones", data={"zone": zone})
        assert answer.status_code == 422
        assert f'value="{zone}"' in answer.text


def test_it_refuses_posts_from_other_sites(simulator: SimulatorProcess, zone: str) -> None:
    before = _records(simulator, zone)
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": simulator.url},
    ):
        for path, data in ((f"/dns/zones/{zone}/records", _RECORD), ("/_sim/accounts", {"id": "x"})):
            answer = httpx.post(simulator.url + path, data=data, headers=headers, trust_env=False)
            assert answer.status_code == 403
    assert _records(simulator, zone) == before


def test_it_allows_nothing_from_elsewhere_on_its_pages(browser: httpx.Client, zone: str) -> None:
    page = browser.get(f"/dns/zones/{zone}")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "<style" not in page.text
    assert browser.get("/static/panel.css").status_code == 200


def test_it_adds_all_that_the_portal_asks_for_at_once(
    simulator: SimulatorProcess, portal: Portal, browser: httpx.Client, zone: str
) -> None:
    key = "v=DKIM1; h=sha256; k=rsa; s=email; p=" + "A" * 390
    portal.wishes[zone] = [
        {"name": zone, "type": "MX", "value": "10 client1.cloudmailin.net", "purpose": "Receiving"},
        {"name": zone, "type": "MX", "value": "10 client2.cloudmailin.net", "purpose": "Receiving"},
        {"name": f"mta.{zone}", "type": "CNAME", "value": "feedback-smtp.cloudmta.net", "purpose": "Sending"},
        {"name": f"s._domainkey.{zone}", "type": "TXT", "value": key, "purpose": "Signature"},
    ]
    simulator.publish(zone, "@", "MX", "5 mail.example.com")
    simulator.publish(zone, "@", "MX", "20 client2.cloudmailin.net")
    page = browser.get(f"/dns/zones/{zone}").text
    assert "Add all 3 missing records" in page
    assert browser.post(f"/dns/zones/{zone}/wanted").status_code == 303
    assert {
        ("@", "MX", "5 mail.example.com"),
        ("@", "MX", "10 client1.cloudmailin.net"),
        ("@", "MX", "20 client2.cloudmailin.net"),
        ("mta", "CNAME", "feedback-smtp.cloudmta.net"),
        ("s._domainkey", "TXT", key),
    } <= _records(simulator, zone)
    assert "Nothing is left to add" in browser.get(f"/dns/zones/{zone}").text


def test_it_leaves_to_the_person_what_would_break_something(
    simulator: SimulatorProcess, portal: Portal, browser: httpx.Client, zone: str
) -> None:
    simulator.publish(zone, "mta", "A", "192.0.2.9")
    simulator.publish(zone, "_dmarc", "TXT", "v=DMARC1; p=reject")
    portal.wishes[zone] = [
        {"name": f"mta.{zone}", "type": "CNAME", "value": "feedback-smtp.cloudmta.net", "purpose": ""},
        {"name": f"_dmarc.{zone}", "type": "TXT", "value": "v=DMARC1; p=none", "purpose": ""},
        {"name": "mta.example.com", "type": "CNAME", "value": "feedback-smtp.cloudmta.net", "purpose": ""},
        {"name": f"t.{zone}", "type": "TXT", "value": "token", "purpose": ""},
    ]
    before = _records(simulator, zone)
    page = browser.get(f"/dns/zones/{zone}").text
    for reason in ("mta has other records (A)", "another record that begins with v=DMARC1", "outside"):
        assert reason in page
    browser.post(f"/dns/zones/{zone}/wanted")
    assert _records(simulator, zone) - before == {("t", "TXT", "token")}


def test_it_stays_usable_when_the_portal_does_not_answer(browser: httpx.Client, zone: str) -> None:
    page = browser.get(f"/dns/zones/{zone}")
    assert page.status_code == 200
    assert "The portal did not send its list" in page.text
    assert browser.post(f"/dns/zones/{zone}/wanted").status_code == 303
