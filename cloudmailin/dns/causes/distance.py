"""How far a typed name is from the one that was meant."""

from __future__ import annotations

_MOST = 2


def is_close(typed: str, meant: str) -> bool:
    """At most two letters wrong, missing, added or exchanged with their neighbour, and not the same."""
    return typed != meant and abs(len(typed) - len(meant)) <= _MOST and _distance(typed, meant) <= _MOST


def _distance(one: str, other: str) -> int:
    """The number of such edits, the letters of a piece edited once only."""
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, previous, row = row, above, [i]
        for j, letter_there in enumerate(other, 1):
            same = letter == letter_there
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (not same))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == letter_there:
                best = min(best, previous[j - 2] + 1)
            row.append(best)
    return row[-1]
