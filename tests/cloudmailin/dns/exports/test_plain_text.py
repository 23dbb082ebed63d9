"""The text for a colleague."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudmailin.dns.exports.plain_text import plain_text
from cloudmailin.dns.hosts import NEUTRAL, DnsHost, host_of, hosts
from tests.cloudmailin.dns.exports.wanted import LONG, SETS, ZONE, exchanges, text

ROUTE53 = host_of(["ns-2048.awsdns-64.com"])


def test_it_reads_as_people_expect() -> None:
    assert plain_text(NEUTRAL, ZONE, [exchanges("10 mx.example.test")]) == (
        "Please add these DNS records to the zone shop.test.\n"
        "Keep the records that are there already, and copy each value to its very end.\n"
        "\n"
        "Record 1\n"
        "  Type: MX\n"
        "  Name: @\n"
        "  Priority: 10\n"
        "  Value: mx.example.test\n"
        "  The whole name is shop.test.\n"
    )


def test_it_is_in_the_form_of_the_hosts_panel_and_says_where_that_is_explained() -> None:
    written = plain_text(ROUTE53, ZONE, [exchanges("10 mx.example.test")])
    assert "the zone shop.test, which is at Amazon Route 53." in written
    assert "  Record name: (leave it empty)\n  Value: 10 mx.example.test\n" in written
    assert ROUTE53.help_url
    assert f"How to do it: {ROUTE53.help_url}\n" in written


@pytest.mark.parametrize("host", [NEUTRAL, *hosts()], ids=lambda host: host.key)
def test_every_wanted_record_is_there_with_its_whole_name(host: DnsHost) -> None:
    lines = plain_text(host, ZONE, SETS).splitlines()
    records = [record for each in SETS for record in each.records]
    assert [line for line in lines if line.startswith("Record ")][-1].startswith(f"Record {len(records)}")
    for record in records:
        assert f"  The whole name is {record.name}." in lines


def test_only_the_recommended_record_is_said_to_be_so() -> None:
    lines = plain_text(NEUTRAL, ZONE, SETS).splitlines()
    (said,) = [at for at, line in enumerate(lines) if "(recommended" in line]
    assert lines[said + 2] == "  Name: _dmarc.mail"


def test_a_long_value_is_never_wrapped() -> None:
    assert f"  Value: {LONG}" in plain_text(NEUTRAL, ZONE, [text(LONG)]).splitlines()


def test_a_note_on_the_host_is_passed_on() -> None:
    assert "Two hosts.\n" in plain_text(replace(NEUTRAL, note="Two hosts."), ZONE, SETS)
