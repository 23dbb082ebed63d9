"""`manage.py diagnose`: the customer's page on a terminal."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tenants.models import Tenant
from tests.build import a_domain
from tests.simulator_process import SimulatorProcess
from tests.witness import Witness

pytestmark = pytest.mark.django_db


def diagnose(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("diagnose", *arguments, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_it_says_what_is_missing_what_is_wrong_and_what_is_there(tenant: Tenant, witness: Witness) -> None:
    domain = a_domain(tenant)
    witness.publish(domain.name, "MX", "1 aspmx.l.google.com")
    status, said = diagnose(domain.name)
    assert status == 1
    for word in (
        str(tenant),
        "(missing)",
        "(mx_foreign)",
        "Google Workspace",
        "saw   1 aspmx",
        domain.token,
        "dig ",
    ):
        assert word in said
    witness.withdraw(domain.name, "MX")
    witness.publish_all(domain)
    assert diagnose(domain.name)[0] == 0


def test_a_name_that_nobody_has_added_can_be_asked_about(witness: Witness) -> None:
    witness.publish("stranger.test", "MX", "10 client1.cloudmailin.net")
    status, said = diagnose("Stranger.TEST.")
    assert status == 0
    assert "added by nobody" in said


def test_another_resolver_can_be_asked(witness: Witness, simulator: SimulatorProcess) -> None:
    witness.publish("stranger.test", "MX", "10 client1.cloudmailin.net")
    assert diagnose("stranger.test", "--resolver", f"127.0.0.1:{simulator.dns_port}")[0] == 0
    status, said = diagnose("stranger.test", "--resolver", "127.0.0.1:9")
    assert status == 1
    assert "could not be found" in said


@pytest.mark.parametrize("typed", ["", "https://example.com/", "no spaces.example"])
def test_a_name_that_is_none_is_refused_with_what_to_enter(witness: Witness, typed: str) -> None:
    with pytest.raises(CommandError) as refused:
        diagnose(typed)
    assert refused.value.returncode == 2
