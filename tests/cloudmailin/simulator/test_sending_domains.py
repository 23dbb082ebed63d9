from __future__ import annotations

import base64
import re
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tests.simulator_process import SimulatorProcess, eventually

from .conftest import Account


def _create(account: Account, domain: str) -> dict[str, Any]:
    answer = account.call("POST", "/sending_domains", {"domain": domain})
    assert answer.status_code == 201
    created: dict[str, Any] = answer.json()
    return created


def _verify(account: Account, domain: dict[str, Any]) -> tuple[int, bool | None, bool | None]:
    answer = account.call("POST", f"/sending_domains/{domain['id']}/verify")
    body = answer.json()
    assert body["spf_verified"] == body["return_path_verified"]
    return answer.status_code, body["return_path_verified"], body["dkim_verified"]


def test_it_creates_a_domain_with_all_documented_fields(account: Account, zone: str) -> None:
    domain = _create(account, zone)
    selector, record = domain.pop("dkim_selector"), domain.pop("dkim_public_record")
    assert re.fullmatch("[0-9a-f]{16}", domain.pop("id"))
    assert re.fullmatch("[0-9a-f]{10}cm", selector)
    assert domain == {
        "domain": zone,
        "mta_domain": f"mta.{zone}",
        "required_cname": "feedback-smtp.cloudmta.net",
        "dkim_domain": f"{selector}._domainkey.{zone}",
        "dkim_verified": None,
        "return_path_verified": None,
        "spf_verified": None,
    }
    head, _, key = record.rpartition("p=")
    assert head == "v=DKIM1; h=sha256; k=rsa; s=email; "
    public_key = load_der_public_key(base64.b64decode(key, validate=True))
    assert isinstance(public_key, RSAPublicKey)
    assert public_key.key_size == 2048


def test_it_gives_each_domain_its_own_selector_and_key(account: Account, zone: str) -> None:
    first, second = _create(account, f"a.{zone}"), _create(account, f"b.{zone}")
    assert first["dkim_selector"] != second["dkim_selector"]
    assert first["dkim_public_record"] != second["dkim_public_record"]


def test_it_lists_shows_and_filters(account: Account, zone: str) -> None:
    first, second = _create(account, f"news.{zone}"), _create(account, f"bills.{zone}")
    assert account.call("GET", "/sending_domains").json() == [first, second]
    assert account.call("GET", "/sending_domains", query="BILLS").json() == [second]
    assert account.call("GET", "/sending_domains", page="2").json() == []
    assert account.call("GET", f"/sending_domains/{first['id']}").json() == first


def test_it_refuses_a_name_that_any_account_has(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    _create(Account(simulator), zone)
    answer = account.call("POST", "/sending_domains", {"domain": zone})
    assert (answer.status_code, answer.json()["error"]) == (422, "Domain has already been taken")


def test_it_refuses_what_is_not_a_domain(account: Account) -> None:
    for body in ({}, {"domain": " "}, {"domain": 5}, {"domain": "*.example.com"}, {"domain": "nodots"}):
        assert account.call("POST", "/sending_domains", body).status_code == 422


def test_it_verifies_step_by_step_and_carries_the_domain_in_a_422(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    domain = _create(account, zone)
    assert _verify(account, domain) == (422, False, False)
    simulator.publish(zone, "mta", "CNAME", "feedback-smtp.cloudmta.net")
    assert _verify(account, domain) == (422, True, False)
    simulator.publish(
        zone, domain["dkim_domain"] + ".", "CNAME", f"{domain['dkim_selector']}.dkim.clients.cloudmta.net"
    )
    assert _verify(account, domain) == (200, True, True)
    simulator.withdraw(zone, "mta", "CNAME")
    assert _verify(account, domain) == (422, False, True)
    assert account.call("GET", f"/sending_domains/{domain['id']}").json()["return_path_verified"] is False


def test_it_takes_the_key_as_txt_record_too(simulator: SimulatorProcess, account: Account, zone: str) -> None:
    domain = _create(account, zone)
    simulator.publish(zone, domain["dkim_domain"] + ".", "TXT", domain["dkim_public_record"])
    assert _verify(account, domain) == (422, False, True)


def test_it_refuses_another_key(simulator: SimulatorProcess, account: Account, zone: str) -> None:
    domain, other = _create(account, zone), _create(account, f"other.{zone}")
    simulator.publish(zone, domain["dkim_domain"] + ".", "TXT", other["dkim_public_record"])
    assert _verify(account, domain) == (422, False, False)


def test_it_finds_the_key_at_the_parent_domain(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    domain = _create(account, f"news.{zone}")
    simulator.publish(zone, f"{domain['dkim_selector']}._domainkey", "TXT", domain["dkim_public_record"])
    assert _verify(account, domain)[2] is True


def test_it_refuses_a_cname_to_another_host(simulator: SimulatorProcess, account: Account, zone: str) -> None:
    domain = _create(account, zone)
    simulator.publish(zone, "mta", "CNAME", f"feedback-smtp.cloudmta.net.{zone}")
    assert _verify(account, domain) == (422, False, False)


def test_it_publishes_the_key_under_its_own_name(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    domain = _create(account, zone)
    answer = simulator.ask(f"{domain['dkim_selector']}.dkim.clients.cloudmta.net", "TXT")
    (txt,) = answer.answer[0]
    assert b"".join(txt.strings).decode() == domain["dkim_public_record"]


def test_it_deletes_later_and_the_name_is_free_only_then(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    domain = _create(account, zone)
    path = f"/sending_domains/{domain['id']}"
    deleted = account.call("DELETE", path)
    assert (deleted.status_code, deleted.json()) == (202, domain)
    assert account.call("POST", "/sending_domains", {"domain": zone}).status_code == 422
    assert simulator.sim("deletions", account=account.id) == [domain["id"]]
    eventually(lambda: not simulator.sim("deletions", account=account.id))
    assert account.call("GET", path).status_code == 404
    assert account.call("DELETE", path).status_code == 404
    assert _create(account, zone)["dkim_selector"] != domain["dkim_selector"]


def test_it_hides_the_domains_of_other_accounts(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    path = f"/sending_domains/{_create(Account(simulator), zone)['id']}"
    assert account.call("GET", "/sending_domains").json() == []
    assert account.call("GET", path).status_code == 404
    assert account.call("POST", f"{path}/verify").status_code == 404
    assert account.call("DELETE", path).status_code == 404
