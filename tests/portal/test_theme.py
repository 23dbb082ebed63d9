"""A brand's colours are readable, whatever colour the brand chose."""

from __future__ import annotations

import re

from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from portal.theme import AA, DARK_SURFACE, LIGHT_SURFACE, contrast, scheme, stylesheet

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
@example("#000000")
@example("#ffffff")
@example("#777777")
@example("#ffff00")
def test_text_is_readable_on_light_and_on_dark(colour: str) -> None:
    for surface in (LIGHT_SURFACE, DARK_SURFACE):
        made = scheme(colour, surface)
        assert contrast(made.accent, made.on_accent) >= AA
        assert contrast(made.accent_text, surface) >= AA


@given(colours)
def test_the_stylesheet_holds_custom_properties_and_nothing_else(colour: str) -> None:
    one = "#[0-9a-f]{6}"
    pattern = rf":root{{--accent:{one};--on-accent:{one};--accent-text:light-dark\({one},{one}\)}}\n"
    assert re.fullmatch(pattern, stylesheet(colour))


def test_contrast_is_the_standards() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#123456", "#123456") == 1
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_the_surfaces_are_the_stylesheets() -> None:
    css = (settings.BASE_DIR / "static" / "css" / "portal.css").read_text()
    assert f"--sunk: light-dark({LIGHT_SURFACE}, {DARK_SURFACE})" in css
