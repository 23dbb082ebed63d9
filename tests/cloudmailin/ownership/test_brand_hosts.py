"""A host name serves a brand from the moment a TXT record shows that it is the brand's, and not a moment sooner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from cloudmailin.dns.finding import FindingStatus
from cloudmailin.ownership.brand_hosts import check_now, check_waiting, wanted
from cloudmailin.queue import clock
from cloudmailin.tasks import prove_hosts
from tenants.models import AuditEntry, Brand, BrandHost
from tenants.scoping import across_tenants
from tests.witness import Witness

pytestmark = pytest.mark.django_db


@pytest.fixture
def host(brand: Brand) -> BrandHost:
    return BrandHost.objects.create(brand=brand, name=f"portal.host-{brand.pk}.test")


def status(host: str) -> int:
    return Client(headers={"host": host}).get("/favicon.ico").status_code


def publish(host: BrandHost, witness: Witness) -> None:
    (record,) = wanted(host).records
    witness.publish(record.name, record.type, record.value)


def test_before_its_proof_a_host_name_is_answered_as_an_unknown_one(host: BrandHost) -> None:
    unknown = Client(headers={"host": "nobody.example"}).get("/favicon.ico")
    unproven = Client(headers={"host": host.name}).get("/favicon.ico")
    assert (unproven.status_code, unproven.content) == (421, unknown.content)


def test_the_record_names_the_brands_own_label_and_a_token_of_160_bits(host: BrandHost) -> None:
    (record,) = wanted(host).records
    assert record.name == f"{host.brand.proof_label}.{host.name}"
    assert record.value.endswith(host.proof_token)
    assert len(bytes.fromhex(host.proof_token)) == 20


def test_with_its_record_it_serves(host: BrandHost, witness: Witness) -> None:
    assert [each.status for each in check_now([host])] == [FindingStatus.MISSING]
    assert status(host.name) == 421
    publish(host, witness)
    assert [each.status for each in check_now([host])] == [FindingStatus.OK]
    assert status(host.name) == 200
    with across_tenants():
        assert AuditEntry.objects.filter(brand=host.brand, action="brand_changed").count() == 1


def test_another_hosts_record_does_not_count(host: BrandHost, brand: Brand, witness: Witness) -> None:
    other = BrandHost.objects.create(brand=brand, name=f"other.host-{brand.pk}.test")
    (record,) = wanted(other).records
    witness.publish(f"{brand.proof_label}.{host.name}", "TXT", record.value)
    check_now([host, other])
    assert [status(host.name), status(other.name)] == [421, 421]


def test_the_schedule_finds_it_by_itself_and_gives_up_after_a_month(
    host: BrandHost, witness: Witness
) -> None:
    publish(host, witness)
    BrandHost.objects.update(created_at=clock.now() - timedelta(days=31))
    assert check_waiting() == 0
    BrandHost.objects.update(created_at=clock.now() - timedelta(days=29))
    prove_hosts()
    assert status(host.name) == 200
    assert check_waiting() == 0


def test_the_first_host_name_of_a_brand_becomes_its_primary_one(witness: Witness, brand: Brand) -> None:
    brand.hosts.all().delete()
    first = BrandHost.objects.create(brand=brand, name=f"first.host-{brand.pk}.test")
    second = BrandHost.objects.create(brand=brand, name=f"second.host-{brand.pk}.test")
    for host in (first, second):
        publish(host, witness)
        check_now([host])
    assert list(brand.hosts.filter(is_primary=True)) == [first]


def test_a_name_that_is_changed_has_to_be_proven_anew(host: BrandHost, witness: Witness) -> None:
    publish(host, witness)
    check_now([host])
    host.refresh_from_db()
    token = host.proof_token
    host.name = "portal.somebody-else.test"
    host.save()
    assert status(host.name) == 421
    assert host.proof_token != token


def test_names_of_this_machine_have_no_dns_and_are_born_proven(brand: Brand) -> None:
    assert BrandHost.objects.create(brand=brand, name="more.localhost").proven_at
    assert not BrandHost.objects.create(brand=brand, name="localhost.example.com").proven_at


def test_a_token_that_was_never_made_proves_nothing(host: BrandHost, witness: Witness) -> None:
    BrandHost.objects.filter(pk=host.pk).update(proof_token="")
    host.refresh_from_db()
    publish(host, witness)
    check_waiting()
    check_now([host])
    assert status(host.name) == 421
