"""How well a brand's colour can be read, in figures for staff."""

from __future__ import annotations

from dataclasses import dataclass

from portal.theme import AA, DARK_SURFACE, EDGE, LIGHT_SURFACE, contrast, scheme


@dataclass(frozen=True, slots=True)
class Figure:
    """`front` upon `back`; `ratio` to one, of which `least` are needed. `is_adapted`: it is not the brand's own colour."""

    what: str
    front: str
    back: str
    ratio: float
    least: float
    is_adapted: bool = False


def figures(colour: str) -> list[Figure]:
    """On the surfaces that are hardest to read on. Raises ValueError for what is no "#rrggbb"."""
    light, dark = scheme(colour, LIGHT_SURFACE), scheme(colour, DARK_SURFACE)
    pairs = [
        ("Text on buttons", light.on_accent, light.accent, AA),
        ("Text on buttons under the pointer", light.on_accent, light.accent_hover, AA),
        ("Links and focus, light", light.accent_text, LIGHT_SURFACE, AA),
        ("Links and focus, dark", dark.accent_text, DARK_SURFACE, AA),
        ("Edges of buttons, light", light.accent_line, LIGHT_SURFACE, EDGE),
        ("Edges of buttons, dark", dark.accent_line, DARK_SURFACE, EDGE),
    ]
    return [
        Figure(what, front, back, contrast(front, back), least, front not in (light.accent, light.on_accent))
        for what, front, back, least in pairs
    ]
