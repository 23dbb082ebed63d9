"""A brand's look: a handful of colours computed from one, readable on light and on dark.

Contrast is WCAG 2.2's (section 1.4.3, AA: 4.5 to 1 for text).
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

AA = 4.5
LIGHT_SURFACE, DARK_SURFACE = "#f1f3f6", "#232932"
"""The surfaces hardest to read on, `--sunk` in portal.css: what is readable there is so on page and card too."""

_STEP = 0.01


@dataclass(frozen=True, slots=True)
class Scheme:
    """`accent` fills buttons, `on_accent` is text upon it, `accent_text` is links upon any surface."""

    accent: str
    on_accent: str
    accent_text: str


def scheme(colour: str, surface: str) -> Scheme:
    """The colours of a brand whose own is `colour` ("#rrggbb"), on such a surface."""
    dark_text = contrast(colour, "#000000") > contrast(colour, "#ffffff")
    return Scheme(colour, "#000000" if dark_text else "#ffffff", readable(colour, surface))


def readable(colour: str, surface: str) -> str:
    """The nearest lightness of the colour's hue that is readable as text on the surface."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    step = -_STEP if luminance(surface) > 0.5 else _STEP
    while contrast(colour, surface) < AA and 0 < lightness + step < 1:
        lightness += step
        colour = _hex(*colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour if contrast(colour, surface) >= AA else ("#000000" if step < 0 else "#ffffff")


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
    readable = f"--accent-text:light-dark({light.accent_text},{dark.accent_text})"
    return f":root{{--accent:{light.accent};--on-accent:{light.on_accent};{readable}}}\n"


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in (red, green, blue))
