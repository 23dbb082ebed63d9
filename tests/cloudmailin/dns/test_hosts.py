"""Who runs a zone's DNS, told from its name servers."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cloudmailin.dns.hosts import NEUTRAL, DnsHost, host_of, hosts
from cloudmailin.dns.server_names import matches

KNOWN = {host.key: host for host in hosts()}
PATTERNS = [(host.key, pattern) for host in hosts() for pattern in host.name_servers]
EXAMPLES = [(host.key, example) for host in hosts() for example in host.examples]
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


def test_there_are_many_and_each_has_a_key_of_its_own() -> None:
    assert len(KNOWN) == len(hosts()) >= 60
    assert len({host.name for host in hosts()}) == len(hosts())
    assert NEUTRAL.key not in KNOWN


@pytest.mark.parametrize(("key", "example"), EXAMPLES)
def test_an_example_is_matched_by_one_pattern_of_all(key: str, example: str) -> None:
    assert [of for of, pattern in PATTERNS if matches(pattern, example)] == [key]
    assert host_of([example]) is KNOWN[key]


@pytest.mark.parametrize("host", hosts(), ids=lambda host: host.key)
def test_every_host_has_examples_that_together_detect_it(host: DnsHost) -> None:
    assert host.examples
    assert host_of(host.examples) is host
    assert host_of([f"{each.upper()}." for each in host.examples]) is host


def test_no_name_at_all_is_matched_by_patterns_of_two_hosts() -> None:
    overlapping = [
        (one, other)
        for (key, one), (other_key, other) in combinations(PATTERNS, 2)
        if key != other_key and overlap(one, other)
    ]
    assert not overlapping


@cache
def overlap(one: str, other: str) -> bool:
    """Whether some name is matched by both patterns; generous with `#`, which it takes for `*`."""
    if not one or not other:
        return one == other
    if one[0] in "*#":
        return other[0] != "." and any(overlap(rest, other[1:]) for rest in (one, one[1:]))
    if other[0] in "*#":
        return overlap(other, one)
    return one[0] == other[0] and overlap(one[1:], other[1:])


def test_the_test_for_overlaps_finds_them() -> None:
    assert overlap("ns*.host.test", "*1.host.test")
    assert overlap("ns#.host.test", "ns1.host.test")
    assert not overlap("ns#.host.test", "dns#.host.test")
    assert not overlap("*.host.test", "a.b.host.test")


@given(st.sampled_from(EXAMPLES), LABEL)
def test_a_name_that_only_looks_like_an_example_is_nobodys(example: tuple[str, str], label: str) -> None:
    _key, name = example
    registered = name.split(".", 1)[1]
    assert host_of([f"{name}.evil.test"]) == NEUTRAL
    assert host_of([f"{name}.{label}.test"]) == NEUTRAL
    assert host_of([f"{label}evil{registered}".replace(".", "-") + ".test"]) == NEUTRAL


@pytest.mark.parametrize(
    "name",
    [
        "cloudflare.com.evil.test",
        "ada.ns.cloudflare.com.evil.test",
        "evilcloudflare.com",
        "ada.ns.evilcloudflare.com",
        "ada.evil.ns.cloudflare.com",
        "ns-1.awsdns-1.evil.com",
        "ns-1.awsdns-evil.com",
        "ns-1.awsdns-1.com.evil.test",
        "xns37.domaincontrol.com",
        "ns37.domaincontrol.com\n",
        "ns37-domaincontrol.com",
        "ns٣.digitalocean.com",
        "",
        ".",
    ],
)
def test_a_look_alike_is_nobodys(name: str) -> None:
    assert host_of([name]) == NEUTRAL


@given(st.lists(st.text(max_size=40), max_size=4))
def test_whatever_the_names_are_there_is_an_answer(names: list[str]) -> None:
    assert host_of(names) == NEUTRAL


def test_no_servers_are_nobodys() -> None:
    assert host_of([]) == NEUTRAL


@given(st.sampled_from(hosts()), st.sampled_from(hosts()))
def test_servers_of_two_hosts_are_neutral_and_the_note_names_both(one: DnsHost, other: DnsHost) -> None:
    found = host_of([*one.examples, *other.examples])
    if one is other:
        assert found is one
    else:
        assert (found.key, found.is_known) == (NEUTRAL.key, False)
        assert one.name in found.note
        assert other.name in found.note


def test_one_unknown_server_beside_known_ones_is_neutral_with_a_note() -> None:
    found = host_of(["ada.ns.cloudflare.com", "ns1.elsewhere.test"])
    assert not found.is_known
    assert "Cloudflare; one that we do not know" in found.note


def test_the_order_of_the_servers_does_not_matter() -> None:
    servers = ["ns37.domaincontrol.com", "ada.ns.cloudflare.com", "ns1.elsewhere.test"]
    assert host_of(servers) == host_of(reversed(servers))


GOOD = {"key": "a-host", "name": "A host", "name_servers": ["ns#.host.com"], "examples": ["ns1.host.com"]}


@pytest.mark.parametrize(
    "spoiled",
    [
        {"colour": "blue"},
        {"key": "A Host"},
        {"name": ""},
        {"name_servers": ["ns1.*.com"]},
        {"name_servers": ["ns1.host.*"]},
        {"name_servers": ["*"]},
        {"name_servers": ["ns1.host.com."]},
        {"name_servers": ["NS1.host.com"]},
        {"apex": "root"},
        {"quotes": "some"},
        {"help_url": "http://host.com/help"},
        {"value_fields": {"SRV": "Target"}},
    ],
    ids=str,
)
def test_what_is_not_as_it_should_be_is_refused(spoiled: dict[str, object]) -> None:
    adapter = TypeAdapter(DnsHost)
    assert adapter.validate_python(GOOD).is_known
    with pytest.raises(ValidationError):
        adapter.validate_python(GOOD | spoiled)
