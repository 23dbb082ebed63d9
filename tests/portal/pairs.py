"""Whether two kinds of question take equally long: of each pair, which answer is slower is a coin's throw."""

from __future__ import annotations

import gc
from collections.abc import Callable
from math import sqrt

LEAST_LIKELY = 3.9
"""Standard deviations: by chance alone once in ten thousand runs."""


def take_as_long(one: Callable[[int], float], other: Callable[[int], float], pairs: int) -> bool:
    """By the sign test. Each is given the number of the pair and says its seconds; they take turns in going first."""
    slower = 0
    gc.collect()
    gc.disable()
    try:
        for number in range(pairs):
            if number % 2:
                first = one(number)
                slower += first > other(number)
            else:
                first = other(number)
                slower += one(number) > first
    finally:
        gc.enable()
    return abs(slower - pairs / 2) < LEAST_LIKELY * sqrt(pairs) / 2
