"""Fixtures of the real world: the simulator with its name server, brands with accounts in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from tenants.models import Brand, Tenant
from tests.build import a_brand, a_tenant
from tests.simulator_process import SimulatorProcess
from tests.witness import Witness

UNHINDERED = 30_000
"""Calls a minute, two milliseconds apart: fewer, and a quick machine would come upon the pace of background work."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests that commit empty all tables afterwards, the audit too, which refuses that everywhere else."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tenants_auditentry DISABLE TRIGGER audit_is_never_emptied")


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    """CloudMailin's API and the customers' DNS host, as a process of their own; one a test worker."""
    data: Path = tmp_path_factory.mktemp("simulator") / "state.json"
    process = SimulatorProcess(data)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def witness(simulator: SimulatorProcess, settings: Settings) -> Witness:
    """What the simulator saw; DNS checks ask its name server."""
    settings.DNS_RESOLVERS = (("127.0.0.1", simulator.dns_port),)
    settings.DNS_AUTHORITATIVE_PORT = simulator.dns_port
    settings.DNS_ALLOW_PRIVATE = True
    settings.ALLOW_TEST_DOMAINS = True
    return Witness(simulator)


@pytest.fixture
def brand(db: None, witness: Witness) -> Brand:
    """A brand whose account exists at the simulator, with a limit that does not get in a test's way."""
    brand = a_brand(base_url=witness.base_url, calls=UNHINDERED)
    witness.add_account(brand.account.remote_id, "key", limit=UNHINDERED)
    return brand


@pytest.fixture
def tenant(brand: Brand) -> Tenant:
    return a_tenant(brand)
