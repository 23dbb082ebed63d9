from __future__ import annotations

import re

from tests.simulator_process import SimulatorProcess, eventually

from .conftest import Account


def _add(account: Account, address: str, domain: object) -> tuple[int, str]:
    answer = account.call("POST", "/custom_domains", {"domain": domain}, address_id=address)
    return answer.status_code, answer.json().get("error", "")


def test_it_attaches_a_domain_whose_mx_records_are_set(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    simulator.publish(zone, "@", "MX", "10 client1.cloudmailin.net")
    address = account.address()
    body = {"domain": zone.upper(), "auth_regex": r"\w+@shop\.test"}
    created = account.call("POST", "/custom_domains", body, address_id=address)
    domain = created.json()
    assert created.status_code == 201
    assert re.fullmatch("[0-9a-f]{16}", domain["id"])
    assert domain == {
        "id": domain["id"],
        "domain": zone,
        "auth_regex": r"\w+@shop\.test",
        "domain_target": None,
    }
    assert account.call("GET", "/custom_domains", address_id=address).json() == [domain]


def test_it_refuses_a_domain_without_the_mx_records(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    address = account.address()
    assert _add(account, address, zone)[0] == 422
    simulator.publish(zone, "@", "MX", "10 mail.example.com")
    status, sentence = _add(account, address, zone)
    assert status == 422
    assert "MX" in sentence
    assert any(each["type"] == "MX" for each in simulator.sim("queries", name=zone))


def test_it_follows_the_older_way_by_cname(simulator: SimulatorProcess, account: Account, zone: str) -> None:
    simulator.publish(zone, "inbound", "CNAME", "clients.cloudmailin.net")
    assert _add(account, account.address(), f"inbound.{zone}")[0] == 201


def test_it_takes_a_wildcard_of_one_level(simulator: SimulatorProcess, account: Account, zone: str) -> None:
    simulator.publish(zone, "*", "MX", "10 client2.cloudmailin.net")
    assert _add(account, account.address(), f"*.{zone}")[0] == 201


def test_it_refuses_a_name_that_any_account_has(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    simulator.publish(zone, "@", "MX", "10 client3.cloudmailin.net")
    other = Account(simulator, limit=100)
    assert _add(other, other.address(), zone)[0] == 201
    assert _add(account, account.address(), zone) == (422, "Domain has already been taken")


def test_it_refuses_what_is_not_a_domain(account: Account) -> None:
    address = account.address()
    assert _add(account, address, "") == (422, "Domain can't be blank")
    for domain in ("nodots", "-a.test", "a b.test", "*.*.example.com", "192.0.2.1", f"{'a' * 64}.test"):
        assert _add(account, address, domain) == (422, "Domain is invalid")


def test_it_answers_404_without_an_address_of_the_account(
    simulator: SimulatorProcess, account: Account
) -> None:
    other = Account(simulator, limit=100).address()
    for params in ({}, {"address_id": other}, {"address_id": "0" * 20}):
        assert account.call("GET", "/custom_domains", **params).status_code == 404
        assert account.call("POST", "/custom_domains", {"domain": "a.test"}, **params).status_code == 404


def test_it_deletes_later_and_the_name_is_free_only_then(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    simulator.publish(zone, "@", "MX", "10 client1.cloudmailin.net")
    address = account.address()
    id_ = account.call("POST", "/custom_domains", {"domain": zone}, address_id=address).json()["id"]
    assert account.call("DELETE", f"/custom_domains/{id_}", address_id=address).status_code == 202
    assert _add(account, address, zone) == (422, "Domain has already been taken")
    eventually(lambda: account.call("GET", "/custom_domains", address_id=address).json() == [])
    assert account.call("DELETE", f"/custom_domains/{id_}", address_id=address).status_code == 404
    assert _add(account, address, zone)[0] == 201


def test_it_takes_the_domains_of_an_address_away_with_it(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    simulator.publish(zone, "@", "MX", "10 client1.cloudmailin.net")
    address = account.address()
    _add(account, address, zone)
    account.call("DELETE", f"/addresses/{address}")
    eventually(lambda: simulator.sim("objects", account=account.id)["custom_domains"] == [])


def test_it_takes_a_target_of_the_domains_own_and_refuses_what_is_none(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    simulator.publish(zone, "@", "MX", "10 client1.cloudmailin.net")
    address = account.address()
    for target, status in (
        ("ftp://app.example.com", 422),
        ("https://user:secret@app.example.com", 422),
        (7, 422),
        ("https://app.example.com/own", 201),
    ):
        body = {"domain": zone, "domain_target": target}
        answer = account.call("POST", "/custom_domains", body, address_id=address)
        assert answer.status_code == status
        assert "secret" not in answer.text
    assert answer.json()["domain_target"] == "https://app.example.com/own"
