"""Stacked columns of a chart as rectangles to be drawn. Pure; lengths in units of the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

HEIGHT = 100
_GAP = 0.2
"""The part of a column that is left empty, half of it on either side."""


@dataclass(frozen=True, slots=True)
class Part:
    """`tone` names its colour in the stylesheet."""

    tone: str
    x: int
    y: float
    height: float
    width: int


def stacked(columns: Iterable[Sequence[tuple[str, int]]], highest: int, width: int) -> Iterator[Part]:
    """Each column is its tones with their counts, from the bottom up; one that counts `highest` is as high as the drawing."""
    gap = round(width * _GAP)
    for place, column in enumerate(columns):
        y = float(HEIGHT)
        for tone, count in column:
            height = HEIGHT * min(count / highest, 1) if highest else 0
            y -= height
            if height:
                yield Part(tone, place * width + gap // 2, round(y, 2), round(height, 2), width - gap)
