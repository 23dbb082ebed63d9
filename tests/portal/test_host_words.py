"""The words for one DNS host: every cause at every host, with everything filled in."""

from __future__ import annotations

import re
from functools import cache

import pytest

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.causes import CODES
from cloudmailin.dns.hosts import NEUTRAL, DnsHost, hosts
from cloudmailin.dns.records import MX_HOSTS, Purpose
from portal.host_advice import told
from portal.host_words import HOST_WORDS, Told
from tests.cloudmailin.dns.looks import NAMES, ZONE, record_sets

SETS = record_sets()
ALL = [(purpose, code) for purpose, codes in CODES.items() for code in sorted(codes)]
HOSTS = {host.key: host for host in hosts()}
AT_THE_TOP = NAMES.domain


def said(code: str, host: str, purpose: Purpose, zone: str = ZONE, **detail: str) -> str:
    found = told(code, HOSTS[host], zone, SETS[purpose], detail)
    return str(found.text) if found else ""


@cache
def everything(key: str) -> list[tuple[str, Told]]:
    """What is told at one host, at the domain itself and below, of the host's own mail and of others'."""
    host = HOSTS[key]
    return [
        (code, found)
        for zone in (ZONE, AT_THE_TOP)
        for provider in (host.name, "Somebody else")
        for purpose, code in ALL
        if (found := told(code, host, zone, SETS[purpose], {"provider": provider}))
    ]


@pytest.mark.parametrize("host", hosts(), ids=lambda host: host.key)
def test_every_sentence_is_filled_at_every_host(host: DnsHost) -> None:
    for code, found in everything(host.key):
        text = str(found.text)
        assert not re.search(r"[{}]|“”|  | [,.:;]( |$)|in ,|None", text), (code, text)
        assert host.name in text or host.menu.replace("{zone}", ZONE)[-12:] in text, (code, text)


@pytest.mark.parametrize("host", hosts(), ids=lambda host: host.key)
def test_a_field_is_called_what_the_panel_calls_it(host: DnsHost) -> None:
    own = {host.name_field, host.value_field, host.priority_field, *host.value_fields.values()}
    for code, found in everything(host.key):
        labels = re.findall("“([^”]+)”", str(found.text))
        assert set(labels) <= own, (code, labels)
        assert not (host.name_field and "the field for the name" in str(found.text))
        assert not (host.value_field and "the field for the value" in str(found.text))


def test_every_pair_of_cause_and_fact_is_of_use_to_some_host() -> None:
    codes = {code for _, code in ALL}
    assert {code for code, _ in HOST_WORDS} <= codes
    for (code, fact), words in HOST_WORDS.items():
        pieces = re.split(r"{\w+}", str(words.text))
        assert any(
            at == code and all(piece in str(found.text) for piece in pieces)
            for host in hosts()
            for at, found in everything(host.key)
        ), (code, fact)


@pytest.mark.parametrize(("purpose", "code"), ALL)
def test_nothing_is_added_where_nobody_knows_the_host(purpose: Purpose, code: str) -> None:
    assert told(code, NEUTRAL, ZONE, SETS[purpose], {}) is None


def test_the_words_fit_the_panel() -> None:
    mta = "mta.mail"
    assert f"so {mta} is all" in said("name_doubled", "cloudflare", Purpose.RETURN_PATH)
    assert "“Host”" in said("name_doubled", "namecheap", Purpose.RETURN_PATH)
    assert "“Sub-domain” empty" in said("name_doubled", "ovhcloud", Purpose.MX, zone=AT_THE_TOP)
    assert "orange cloud" in said("proxied", "cloudflare", Purpose.RETURN_PATH)
    assert "“Preference”" in said("target_has_priority", "azure", Purpose.MX)
    assert f"10 {MX_HOSTS[0]}" in said("target_has_priority", "route53", Purpose.MX)
    assert "one pair of quotation marks" in said("text_in_quotes", "route53", Purpose.OWNERSHIP)
    assert said("text_in_quotes", "cloudflare", Purpose.OWNERSHIP) == ""


def test_the_value_that_was_meant_is_the_one_to_enter() -> None:
    text = said("zone_appended", "ovhcloud", Purpose.MX, target=MX_HOSTS[1])
    assert f"“Target” must have {MX_HOSTS[1]}. with the dot" in text


def test_forwarding_is_switched_off_where_it_was_switched_on() -> None:
    own, other = "Namecheap e-mail forwarding", "ImprovMX"
    assert "Mail Settings." in said("mx_forwarding", "namecheap", Purpose.MX, provider=own)
    assert "Custom MX" in said("mx_forwarding", "namecheap", Purpose.MX, provider=other)
    assert said("mx_forwarding", "cloudflare", Purpose.MX, provider=other) == ""


def test_a_record_of_another_type_has_another_field() -> None:
    assert HOSTS["azure"].value_fields[RecordType.CNAME] == "Alias"
    assert "“Alias”" in said("text_instead_of_alias", "azure", Purpose.RETURN_PATH)
