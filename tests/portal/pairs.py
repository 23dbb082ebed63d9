"""Whether two kinds of question take equally long: of each pair, which answer is slower is a coin's throw."""

from __future__ import annotations

import gc
from collections.abc import Callable
from math import sqrt
from statistics import median

LEAST_LIKELY = 3.9
"""Standard deviations: by chance alone once in ten thousand runs."""


def take_as_long(
    one: Callable[[int], float], other: Callable[[int], float], pairs: int, *, allowance: float = 0.0
) -> bool:
    """By the sign test. Each is given the number of the pair and says its seconds; they take turns in going first.

    `allowance`: the part by which the medians may differ all the same, where the coin is known not to be quite fair.
    """
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
    if abs(slower - pairs / 2) < LEAST_LIKELY * sqrt(pairs) / 2:
        return True
    slow, quick = sorted(
        (median(first for first, _ in times), median(second for _, second in times)), reverse=True
    )
    return slow < quick * (1 + allowance)
