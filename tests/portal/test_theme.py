"""A brand's colours are readable, whatever colour the brand chose."""

from __future__ import annotations

import random
import re

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from portal.theme import AA, DARK_SURFACE, EDGE, LIGHT_SURFACE, contrast, scheme, stylesheet

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
CSS = (settings.BASE_DIR / "static" / "css" / "portal.css").read_text()
SURFACE = re.compile(r"--(?:page|card|sunk|[a-z]+-back): light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\)")
LIGHT, DARK = (
    {colour if len(colour) == 7 else re.sub(r"([0-9a-f])", r"\1\1", colour) for colour in side}
    for side in zip(*SURFACE.findall(CSS), strict=True)
)
"""The surfaces on which something is read."""


def readable_everywhere(colour: str) -> None:
    for hardest, all_of_them in ((LIGHT_SURFACE, LIGHT), (DARK_SURFACE, DARK)):
        made = scheme(colour, hardest)
        assert contrast(made.accent, made.on_accent) >= AA
        assert contrast(made.accent_hover, made.on_accent) >= AA
        for surface in all_of_them:
            assert contrast(made.accent_text, surface) >= AA, (colour, surface)
            assert contrast(made.accent_line, surface) >= EDGE, (colour, surface)


def test_every_surface_is_known() -> None:
    assert len(LIGHT) >= 6
    assert len(DARK) >= 6


@given(colours)
@example("#000000")
@example("#ffffff")
@example("#777777")
@example("#ffff00")
def test_text_edges_and_focus_are_to_be_seen_on_every_surface(colour: str) -> None:
    readable_everywhere(colour)


def test_two_hundred_brands_are_readable_in_light_and_in_dark() -> None:
    chance = random.Random(20260731)
    for _ in range(200):
        readable_everywhere(f"#{chance.randrange(0x1000000):06x}")


ONE = "#[0-9a-f]{6}"
GRAMMAR = (
    rf":root{{--accent:{ONE};--accent-hover:{ONE};--on-accent:{ONE};"
    rf"--accent-text:light-dark\({ONE},{ONE}\);--accent-line:light-dark\({ONE},{ONE}\)}}\n"
)


@given(colours | colours.map(str.upper))
def test_the_stylesheet_holds_custom_properties_and_nothing_else(colour: str) -> None:
    assert re.fullmatch(GRAMMAR, stylesheet(colour))


@given(st.text() | st.from_regex(r"#[0-9a-f]{6}.+", fullmatch=True) | st.from_regex(r".+#[0-9a-f]{6}"))
@example("#12345")
@example("#1234567")
@example("#12345g")
@example("#123456\n")
@example("＃123456")
@example("#１２３４５６")
@example("#fff")
@example("red;}body{background:url(//x)")
def test_what_is_no_colour_makes_no_stylesheet(text: str) -> None:
    if re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        return
    with pytest.raises(ValueError, match="no colour"):
        stylesheet(text)


def test_contrast_is_the_standards() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#123456", "#123456") == 1
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
