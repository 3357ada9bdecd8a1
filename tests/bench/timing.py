"""Measure engines side by side: in turns, so that a busy moment of the machine hits them all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs

#: For how long one run may work in one round, in seconds; a slow one does fewer meetings, but never fewer than these.
TURN: Final = 0.4
FEWEST: Final = 3


@attrs.frozen(kw_only=True)
class Run:
    """Be what is measured: a function, and what it is given; each thing is given once, so that nothing remembers it."""

    decide: Callable[[Any], object]
    given: Sequence[Any]


def side_by_side(runs: Mapping[str, Run], *, rounds: int) -> dict[str, float]:
    """Return the median time of each run in microseconds.

    The runs take turns, once in each round. One more round comes first, in which what is bounded fills. Garbage is
    collected as it is elsewhere; what reading the clock costs, some 60 ns, is in every figure alike.
    """
    taken: dict[str, list[int]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, each in runs.items():
            part = len(each.given) // (rounds + 1)
            found = _turn(each.decide, each.given[number * part : (number + 1) * part])
            taken[name] += found if number else []
    return {name: statistics.median(each) / 1000 for name, each in taken.items()}


def _turn(decide: Callable[[Any], object], given: Sequence[Any]) -> list[int]:
    clock, taken, last = time.perf_counter_ns, list[int](), time.perf_counter_ns() + int(TURN * 1e9)
    for each in given:
        began = clock()
        decide(each)
        ended = clock()
        taken.append(ended - began)
        if ended > last and len(taken) >= FEWEST:
            break
    return taken


def best(work: Callable[[], object], *, times: int) -> float:
    """Return the shortest time that a piece of work took, in seconds."""
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)
