"""The DNSControl configuration, run by a JavaScript engine where there is one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudmailin.dns.exports.dnscontrol import dnsconfig, literal
from cloudmailin.dns.hosts import NEUTRAL, host_of
from cloudmailin.dns.records import RecordSet
from tests.cloudmailin.dns.exports.wanted import ARBITRARY, NASTY, SETS, TEXT, ZONE, exchanges, text, wanted

CLOUDFLARE = host_of(["ada.ns.cloudflare.com"])
with_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs a JavaScript engine, node")

# The words of a configuration, each of which says how it was called.
WORDS = """
const said = [], say = (word) => (...rest) => ({ word, rest });
const [NewRegistrar, NewDnsProvider, DnsProvider, DefaultTTL] =
  ["registrar", "provider", "uses", "ttl"].map(say);
const [TXT, MX, CNAME, NO_PURGE] = [say("TXT"), say("MX"), say("CNAME"), "NO_PURGE"];
const D = (...all) => said.push(all);
"""


def run(script: str) -> object:
    """What the script says, as JSON on its standard output."""
    done = subprocess.run(["node", "-"], input=script.encode(), capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def domains(*configurations: str) -> list[list[object]]:
    """The arguments of each configuration's `D`, in one run."""
    bodies = "".join(f"(() => {{\n{each}\n}})();\n" for each in configurations)
    said = run(f"{WORDS}{bodies}console.log(JSON.stringify(said));")
    assert isinstance(said, list)
    return said


def found(domain: list[object]) -> list[tuple[str, str, str]]:
    records = []
    for each in domain[4:]:
        assert isinstance(each, dict)
        if each["word"] in ("TXT", "MX", "CNAME"):
            label, *values = each["rest"]
            if each["word"] != "TXT":
                values[-1] = values[-1].removesuffix(".")
            name = ZONE if label == "@" else f"{label}.{ZONE}"
            records.append((name, each["word"], " ".join(map(str, values))))
    return sorted(records)


@with_node
def test_a_domains_configuration_says_what_is_wanted_and_deletes_nothing() -> None:
    (domain,) = domains(dnsconfig(CLOUDFLARE, ZONE, SETS))
    assert domain[0] == ZONE
    assert "NO_PURGE" in domain
    assert found(domain) == wanted(SETS)


@with_node
@settings(max_examples=3, deadline=None)
@given(st.lists(ARBITRARY, min_size=20, max_size=20))
def test_any_records_are_said_as_they_are(several: list[list[RecordSet]]) -> None:
    said = domains(*(dnsconfig(NEUTRAL, ZONE, sets) for sets in several))
    assert [found(domain) for domain in said] == [wanted(sets) for sets in several]


@with_node
def test_every_text_is_said_as_it_is() -> None:
    said = domains(*(dnsconfig(NEUTRAL, ZONE, [text(value)]) for value in NASTY))
    assert [found(domain) for domain in said] == [wanted([text(value)]) for value in NASTY]


@given(TEXT)
def test_a_literal_is_ascii_on_one_line_and_ends_where_it_should(value: str) -> None:
    written = literal(value)
    assert json.loads(written) == value
    assert re.fullmatch(r'"([ !#-\[\]-~]|\\(["\\/bfnrt]|u[0-9a-f]{4}))*"', written)


def test_it_reads_as_people_expect() -> None:
    written = dnsconfig(CLOUDFLARE, ZONE, [exchanges("10 mx.example.test")])
    assert "TYPE is CLOUDFLAREAPI" in written
    assert 'NewDnsProvider("cloudflare")' in written
    assert '  MX("@", 10, "mx.example.test."),\n);\n' in written


def test_an_unknown_host_has_a_name_to_be_replaced() -> None:
    written = dnsconfig(NEUTRAL, ZONE, SETS)
    assert 'NewDnsProvider("dns")' in written
    assert "neutral" not in written
