"""Every rule of the public-suffix list: the suffix is nobody's, and one label more is somebody's."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tenants import names
from tenants.names import InvalidName, NameProblem

REFUSALS = {
    NameProblem.PUBLIC_SUFFIX,
    NameProblem.SHARED_HOST,
    NameProblem.SINGLE_LABEL,
    NameProblem.SPECIAL_USE,
}


def rules() -> list[str]:
    """As the list has them, without comments (publicsuffix.org/list)."""
    text = files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")
    return [line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("//")]


def refusal(name: str) -> NameProblem | None:
    try:
        names.parse(name)
    except InvalidName as error:
        return error.code
    return None


RULES = rules()
PLAIN = [rule for rule in RULES if not rule.startswith(("*", "!"))]
WILD = [rule.removeprefix("*.") for rule in RULES if rule.startswith("*.")]
EXCEPTIONS = [rule.removeprefix("!") for rule in RULES if rule.startswith("!")]


def test_the_list_is_there_whole() -> None:
    assert len(PLAIN) > 9_000
    assert WILD
    assert EXCEPTIONS


def test_no_suffix_can_be_added() -> None:
    assert not [rule for rule in PLAIN if refusal(rule) not in REFUSALS]
    assert not [rule for rule in WILD if refusal(f"any-label.{rule}") not in REFUSALS]


def test_a_name_directly_below_one_can() -> None:
    below = {f"shop-4711.{rule}" for rule in PLAIN if rule not in WILD}
    assert not [name for name in below if refusal(name) not in (None, NameProblem.SPECIAL_USE)]
    assert not [name for name in EXCEPTIONS if refusal(name) not in (None, NameProblem.SPECIAL_USE)]


@pytest.mark.parametrize("rule", ["com", "co.uk", "kobe.jp", "github.io", "公司.cn"])
def test_for_example(rule: str) -> None:
    assert rule in PLAIN + WILD
