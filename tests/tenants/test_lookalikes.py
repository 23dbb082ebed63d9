"""Names that people take for one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.lookalikes import mixes_scripts, skeleton
from tenants.names import parse

ALIKE = [
    ("apple.com", "аpple.com"),
    ("paypal.com", "раураl.com"),
    ("google.com", "gооgle.com"),
    ("google.com", "go0gle.com"),
    ("paypal.com", "paypa1.com"),
    ("example.com", "exarnple.com"),
    ("wave.com", "vvave.com"),
    ("scope.com", "ѕсоре.com"),
    ("example.com", "еxample.com"),
]
DIFFERENT = [("example.com", "example.org"), ("bücher.de", "buecher.de"), ("abc.com", "abd.com")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_they_have_the_same_skeleton(one: str, other: str) -> None:
    assert parse(one) != parse(other)
    assert skeleton(parse(one)) == skeleton(parse(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_others_have_not(one: str, other: str) -> None:
    assert skeleton(parse(one)) != skeleton(parse(other))


@pytest.mark.parametrize("mixed", ["аpple.com", "gооgle.com", "shop.exаmple.com", "*.exаmple.com"])
def test_letters_of_several_alphabets_in_one_part_are_seen(mixed: str) -> None:
    assert mixes_scripts(parse(mixed, allow_wildcard=True))


@pytest.mark.parametrize(
    "plain",
    ["example.com", "münchen.de", "пример.рф", "пример.com", "例えab.jp", "ドメイン名.jp", "1and1.com"],
)
def test_scripts_that_are_written_together_are_no_mixture(plain: str) -> None:
    assert not mixes_scripts(parse(plain))


@given(st.text(st.characters(categories=["Ll", "Lo", "Nd"]), min_size=1, max_size=20))
def test_a_skeleton_fits_its_column_whatever_the_letters(label: str) -> None:
    assert len(skeleton(f"{label}.com")) <= len(f"{label}.com")
