"""Whether two kinds of question take equally long: of each pair, which answer is slower is a coin's throw.

Where the coin is not quite fair, as on a quiet machine that times the making of one more object, what counts is by how much.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from math import sqrt
from statistics import median

LEAST_LIKELY = 3.9
"""Standard deviations: by chance alone once in ten thousand runs."""

MOST_APART = 1.1
"""The ratio of the medians: a network's own noise hides a tenth of an answer."""


def take_as_long(one: Callable[[int], float], other: Callable[[int], float], pairs: int) -> bool:
    """By the sign test, or nearly. Each is given the number of the pair and says its seconds; they take turns in going first."""
    times: list[tuple[float, float]] = []
    gc.collect()
    gc.disable()
    try:
        for number in range(pairs):
            if number % 2:
                first = one(number)
                times.append((first, other(number)))
            else:
                second = other(number)
                times.append((one(number), second))
    finally:
        gc.enable()
    slower = sum(first > second for first, second in times)
    is_a_throw = abs(slower - pairs / 2) < LEAST_LIKELY * sqrt(pairs) / 2
    apart = median(first for first, _ in times) / median(second for _, second in times)
    return is_a_throw or 1 / MOST_APART < apart < MOST_APART
