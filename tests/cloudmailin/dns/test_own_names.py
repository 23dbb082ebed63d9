"""A brand's own names in front of CloudMailin's: shown to its customers, and followed to where they lead."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import count

import pytest

from cloudmailin.dns.diagnosis import Finding, FindingStatus, judge
from cloudmailin.dns.preflight import preflight
from cloudmailin.dns.records import OwnNames, Purpose, RecordSet, SendingNames, receiving, sending
from cloudmailin.dns.resolver import Resolver
from cloudmailin.dns.zone_view import look
from cloudmailin.lifecycle.check import resolver_settings
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain
from cloudmailin.models import Finding as KeptFinding
from tenants.models import Brand, Tenant
from tenants.names import DomainName
from tenants.scoping import across_tenants
from tests.build import a_domain
from tests.cloudmailin.working import work
from tests.witness import Witness

OWN = OwnNames(("mx1.reseller.test", "mx2.reseller.test"), "rp.reseller.test", "dkim.reseller.test")
SERVICE_MX = ("client1.cloudmailin.net", "client2.cloudmailin.net", "client3.cloudmailin.net")
RETURN_PATH, HOSTED_KEY = "feedback-smtp.cloudmta.net", "0e7c28e2e4cm.dkim.clients.cloudmta.net"
_number = count(1)
OK, UNKNOWN, WRONG = FindingStatus.OK, FindingStatus.UNKNOWN, FindingStatus.WRONG


def sets_of(domain: str, own: OwnNames = OWN) -> dict[Purpose, RecordSet]:
    names = SendingNames(
        domain=DomainName(domain),
        mta_domain=f"mta.{domain}",
        required_cname=RETURN_PATH,
        dkim_selector="0e7c28e2e4cm",
        dkim_domain=f"0e7c28e2e4cm._domainkey.{domain}",
        dkim_public_record="v=DKIM1; k=rsa; p=MIIB",
    )
    return {each.purpose: each for each in (receiving(names.domain, own), *sending(names, own))}


def found(domain: str, purpose: Purpose, own: OwnNames = OWN) -> Finding:
    wanted = sets_of(domain, own)[purpose]
    return judge(wanted, asyncio.run(look([wanted], Resolver(resolver_settings()), domain)))


def test_customers_are_shown_the_brands_names_and_never_cloudmailins() -> None:
    shown = [record.value for each in sets_of("example.com").values() for record in each.records]
    assert shown[:4] == ["10 mx1.reseller.test", "10 mx2.reseller.test", "rp.reseller.test", shown[3]]
    assert shown[3] == "0e7c28e2e4cm.dkim.reseller.test"
    assert "cloudm" not in " ".join(shown)


def test_without_names_of_its_own_a_brand_shows_cloudmailins() -> None:
    shown = sets_of("example.com", OwnNames())
    assert [each.records[0].value for each in shown.values()][:3] == [
        "10 client1.cloudmailin.net",
        RETURN_PATH,
        HOSTED_KEY,
    ]
    assert not any(each.behind for each in shown.values())


@pytest.mark.parametrize(
    ("hosts", "status", "code"),
    [
        (OWN.mx_hosts, OK, "mx_right"),
        (SERVICE_MX, OK, "mx_right"),
        (OWN.mx_hosts[:1], OK, "mx_partial"),
        (SERVICE_MX[:2], OK, "mx_partial"),
        ((*OWN.mx_hosts, SERVICE_MX[0]), OK, "mx_right"),
        (("mx1.reseller.tset",), WRONG, "target_misspelt"),
        (("mx1.reseller.test", "aspmx.l.google.com"), FindingStatus.CONFLICTING, "mx_foreign_equal"),
    ],
)
def test_either_set_of_mx_records_will_do(
    witness: Witness, hosts: tuple[str, ...], status: FindingStatus, code: str
) -> None:
    domain = f"mx-{next(_number)}.test"
    for host in hosts:
        witness.publish(domain, "MX", f"10 {host}")
    finding = found(domain, Purpose.MX)
    assert (finding.status, finding.code) == (status, code)


@pytest.fixture
def reseller(witness: Witness) -> Witness:
    """The reseller's zone, whose names lead on."""
    witness.publish("rp.reseller.test", "CNAME", RETURN_PATH)
    witness.publish("0e7c28e2e4cm.dkim.reseller.test", "CNAME", HOSTED_KEY)
    witness.publish("second.reseller.test", "CNAME", "rp.reseller.test")
    witness.publish("round.reseller.test", "CNAME", "about.reseller.test")
    witness.publish("about.reseller.test", "CNAME", "round.reseller.test")
    for at in range(12):
        witness.publish(f"far{at}.reseller.test", "CNAME", f"far{at + 1}.reseller.test")
    witness.publish("far12.reseller.test", "CNAME", RETURN_PATH)
    return witness


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("rp.reseller.test", OK, "return_path_right"),
        (RETURN_PATH, OK, "return_path_right"),
        ("second.reseller.test", OK, "return_path_right"),
        ("far8.reseller.test", OK, "return_path_right"),
        ("far0.reseller.test", WRONG, "wrong_target"),
        ("round.reseller.test", WRONG, "wrong_target"),
        ("nothing.reseller.test", WRONG, "wrong_target"),
    ],
)
def test_a_return_path_is_followed_to_where_it_leads(
    reseller: Witness, target: str, status: FindingStatus, code: str
) -> None:
    domain = f"path-{target.partition('.')[0]}.test"
    reseller.publish(f"mta.{domain}", "CNAME", target)
    finding = found(domain, Purpose.RETURN_PATH)
    assert (finding.status, finding.code) == (status, code)


