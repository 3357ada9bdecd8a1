"""Work out the figures that are promised: ratios within one run, and what compiling and reading cost."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Mapping, Sequence
from typing import Final

import attrs
from tests.bench.effort import Effort, Figures, Found, ratio
from tests.bench.full import full, lacking, varied
from tests.bench.scenes import (
    PEERS,
    Scene,
    agree,
    expected,
    installed,
    is_defined,
    naive_run,
    peer_run,
    permits_no_more,
    plan_of,
    scene,
)
from tests.bench.texts import texts_of
from tests.bench.timing import Run, best, side_by_side
from tests.bench.values import KNOWN_AT, Values, values_of
from tests.bench.workload import Shape, Workload, draw

from meetgate.audit import MemoryStore
from meetgate.gatekeeper import Gatekeeper
from meetgate.gatekeeper.policy import Policy
from meetgate.model import Meeting
from meetgate.rules import Vocabulary, load_rule_set

SIZES: Final = (10, 100, 1_000, 10_000)
#: Sizes at which the ratios to other engines are promised.
PROMISED: Final = SIZES[1:]
#: How many rules the workload has with which one thing at a time is varied.
USUAL: Final = 1_000


def against_others(effort: Effort) -> Found:
    """Measure the plan, the loop and the peers at all sizes, and the plan where every rule matches."""
    runs: dict[str, Run] = {}
    for size in SIZES:
        at_size = scene(Shape(rules=size, meetings=effort.drawn))
        runs |= _engines(at_size, size, quick=effort.quick)
    runs |= _all_matching(effort)
    times: dict[str, dict[int, float]] = {}
    for name, taken in side_by_side(runs, rounds=effort.rounds).items():
        engine, _, number = name.rpartition("/")
        times.setdefault(engine, {})[int(number)] = round(taken, 2)
    plan = times["plan"]
    figures: Figures = {
        "to_naive": _ratios(plan, times["naive"]),
        "to_datalogic": _ratios(plan, times.get("datalogic", {})),
        "growth_rules": ratio(plan[SIZES[-1]], plan[SIZES[0]]),
        "all_matching": ratio(times["plan, all matching"][SIZES[-1]], plan[SIZES[-1]]),
    }
    return Found(figures, times)


def _all_matching(effort: Effort) -> dict[str, Run]:
    """Return the plan and the loop at work where every rule matches every meeting."""
    each = scene(Shape(rules=SIZES[-1], meetings=effort.drawn, matching=True))
    runs = {"plan": each.run(), "naive": naive_run(each.workload)}
    agree("plan, all matching", runs["plan"], expected(each.workload, many=5))
    return {f"{name}, all matching/{SIZES[-1]}": run for name, run in runs.items()}


def _engines(at_size: Scene, size: int, *, quick: bool) -> dict[str, Run]:
    """Return every engine at work on one workload, each of which gave the answers of the loop before."""
    workload = at_size.workload
    runs = {"plan": at_size.run(), "naive": naive_run(workload)}
    for peer, most in PEERS.items():
        if installed(peer) and size <= most and not (quick and peer.NAME != "datalogic"):
            runs[peer.NAME] = peer_run(peer, workload)
    wanted = expected(workload, many=100)
    for name, run in runs.items():
        agree(f"{name} with {size} rules", run, wanted if name in {"plan", "datalogic"} else wanted[:10])
    return {f"{name}/{size}": run for name, run in runs.items()}


def _ratios(one: Mapping[int, float], other: Mapping[int, float]) -> dict[str, float]:
    return {str(size): ratio(one[size], other[size]) for size in PROMISED if size in other}


def one_thing_varied(effort: Effort) -> Found:
    """Measure the plan with 1,000 rules where one thing is other than usual, as a ratio to the usual."""
    usual = scene(Shape(rules=USUAL, meetings=effort.drawn))
    wide = scene(Shape(rules=USUAL, meetings=effort.drawn, platforms=50))
    lack = scene(Shape(rules=USUAL, meetings=effort.drawn), meetings=lambda all_, _: lacking(all_))
    guests = scene(Shape(rules=USUAL, meetings=effort.drawn, guests=True))
    whole = scene(Shape(rules=USUAL, meetings=effort.drawn, guests=True), rules=full, meetings=_varied)
    agree("plan on 50 platforms", wide.run(), expected(wide.workload, many=50))
    agree("plan with guests", guests.run(), expected(guests.workload, many=50))
    permits_no_more("plan without a fact", lack.run(), expected(usual.workload, many=50))
    is_defined("full semantics", whole, many=3)
    again = usual.cases[: effort.meetings]
    runs = {
        "usual": usual.run(),
        "growth_platforms": wide.run(),
        "missing_facts": lack.run(),
        "two_organisations": guests.run(),
        "full_semantics": whole.run(),
        "rule_ids": usual.run(lambda ruling: (ruling.permitted, ruling.rules())),
        "full_why": usual.run(lambda ruling: ruling.decisions()),
        "repeated": attrs.evolve(usual.run(), given=[each for _ in range(effort.rounds + 1) for each in again]),
        "decide": _deciding(usual.values, usual.meetings),
    }
    taken = side_by_side(runs, rounds=effort.rounds)
    usually = taken.pop("usual")
    return Found({name: ratio(each, usually) for name, each in taken.items()})


def _varied(meetings: Sequence[Meeting], workload: Workload) -> list[Meeting]:
    return varied(meetings, workload.platforms)


def _deciding(values: Values, meetings: Sequence[Meeting]) -> Run:
    """Return a gatekeeper at work, which records in memory what it decides."""
    policy = Policy(rule_sets=values.rule_sets, base=values.base, catalogue=values.catalogue, schemes=values.schemes)
    gate = Gatekeeper(policy, store=MemoryStore(), clock=lambda: KNOWN_AT)
    return Run(decide=gate.decide, given=meetings)


def compiling(effort: Effort) -> Found:
    """Measure what compiling costs, in seconds and in bytes that stay."""
    most = USUAL if effort.quick else SIZES[-1]
    shared, own = values_of(draw(Shape(rules=most))), values_of(draw(Shape(rules=most, own=True)))
    return Found(
        {
            "compile_10000_s": round(best(lambda: plan_of(shared), times=5), 4),
            "bytes_per_rule": round(bytes_of(shared) / most),
            "bytes_per_rule_own_organisation": round(bytes_of(own) / most),
        }
    )


def bytes_of(values: Values) -> int:
    """Return how many bytes a plan holds beyond the values that it is compiled from."""
    gc.collect()
    tracemalloc.start()
    plan = plan_of(values)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del plan
    return held


def reading(effort: Effort) -> Found:
    """Measure how long the rule sets of 10,000 rules take to be read and checked, in seconds."""
    workload = draw(Shape(rules=USUAL if effort.quick else SIZES[-1]))
    values, texts = values_of(workload), texts_of(workload)
    names = Vocabulary(catalogue=values.catalogue, schemes=values.schemes)

    def read() -> None:
        for file, text in texts.items():
            load_rule_set(text, file=file, vocabulary=names)

    return Found({"read_validate_10000_s": round(best(read, times=1), 2)})
