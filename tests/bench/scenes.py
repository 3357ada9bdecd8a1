"""Set scenes: one workload, compiled, with its meetings as every engine wants them."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import Any, Final

import attrs
from tests.bench import peer_cedarpy, peer_clips, peer_datalogic
from tests.bench.naive import decide
from tests.bench.timing import Run
from tests.bench.values import KNOWN_AT, Values, cases_of, meeting_of, values_of
from tests.bench.workload import Shape, Workload, draw, naive_meeting, naive_rules

from meetgate.engine import Case, Plan, compile_plan, define
from meetgate.model import Meeting

#: The peers, and the largest number of rules that each is asked about.
PEERS: Final[dict[ModuleType, int]] = {peer_datalogic: 10_000, peer_clips: 10_000, peer_cedarpy: 1_000}


class Disagreement(Exception):  # noqa: N818  # what it is: two engines that are compared answer differently
    """Say that two engines give one meeting different platforms, so that their times mean nothing."""


@attrs.frozen(kw_only=True)
class Scene:
    """Hold a workload with its plan, and its meetings as values and as cases."""

    workload: Workload
    values: Values
    plan: Plan
    meetings: Sequence[Meeting]
    cases: Sequence[Case]

    def run(self, ask: Callable[[Any], object] | None = None) -> Run:
        """Return the plan at work; `ask` is what is wanted of each ruling, the permitted platforms by default."""
        run = self.plan.run
        if ask is None:
            return Run(decide=lambda case: run(case).permitted, given=self.cases)
        return Run(decide=lambda case: ask(run(case)), given=self.cases)


def plan_of(values: Values) -> Plan:
    """Compile the values."""
    return compile_plan(
        values.rule_sets,
        catalogue=values.catalogue,
        schemes=values.schemes,
        known_at=KNOWN_AT,
        base=values.base,
        waivers=values.waivers,
    )


def scene(
    shape: Shape,
    *,
    rules: Callable[[Values], Values] | None = None,
    meetings: Callable[[Sequence[Meeting], Workload], Sequence[Meeting]] | None = None,
) -> Scene:
    """Draw a workload and compile it; `rules` and `meetings` change what was drawn before."""
    workload = draw(shape)
    values = values_of(workload) if rules is None else rules(values_of(workload))
    plan = plan_of(values)
    told: Sequence[Meeting] = [meeting_of(each) for each in workload.meetings]
    told = told if meetings is None else meetings(told, workload)
    cases = cases_of(values, told, rule_sets=plan.rule_sets)
    return Scene(workload=workload, values=values, plan=plan, meetings=told, cases=cases)


def naive_run(workload: Workload) -> Run:
    """Return the loop at work; its meetings are sets already."""
    rules, platforms = naive_rules(workload), workload.platforms
    given = [naive_meeting(workload, each) for each in workload.meetings]
    return Run(decide=lambda meeting: decide(rules, platforms, meeting), given=given)


def installed(peer: ModuleType) -> bool:
    """Say whether a peer can be asked."""
    return importlib.util.find_spec(peer.PACKAGE) is not None


def peer_run(peer: ModuleType, workload: Workload) -> Run:
    """Return a peer at work; its meetings are prepared already."""
    prepare, decide_prepared = peer.compiled(workload)
    return Run(decide=decide_prepared, given=[prepare(each) for each in workload.meetings])


def expected(workload: Workload, *, many: int) -> list[tuple[str, ...]]:
    """Return what the loop permits to the first meetings; a guest's rules are read as everybody's, and never grant."""
    rules = {guest: naive_rules(workload, guest=guest) for guest in {each.guest for each in workload.meetings[:many]}}
    return [
        decide(rules[each.guest], workload.platforms, naive_meeting(workload, each))
        for each in workload.meetings[:many]
    ]


def agree(name: str, run: Run, wanted: Iterable[object]) -> None:
    """Compare the answers of an engine with those of the loop.

    Raises:
        Disagreement: one of them differs.
    """
    for number, (given, want) in enumerate(zip(run.given, wanted, strict=False)):
        found = run.decide(given)
        if found != want:
            raise Disagreement(f"{name} permits {found} to meeting {number}; the loop permits {want}")


def permits_no_more(name: str, run: Run, wanted: Iterable[tuple[str, ...]]) -> None:
    """Compare the answers of an engine that knows less with those of the loop, which knows everything.

    Raises:
        Disagreement: a platform is permitted that the loop does not permit.
    """
    for number, (given, want) in enumerate(zip(run.given, wanted, strict=False)):
        found = run.decide(given)
        if not {*found} <= {*want}:  # type: ignore[misc]  # a run answers with platforms
            raise Disagreement(f"{name} permits {found} to meeting {number}, of which less is known than in {want}")


def is_defined(name: str, each: Scene, *, many: int) -> None:
    """Compare whole decisions of a plan with the definition.

    Raises:
        Disagreement: one of them differs.
    """
    for case in each.cases[:many]:
        if each.plan.run(case).decisions() != define(case):
            raise Disagreement(f"{name}: the plan decides meeting `{case.meeting.id}` otherwise than the definition")
