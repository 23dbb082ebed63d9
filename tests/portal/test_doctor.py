"""`manage.py doctor`: each thing that can be wrong is seen, with what to do; nothing that is in order is complained of."""

from __future__ import annotations

import json
import socket
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from pytest_django.fixtures import Settings

from cloudmailin.models import Account, Domain, Worker
from cloudmailin.ownership.brand_hosts import wanted
from cloudmailin.queue import clock
from cloudmailin.queue.step import step
from tenants.models import Brand, BrandHost, Tenant
from tenants.scoping import across_tenants
from tests.build import a_domain
from tests.witness import Witness

pytestmark = pytest.mark.django_db


def doctor() -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit status, and of each thing its state with all that is said."""
    out, status = StringIO(), 0
    try:
        call_command("doctor", "--json", stdout=out)
    except SystemExit as ended:
        status = int(ended.code or 0)
    told = json.loads(out.getvalue())
    assert all(bool(each["todo"]) == (each["state"] != "ok") for each in told)
    return status, {each["about"]: (each["state"], f"{each['said']} {each['todo']}") for each in told}


@pytest.fixture
def worker() -> Worker:
    now = clock.now()
    return Worker.objects.create(name="w", started_at=now, alive_at=now, heard_at=now, rung_at=now)


@pytest.fixture
def in_order(brand: Brand, worker: Worker, witness: Witness) -> str:
    """What the account is told of under, when all is well."""
    with across_tenants():
        a_domain(Tenant.objects.create(brand=brand, name="Acme"))
        step(brand.account.pk)
    return f"account of {brand}"


def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_nothing_is_complained_of_where_all_is_in_order(in_order: str) -> None:
    status, told = doctor()
    assert {about for about, (state, _) in told.items() if state != "ok"} == set()
    assert status == 0
    assert {
        "settings",
        "database",
        "migrations",
        "redis",
        "workers",
        "beat",
        "dns",
        "mail",
        in_order,
    } <= told.keys()


def test_it_is_readable_on_a_terminal(in_order: str) -> None:
    Account.objects.update(circuit_opened_at=clock.now(), circuit_reason="The key is not known.")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", stdout=out)
    assert "broken     account of" in out.getvalue()
    assert "→ Enter a key that works" in out.getvalue()


def test_servers_that_are_away_are_told_of(in_order: str, settings: Settings) -> None:
    gone = unused_port()
    settings.REDIS_URL = f"redis://127.0.0.1:{gone}/0"
    settings.DNS_RESOLVERS = (("127.0.0.1", gone),)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone
    status, told = doctor()
    assert status == 1
    assert {about: told[about][0] for about in ("redis", "dns", "mail")} == {
        "redis": "broken",
        "dns": "broken",
        "mail": "broken",
    }


def test_unsafe_settings_are_told_of(in_order: str, settings: Settings) -> None:
    settings.IS_PUBLIC, settings.SECURE_HSTS_SECONDS = True, 0
    assert doctor()[1]["settings"][0] == "attention"


def test_a_database_that_lacks_migrations_is_asked_nothing_more(
    in_order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    MigrationRecorder.Migration.objects.filter(app="portal").order_by("-pk")[0].delete()
    status, told = doctor()
    assert status == 1
    assert "manage.py upgrade" in told["migrations"][1]
    assert "workers" not in told


def test_workers_that_are_gone_or_deaf_and_a_silent_beat_are_seen(in_order: str, worker: Worker) -> None:
    long_ago = clock.now() - timedelta(minutes=10)
    Worker.objects.update(rung_at=long_ago)
    assert doctor()[1]["beat"][0] == "attention"
    Worker.objects.update(heard_at=long_ago)
    assert doctor()[1]["workers"][0] == "attention"
    Worker.objects.update(alive_at=long_ago)
    status, told = doctor()
    assert (status, told["workers"][0]) == (1, "broken")


def test_work_that_nobody_does_is_seen(in_order: str) -> None:
    with across_tenants():
        Domain.objects.update(next_check_at=clock.now() - timedelta(hours=1))
    assert doctor()[1]["checks"][0] == "attention"


def test_an_account_is_judged_by_its_last_call(in_order: str, brand: Brand) -> None:
    Account.objects.update(circuit_opened_at=clock.now(), circuit_reason="The key is not known.")
    status, told = doctor()
    assert (status, told[in_order][0]) == (1, "broken")
    assert "The key is not known." in told[in_order][1]
    Account.objects.update(circuit_opened_at=None, gate_until=clock.now() + timedelta(minutes=1))
    assert doctor()[1][in_order][0] == "attention"


def test_a_brand_that_nobody_can_use_yet_is_told_what_it_lacks(brand: Brand, worker: Worker) -> None:
    assert "never called" in doctor()[1][f"account of {brand}"][1]
    other = Brand.objects.create(name="Bare", slug="bare", support_email="a@example.com", proof_label="_bare")
    _, told = doctor()
    assert told[f"account of {other}"][0] == told[f"host names of {other}"][0] == "attention"


def test_a_host_name_waits_for_its_record_serves_and_is_missed_when_the_record_goes(
    in_order: str, brand: Brand, witness: Witness
) -> None:
    host = BrandHost.objects.create(brand=brand, name="mail.doctors-brand.test")
    _, told = doctor()
    assert told[f"host {host}"][0] == "attention"
    assert host.proof_token in told[f"host {host}"][1]
    (record,) = wanted(host).records
    witness.publish(record.name, "TXT", record.value)
    assert doctor()[1][f"host {host}"] == ("ok", f"serves {brand} ")
    witness.withdraw(record.name, "TXT")
    assert "not in DNS any more" in doctor()[1][f"host {host}"][1]


def test_a_secret_that_no_key_opens_is_found(in_order: str, settings: Settings) -> None:
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, old]
    assert "rotate_keys" in doctor()[1]["secrets"][1]
    settings.FIELD_KEYS = [new]
    status, told = doctor()
    assert (status, told["secrets"][0]) == (1, "broken")
