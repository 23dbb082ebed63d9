"""What to type into a host's panel, and the steps that lead there."""

from __future__ import annotations

from dataclasses import replace

import dns.rdata
import dns.rdataclass
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.entry import Entry, Field, entry
from cloudmailin.dns.host_facts import Apex, LongText, Priority, Quotes
from cloudmailin.dns.hosts import NEUTRAL, DnsHost, hosts
from cloudmailin.dns.records import Purpose, Record, ownership, receiving, sending
from cloudmailin.dns.steps import steps
from tests.cloudmailin.dns.looks import DOMAIN, NAMES, TOKEN

ZONE = "shop.test"
BY_KEY = {host.key: host for host in hosts()}
EVERY_HOST = (NEUTRAL, *hosts())
RECORDS = [
    record
    for each in (ownership(DOMAIN, "northwind", TOKEN), receiving(DOMAIN), *sending(NAMES))
    for record in (*each.records, *filter(None, [each.alternative]))
]
MX = Record(Purpose.MX, RecordType.MX, ZONE, "10 client1.cloudmailin.net")
CNAME = Record(Purpose.RETURN_PATH, RecordType.CNAME, f"mta.{ZONE}", "feedback-smtp.cloudmta.net")
LONG = Record(Purpose.DKIM, RecordType.TXT, f"key._domainkey.{ZONE}", "v=DKIM1; p=" + "A" * 392)
DMARC = Record(Purpose.DMARC, RecordType.TXT, f"_dmarc.{ZONE}", "v=DMARC1; p=none")


def said(host: DnsHost, record: Record) -> str:
    return " ".join(f"{step.text} {step.copy or ''}" for step in steps(host, ZONE, record))


def cells(typed: Entry) -> tuple[tuple[str, str], ...]:
    return tuple((each.label, each.value) for each in (typed.name, typed.value, typed.priority) if each)


@pytest.mark.parametrize(
    ("key", "record", "expected"),
    [
        (None, MX, (("Name", "@"), ("Value", "client1.cloudmailin.net"), ("Priority", "10"))),
        (None, CNAME, (("Name", "mta"), ("Value", "feedback-smtp.cloudmta.net"))),
        ("cloudflare", CNAME, (("Name", "mta"), ("Target", "feedback-smtp.cloudmta.net"))),
        ("cloudflare", MX, (("Name", "@"), ("Mail server", "client1.cloudmailin.net"), ("Priority", "10"))),
        ("cloudflare", LONG, (("Name", "key._domainkey"), ("Content", LONG.value))),
        ("route53", MX, (("Record name", ""), ("Value", "10 client1.cloudmailin.net"))),
        ("route53", DMARC, (("Record name", "_dmarc"), ("Value", '"v=DMARC1; p=none"'))),
        (
            "route53",
            LONG,
            (("Record name", "key._domainkey"), ("Value", f'"{LONG.value[:255]}" "{LONG.value[255:]}"')),
        ),
        ("ovhcloud", MX, (("Sub-domain", ""), ("Target", "client1.cloudmailin.net."), ("Priority", "10"))),
        ("gandi", CNAME, (("Name", "mta"), ("Value", "feedback-smtp.cloudmta.net."))),
        ("azure", MX, (("Name", "@"), ("Mail exchange", "client1.cloudmailin.net"), ("Preference", "10"))),
    ],
)
def test_each_panel_gets_its_own_form(
    key: str | None, record: Record, expected: tuple[tuple[str, str], ...]
) -> None:
    assert cells(entry(BY_KEY[key] if key else NEUTRAL, ZONE, record)) == expected


def test_the_name_is_relative_to_the_zone_that_holds_the_record_not_to_the_domain() -> None:
    record = replace(CNAME, name=f"mta.mail.{ZONE}")
    assert entry(NEUTRAL, ZONE, record).name.value == "mta.mail"
    assert entry(NEUTRAL, f"mail.{ZONE}", record).name.value == "mta"


def test_a_panel_that_adds_nothing_gets_whole_names() -> None:
    host = replace(NEUTRAL, appends_zone=False)
    assert entry(host, ZONE, CNAME).name.value == f"mta.{ZONE}"
    assert entry(host, ZONE, MX).name.value == ZONE


ANY_HOST = st.builds(
    replace,
    st.sampled_from(EVERY_HOST),
    appends_zone=st.sampled_from([True, False, None]),
    apex=st.sampled_from(Apex),
    long_text=st.sampled_from(LongText),
    quotes=st.sampled_from(Quotes),
    priority=st.sampled_from(Priority),
    final_dot=st.booleans(),
)


