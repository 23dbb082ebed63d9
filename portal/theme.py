"""A brand's look: a handful of colours computed from one, readable on light and on dark.

Contrast is WCAG 2.2's: 4.5 to 1 for text (section 1.4.3, AA), 3 to 1 for the edge of a control and for the focus
(sections 1.4.11 and 2.4.13).
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

AA = 4.5
EDGE = 3.0
LIGHT_SURFACE, DARK_SURFACE = "#eceff3", "#2a313b"
"""The plain surfaces hardest to read on, `--quiet-back` in the stylesheet: what is readable there is so everywhere."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_STEP = 0.01
_HOVER = 0.06
"""How much darker or lighter a button becomes under the pointer."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """`accent` fills buttons, `accent_hover` under the pointer, `on_accent` is text upon either.

    `accent_text` is links and the focus ring upon any surface, `accent_line` the edge of what `accent` fills.
    """

    accent: str
    accent_hover: str
    on_accent: str
    accent_text: str
    accent_line: str


def scheme(colour: str, surface: str) -> Scheme:
    """The colours of a brand whose own is `colour`, on such a surface. Raises ValueError for what is no "#rrggbb"."""
    colour = parsed(colour)
    on_accent = "#000000" if contrast(colour, "#000000") > contrast(colour, "#ffffff") else "#ffffff"
    hover = _shifted(colour, _HOVER if on_accent == "#000000" else -_HOVER)
    return Scheme(
        colour, hover, on_accent, readable(colour, surface), readable(colour, surface, at_least=EDGE)
    )


def parsed(colour: str) -> str:
    """In lower case. Raises ValueError for anything but # and six hexadecimal digits."""
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"{colour!r} is no colour.")
    return colour.lower()


def readable(colour: str, surface: str, *, at_least: float = AA) -> str:
    """The nearest lightness of the colour's hue that has such a contrast with the surface."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    step = -_STEP if luminance(surface) > 0.5 else _STEP
    while contrast(colour, surface) < at_least and 0 < lightness + step < 1:
        lightness += step
        colour = _hex(*colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour if contrast(colour, surface) >= at_least else ("#000000" if step < 0 else "#ffffff")


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance from 0 (black) to 1 (white), of sRGB."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def stylesheet(colour: str) -> str:
    """CSS custom properties; each as its color-scheme has it, be that the device's or the person's choice."""
    light, dark = scheme(colour, LIGHT_SURFACE), scheme(colour, DARK_SURFACE)
    return (
        f":root{{--accent:{light.accent};--accent-hover:{light.accent_hover};--on-accent:{light.on_accent};"
        f"--accent-text:light-dark({light.accent_text},{dark.accent_text});"
        f"--accent-line:light-dark({light.accent_line},{dark.accent_line})}}\n"
    )


def _shifted(colour: str, by: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    return _hex(*colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness + by)), saturation))


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in (red, green, blue))