def test_dkim_is_followed_too_and_a_key_of_the_customers_own_still_counts(reseller: Witness) -> None:
    for domain, kind, value in (
        ("keys-own.test", "CNAME", "0e7c28e2e4cm.dkim.reseller.test"),
        ("keys-service.test", "CNAME", HOSTED_KEY),
        ("keys-text.test", "TXT", "v=DKIM1; k=rsa; p=MIIB"),
    ):
        reseller.publish(f"0e7c28e2e4cm._domainkey.{domain}", kind, value)
        assert found(domain, Purpose.DKIM).code == "dkim_right"


def test_a_name_of_the_brands_that_leads_nowhere_is_not_the_customers_fault(witness: Witness) -> None:
    own = replace(OWN, return_path="broken.other-reseller.test")
    witness.publish("mta.unlucky.test", "CNAME", "broken.other-reseller.test")
    finding = found("unlucky.test", Purpose.RETURN_PATH, own)
    assert (finding.status, finding.code) == (UNKNOWN, "own_name_unready")


def test_a_brand_without_names_of_its_own_follows_nothing(reseller: Witness) -> None:
    reseller.publish("mta.strict.test", "CNAME", "rp.reseller.test")
    finding = found("strict.test", Purpose.RETURN_PATH, OwnNames())
    assert (finding.status, finding.code) == (WRONG, "wrong_target")


def test_before_a_domain_is_added_the_brands_own_names_disturb_nothing(witness: Witness) -> None:
    witness.publish("moving.test", "MX", "10 mx1.reseller.test")
    witness.publish("mta.moving.test", "CNAME", "rp.reseller.test")
    asker = Resolver(resolver_settings())
    seen = asyncio.run(preflight(DomainName("moving.test"), asker, receiving=True, own=OWN))
    assert (seen.mail_hosts, seen.at_return_path) == ((), ())


@pytest.mark.django_db
def test_a_domain_of_such_a_brand_goes_green_by_its_names_alone(
    brand: Brand, tenant: Tenant, witness: Witness
) -> None:
    Brand.objects.filter(pk=brand.pk).update(
        mx_hosts=["mx1.reseller.test"], return_path_host="rp.reseller.test", dkim_suffix="dkim.reseller.test"
    )
    with across_tenants():
        domain = a_domain(Tenant.objects.get(pk=tenant.pk), "own-names.test")
        work(domain)
        fresh = Domain.objects.select_related("tenant__brand", "receiving", "sending").get(pk=domain.pk)
        shown = [record.value for each in record_sets(fresh) for record in each.records]
        assert "cloudm" not in " ".join(shown)
        selector = fresh.sending.dkim_selector
        witness.publish("rp.reseller.test", "CNAME", fresh.sending.required_cname)
        witness.publish(f"{selector}.dkim.reseller.test", "CNAME", f"{selector}.dkim.clients.cloudmta.net")
        witness.publish_all(domain)
        work(domain)
        findings = dict(KeptFinding.objects.filter(domain=domain).values_list("purpose", "status"))
        assert {findings[each] for each in ("mx", "return_path", "dkim")} == {"ok"}
