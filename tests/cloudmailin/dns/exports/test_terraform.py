"""The Terraform export: read back, and checked by Terraform itself where it is installed."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.dns.exports.hcl import literal
from cloudmailin.dns.exports.providers import PROVIDERS
from cloudmailin.dns.exports.terraform import terraform
from cloudmailin.dns.hosts import NEUTRAL, hosts
from cloudmailin.dns.records import RecordSet
from tests.cloudmailin.dns.exports.hcl_reader import Block, Word, read, unquoted
from tests.cloudmailin.dns.exports.provider_forms import EXPECTED
from tests.cloudmailin.dns.exports.wanted import (
    ARBITRARY,
    LONG,
    NASTY,
    SETS,
    TEXT,
    ZONE,
    alias,
    exchanges,
    text,
)

KEYS = ["", *PROVIDERS]
with_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="needs terraform")

MX = exchanges("10 mx1.example.test", "20 mx2.example.test")
CNAME = alias("target.example.test")
QUOTED = text('a "b" \\')


def written(key: str, *sets: RecordSet) -> str:
    return terraform(replace(NEUTRAL, terraform=key), ZONE, sets)


def resources(key: str, *sets: RecordSet) -> list[Block]:
    return [each for each in read(written(key, *sets)) if each.head[0] == "resource"]


def facts(block: Block) -> tuple[str, Mapping[str, object]]:
    """A resource's type, and what it says beyond its place and its TTL."""
    places = ("zone_id", "managed_zone", "zone_name", "resource_group_name", "domain", "zone", "ttl")
    said = {name: value for name, value in block.attributes.items() if name not in places}
    nested = [each.attributes for each in block.blocks]
    return block.head[1], {**said, **({block.blocks[0].head[0]: nested} if nested else {})}


@pytest.mark.parametrize("key", KEYS)
def test_each_provider_gets_its_own_form(key: str) -> None:
    cases = {"mx": MX, "cname": CNAME, "quoted": QUOTED, "long": text(LONG)}
    said = {name: [facts(each) for each in resources(key, case)] for name, case in cases.items()}
    assert said == EXPECTED[key]


def test_every_host_with_a_provider_has_one_that_is_known() -> None:
    named = {host.terraform for host in hosts() if host.terraform}
    assert named == set(PROVIDERS)


@given(st.sampled_from(KEYS), ARBITRARY)
def test_any_records_make_a_file_whose_resources_have_names_of_their_own(
    key: str, sets: list[RecordSet]
) -> None:
    heads = [each.head for each in resources(key, *sets)]
    assert len(set(heads)) == len(heads)
    assert len(heads) <= sum(len(each.records) for each in sets)
    assert bool(heads) is bool(sets)


@pytest.mark.parametrize("key", KEYS)
def test_a_file_declares_each_variable_that_it_uses_and_no_other(key: str) -> None:
    blocks = read(written(key, *SETS))
    declared = {each.head[1] for each in blocks if each.head[0] == "variable"}
    values = [value for each in blocks for value in each.attributes.values()]
    used = {value.text for value in values if isinstance(value, Word) and value.text.startswith("var.")}
    assert used == {f"var.{name}" for name in declared}


def test_an_alias_is_never_proxied() -> None:
    assert written("cloudflare", *SETS).count("proxied = false") == 2


def test_a_recommended_record_says_so_in_a_comment() -> None:
    assert (
        '# Recommended; leave it out if there is already a record like it.\nresource "dns_txt_record_set" "dmarc_'
        in (written("", *SETS))
    )


@given(TEXT)
def test_a_string_reads_back(value: str) -> None:
    assert "\n" not in literal(value)
    assert unquoted(literal(value)) == value


@with_terraform
def test_terraform_reads_every_string_as_it_was_meant(tmp_path: Path) -> None:
    """Terraform normalises to NFC, which these values are in already."""
    done = subprocess.run(
        ["terraform", "console"],
        input=f"base64encode(jsonencode({literal(NASTY)}))\n".encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path,
        timeout=60,
    )
    assert json.loads(base64.b64decode(done.stdout.strip(b'"\n'))) == list(NASTY)


@with_terraform
@pytest.mark.parametrize("key", KEYS)
def test_terraform_finds_nothing_to_mend_in_the_form(key: str, tmp_path: Path) -> None:
    file = tmp_path / "records.tf"
    file.write_text(written(key, *SETS, *(text(value, f"n{at}.{ZONE}") for at, value in enumerate(NASTY))))
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", str(file)], capture_output=True, check=False, timeout=60
    )
    assert done.stdout.decode() == ""
    assert done.returncode == 0, done.stderr.decode()
