"""The records that a customer is asked to publish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin.dns.records import (
    Purpose,
    Record,
    ownership,
    receiving,
    relative,
    sending,
    txt_chunks,
)
from tests.cloudmailin.dns.looks import DOMAIN, KEY, NAMES, SELECTOR, TOKEN

Rows = list[tuple[str, str, str]]


def rows(*records: Record) -> Rows:
    return [(record.type.value, record.name, record.value) for record in records]


def test_ownership_is_one_text_below_the_brands_label() -> None:
    proof = ownership(DOMAIN, "northwind", TOKEN)
    assert rows(*proof.records) == [("TXT", f"northwind.{DOMAIN}", f"domain-verification={TOKEN}")]
    assert proof.required


def test_receiving_is_three_mx_records_of_equal_priority_at_the_domain_itself() -> None:
    assert rows(*receiving(DOMAIN).records) == [
        ("MX", DOMAIN, "10 client1.cloudmailin.net"),
        ("MX", DOMAIN, "10 client2.cloudmailin.net"),
        ("MX", DOMAIN, "10 client3.cloudmailin.net"),
    ]
    assert receiving(DOMAIN).required


def test_sending_is_return_path_dkim_and_a_recommended_policy() -> None:
    assert [(each.purpose, each.required, rows(*each.records)) for each in sending(NAMES)] == [
        (
            Purpose.RETURN_PATH,
            True,
            [("CNAME", f"mta.{DOMAIN}", "feedback-smtp.cloudmta.net")],
        ),
        (
            Purpose.DKIM,
            True,
            [("CNAME", f"{SELECTOR}._domainkey.{DOMAIN}", f"{SELECTOR}.dkim.clients.cloudmta.net")],
        ),
        (Purpose.DMARC, False, [("TXT", f"_dmarc.{DOMAIN}", "v=DMARC1; p=none")]),
    ]


def test_dkim_alone_has_an_alternative_the_key_itself_at_the_same_name() -> None:
    alternatives = {each.purpose: each.alternative for each in sending(NAMES)}
    own_key = alternatives.pop(Purpose.DKIM)
    assert own_key
    assert rows(own_key) == [
        ("TXT", f"{SELECTOR}._domainkey.{DOMAIN}", f"v=DKIM1; h=sha256; k=rsa; s=email; p={KEY}")
    ]
    assert set(alternatives.values()) == {None}


def test_every_record_of_a_set_has_its_purpose_and_lies_in_the_domain() -> None:
    for each in (ownership(DOMAIN, "northwind", TOKEN), receiving(DOMAIN), *sending(NAMES)):
        assert each.domain == DOMAIN
        for record in (*each.records, *filter(None, [each.alternative])):
            assert record.purpose is each.purpose
            assert f".{record.name}".endswith(f".{DOMAIN}")


@pytest.mark.parametrize(
    ("name", "zone", "expected"),
    [
        ("shop.test", "shop.test", "@"),
        ("mta.shop.test", "shop.test", "mta"),
        ("mta.mail.shop.test", "shop.test", "mta.mail"),
        ("mta.mail.shop.test", "mail.shop.test", "mta"),
        ("my-shop.test", "shop.test", "my-shop.test"),
        ("shop.test", "mail.shop.test", "shop.test"),
    ],
)
def test_a_panel_takes_the_name_without_its_zone(name: str, zone: str, expected: str) -> None:
    assert relative(name, zone) == expected


LABEL = st.from_regex(r"[a-z0-9]{1,10}", fullmatch=True)


@given(st.lists(LABEL, min_size=1).map(".".join), st.lists(LABEL, min_size=1).map(".".join))
def test_the_panel_makes_the_whole_name_of_it_again(host: str, zone: str) -> None:
    assert relative(f"{host}.{zone}", zone) == host


@given(st.text(st.characters(codec="ascii"), max_size=1200))
def test_the_strings_of_a_text_join_back_and_each_fits(value: str) -> None:
    chunks = txt_chunks(value)
    assert "".join(chunks) == value
    assert all(len(chunk.encode()) <= 255 for chunk in chunks)
    assert len(chunks) == max(1, -(-len(value) // 255))


def test_a_dkim_key_of_2048_bits_takes_two_strings() -> None:
    assert [len(chunk) for chunk in txt_chunks("v=DKIM1; p=" + "A" * 392)] == [255, 148]
