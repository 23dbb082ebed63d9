from __future__ import annotations

import httpx

from tests.simulator_process import SimulatorProcess

from .conftest import Account


def test_it_refuses_names_that_are_taken_outside(
    simulator: SimulatorProcess, account: Account, zone: str
) -> None:
    simulator.publish(zone, "@", "MX", "10 client1.cloudmailin.net")
    assert simulator.sim("taken", "POST", {"domain": zone.upper()}) == {"domain": zone, "mta": False}
    address = account.address()

    def refused(path: str) -> tuple[int, str]:
        answer = account.call("POST", path, {"domain": zone}, address_id=address)
        return answer.status_code, answer.json().get("error", "")

    for path in ("/sending_domains", "/custom_domains"):
        assert refused(path) == (422, "Domain has already been taken")
    simulator.sim("taken", "POST", {"domain": zone, "mta": True})
    assert {"domain": zone, "mta": True} in simulator.sim("taken")
    assert refused("/sending_domains") == (422, "Mta domain has already been taken")
    assert refused("/custom_domains") == (422, "Domain has already been taken")

    simulator.sim("taken", "DELETE", {"domain": zone})
    for path in ("/sending_domains", "/custom_domains"):
        assert refused(path)[0] == 201


def test_it_refuses_what_is_not_a_domain(simulator: SimulatorProcess) -> None:
    with httpx.Client(base_url=simulator.url, trust_env=False) as client:
        answer = client.post("/_sim/taken", json={"domain": "nodots", "mta": "yes"})
        assert (answer.status_code, answer.json()["error"]) == (
            422,
            "Domain is invalid, mta must be true or false",
        )
        gone = client.request("DELETE", "/_sim/taken", json={"domain": "unheard.example.com"})
        assert gone.status_code == 404
