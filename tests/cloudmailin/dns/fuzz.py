"""`python -m tests.cloudmailin.dns.fuzz --packets N --seed S`: broken packets through what reads a socket's bytes.

Prints one line of JSON. Exit status: 0 if no exception left, and neither time nor answers nor memory went beyond
their bounds, else 1.
"""

from __future__ import annotations

import argparse
import heapq
import json
import tracemalloc
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from statistics import median
from time import perf_counter, thread_time

from cloudmailin.dns.answers import Absent, Answer, Found
from cloudmailin.dns.packets import ID_BYTES, parse_anew
from cloudmailin.dns.response import Reply
from tests.cloudmailin.dns.mutants import Mutant, large_truths, mutants

MOST_VALUES = 100
"""More records than that are no answer."""

MOST_TTL = 2**31 - 1
"""Seconds (RFC 2181 section 8)."""

TIMES_SLOWER = 10.0
"""Than the median of true packets of the largest size."""

MOST_KIB = 8 * 1024
"""In use while one packet is read: a hundred bytes for each of the largest packet's, with some to spare."""

_ESCAPED = 4
"""Characters for a byte that cannot be shown as it is."""

_NAME = 255 * _ESCAPED + len("65535 ")

_AGAIN = 12
"""So many of the slowest are timed again, lest the machine's other work be blamed on them."""

_WEIGHED = 500
"""So many packets are read under `tracemalloc`, which takes several times as long."""


@dataclass(frozen=True, slots=True)
class Report:
    """`slowest` is a multiple of `large_milliseconds`, the median time for large true packets.

    `peak_kib` is the most memory that was in use while one of the slowest, or of a sample, was read.
    """

    packets: int
    seed: int
    seconds: float
    outcomes: dict[str, int]
    exceptions: list[str]
    unbounded: list[str]
    large_milliseconds: float
    slowest: float
    peak_kib: int

    @property
    def holds(self) -> bool:
        bounded = self.slowest <= TIMES_SLOWER and self.peak_kib <= MOST_KIB
        return bounded and not self.exceptions and not self.unbounded


def fuzz(packets: int, seed: int) -> Report:
    begun = perf_counter()
    outcomes, exceptions, unbounded = Counter[str](), list[str](), list[str]()
    slow: list[tuple[float, int, Mutant]] = []
    for number, mutant in enumerate(mutants(seed, packets)):
        question, wire = mutant
        before = thread_time()
        try:
            reply = _read(mutant)
        except Exception as error:  # whatever it is: none may leave
            exceptions.append(f"{error!r} for {question.type} {wire[:600].hex()}")
            continue
        _keep(slow, (thread_time() - before, number, mutant))
        outcomes[type(reply.answer).__name__ if reply else "dropped"] += 1
        if reply and (why := _beyond(reply.answer, wire)):
            unbounded.append(f"{why} for {question.type} {wire[:600].hex()}")
    large, slowest = list(large_truths()), [mutant for _, _, mutant in slow]
    usual = median(_seconds(each) for each in large)
    return Report(
        packets,
        seed,
        round(perf_counter() - begun, 1),
        dict(outcomes),
        exceptions[:10],
        unbounded[:10],
        round(usual * 1000, 1),
        round(max(map(_seconds, slowest)) / usual, 2),
        _peak([*slowest, *islice(mutants(seed, packets), _WEIGHED)]) // 1024,
    )


def _keep(slow: list[tuple[float, int, Mutant]], timed: tuple[float, int, Mutant]) -> None:
    """The slowest so far, as a heap."""
    if len(slow) < _AGAIN:
        heapq.heappush(slow, timed)
    elif timed > slow[0]:
        heapq.heapreplace(slow, timed)


def _read(mutant: Mutant) -> Reply | None:
    question, wire = mutant
    return parse_anew(question, wire[ID_BYTES:])


def _beyond(answer: Answer, wire: bytes) -> str | None:
    """What of the answer is larger than the packet can justify; all that is stored must fit into a database."""
    match answer:
        case Found(values, ttl, alias):
            room = len(wire) * _ESCAPED + _NAME * MOST_VALUES
            if len(values) > MOST_VALUES or sum(map(len, (*values, alias or ""))) > room:
                return "too many values, or too long"
            if any("\0" in value for value in values):
                return "a NUL"
            "".join(values).encode()  # no lone surrogates, which no database takes
            return None if 0 <= ttl <= MOST_TTL else "an odd time to live"
        case Absent(_, ttl):
            return None if 0 <= ttl <= MOST_TTL + 1 else "an odd time to live"
        case _:
            return None


def _seconds(mutant: Mutant) -> float:
    """The least of three times, of this thread's alone."""
    times = []
    for _ in range(3):
        before = thread_time()
        _read(mutant)
        times.append(thread_time() - before)
    return min(times)


def _peak(several: Sequence[Mutant]) -> int:
    """Bytes in use at most while one of them was read."""
    tracemalloc.start()
    try:
        peaks = []
        for mutant in several:
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            _read(mutant)
            peaks.append(tracemalloc.get_traced_memory()[1] - before)
        return max(peaks)
    finally:
        tracemalloc.stop()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tests.cloudmailin.dns.fuzz")
    parser.add_argument("--packets", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    report = fuzz(asked.packets, asked.seed)
    print(json.dumps({**asdict(report), "holds": report.holds}))  # noqa: T201
    return 0 if report.holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