@given(ANY_HOST, st.sampled_from(RECORDS), st.sampled_from([DOMAIN, ZONE]))
def test_what_is_typed_makes_the_wanted_record_again(host: DnsHost, record: Record, zone: str) -> None:
    """Read as the panel would: the zone is added to the name, and the value is taken apart like a zone file's."""
    typed = entry(host, zone, record)
    name = typed.name.value
    if host.appends_zone is not False:
        name = zone if name in ("", "@") else f"{name}.{zone}"
    assert name == record.name
    value = " ".join(each.value for each in (typed.priority, typed.value) if each)
    if record.type is not RecordType.TXT:
        assert value.removesuffix(".") == record.value
        assert value.endswith(".") is host.final_dot
    elif value.startswith('"'):
        read = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.TXT, value)
        assert b"".join(read.strings).decode() == record.value  # type: ignore[attr-defined]
    else:
        assert value == record.value
        assert host.quotes is Quotes.NONE


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=200))
def test_quotes_within_a_quoted_text_are_escaped(value: str) -> None:
    typed = entry(BY_KEY["route53"], ZONE, replace(DMARC, value=value)).value.value
    read = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.TXT, typed)
    assert b"".join(read.strings).decode() == value  # type: ignore[attr-defined]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.purpose}-{record.type}")
@pytest.mark.parametrize("host", EVERY_HOST, ids=lambda host: host.key)
def test_every_host_has_a_short_list_of_whole_sentences(host: DnsHost, record: Record) -> None:
    listed = steps(host, ZONE, record)
    assert 5 <= len(listed) <= 8
    assert all(step.text.endswith(".") and step.text[0].isupper() for step in listed)
    assert not any("{" in step.text or "  " in step.text for step in listed)
    assert all(each.value in [step.copy for step in listed] for each in _typed(entry(host, ZONE, record)))


def _typed(typed: Entry) -> list[Field]:
    return [each for each in (typed.name, typed.value, typed.priority) if each and each.value]


@pytest.mark.parametrize("host", EVERY_HOST, ids=lambda host: host.key)
def test_nothing_to_copy_carries_a_quotation_mark_of_ours(host: DnsHost) -> None:
    for record in RECORDS:
        assert not any(mark in (step.copy or "") for step in steps(host, ZONE, record) for mark in "“”")


def test_the_way_through_the_panel_names_the_zone() -> None:
    [arrival, *_] = steps(BY_KEY["cloudflare"], ZONE, MX)
    assert arrival.text == "Sign in to Cloudflare and go to shop.test > DNS > Records."
    assert "where you bought the domain" in steps(NEUTRAL, ZONE, MX)[0].text


def test_mail_records_have_a_page_of_their_own_at_some() -> None:
    assert "Custom MX" in said(BY_KEY["namecheap"], MX)
    assert "Custom MX" not in said(BY_KEY["namecheap"], CNAME)


def test_a_proxy_is_switched_off_for_aliases_where_there_is_one() -> None:
    assert "DNS only" in said(BY_KEY["cloudflare"], CNAME)
    assert "DNS only" not in said(BY_KEY["cloudflare"], MX)
    assert "DNS only" not in said(BY_KEY["godaddy"], CNAME)


def test_quotation_marks_are_spoken_of_as_the_panel_wants_them() -> None:
    assert "Put no quotation marks" in said(BY_KEY["cloudflare"], DMARC)
    assert "quotation marks belong" in said(BY_KEY["route53"], DMARC)
    assert "quotation marks" not in said(NEUTRAL, CNAME)


def test_a_policy_that_is_there_already_is_kept() -> None:
    assert "keep it and stop here" in said(NEUTRAL, DMARC)
    assert "keep it and stop here" not in said(NEUTRAL, LONG)


def test_where_records_share_an_entry_the_others_values_are_kept() -> None:
    assert "keep what is in it" in said(BY_KEY["route53"], MX)
    assert "keep what is in it" not in said(BY_KEY["route53"], CNAME)
    assert "keep what is in it" not in said(NEUTRAL, MX)


def test_a_note_on_the_host_is_one_of_the_steps() -> None:
    assert "split between two" in said(replace(NEUTRAL, note="It is split between two."), MX)


def test_a_label_that_is_not_certain_comes_with_its_other_names() -> None:
    assert "which may also be called" in said(NEUTRAL, CNAME)
    assert "which may also be called" in said(BY_KEY["strato"], CNAME)
    assert "which may also be called" not in said(BY_KEY["godaddy"], CNAME)


def test_without_a_field_for_the_priority_it_goes_before_the_value() -> None:
    assert "put the number before the value" in said(NEUTRAL, MX)
    assert "put the number before the value" in said(BY_KEY["google"], MX)
    assert "put the number before the value" in said(BY_KEY["gandi"], MX)
    assert "no such field" not in said(BY_KEY["godaddy"], MX)


def test_whoever_shows_a_step_can_say_its_sentences_and_their_parts_in_another_language() -> None:
    spoken: list[str] = []

    def loudly(pattern: str) -> str:
        spoken.append(pattern)
        return pattern.replace("enter", "ENTER").replace("In the field", "IN THE FIELD")

    told = " ".join(step.said(loudly) for step in steps(NEUTRAL, ZONE, CNAME))
    assert "IN THE FIELD “Name”, which may also be called “Host” or “Hostname”, ENTER only this" in told
    assert not any(ZONE in pattern for pattern in spoken)
