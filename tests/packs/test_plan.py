"""Hold the compiled plan against the definition over every meeting of the shipped cases."""

from __future__ import annotations

from functools import cache

import attrs
import pytest
from tests.laws.agreement import differences

from meetgate.audit import MemoryStore
from meetgate.engine import Case, Plans, case_of
from meetgate.gatekeeper import Gatekeeper
from meetgate.gatekeeper._circumstances import House
from meetgate.model import RuleSet
from meetgate.testing._run import policy_of
from meetgate.testing.cases import read_cases, shipped_cases

#: One in so many meetings of all files is put to all rule sets at once.
EVERY_NTH = 50


@cache
def _decided(file: str) -> dict[str, Case]:
    """Return what the engine decides for each meeting of a file, as a gatekeeper of its policy puts it."""
    cases = read_cases(shipped_cases()[file], file=file)
    gate = Gatekeeper(policy_of(cases), store=MemoryStore(), house=House(home=cases.home))
    stated = sorted(cases.meetings.items())
    return {f"{file}:{name}": gate.case(each.meeting, known_at=each.known_at) for name, each in stated}


def _plans(case: Case) -> Plans:
    return Plans(case.rule_sets, catalogue=case.catalogue, schemes=case.schemes, base=case.base, waivers=case.waivers)


@pytest.mark.parametrize("file", sorted(shipped_cases()))
def test_the_plan_of_a_shipped_rule_set_answers_what_the_definition_answers(file: str) -> None:
    """One policy, compiled once for each state of knowledge, decides all its meetings as the definition does."""
    decided = _decided(file)
    plans = _plans(next(iter(decided.values())))
    told = {name: differences(plans.at(each.known_at), each) for name, each in decided.items()}
    assert {name: found for name, found in told.items() if found} == {}


def test_all_shipped_rule_sets_together_are_decided_as_the_definition_decides_them() -> None:
    """Meetings of every house, put to one policy of all the rule sets that are shipped, come out the same."""
    decided = {name: each for file in sorted(shipped_cases()) for name, each in _decided(file).items()}
    chosen = {name: decided[name] for name in [*decided][::EVERY_NTH]}
    sets = {(each.name, each.revision): each for case in decided.values() for each in case.rule_sets}
    catalogue = max((each.catalogue for each in decided.values()), key=lambda one: len(one.platforms))
    schemes = max((each.schemes for each in decided.values()), key=lambda one: len(one.by_authority))
    plans = Plans(tuple(sets.values()), catalogue=catalogue, schemes=schemes, base=frozenset(), waivers=())
    for name, each in chosen.items():
        case = _everywhere(plans.rule_sets, attrs.evolve(each, catalogue=catalogue, schemes=schemes))
        assert differences(plans.at(case.known_at), case) == {}, name


def _everywhere(rule_sets: tuple[RuleSet, ...], case: Case) -> Case:
    """Return the case of the same meeting under these rule sets, for the same home."""
    ours = None if case.home is None else tuple(each.id for each in case.home if each.id is not None)
    return case_of(
        case.meeting,
        rule_sets=rule_sets,
        catalogue=case.catalogue,
        known_at=case.known_at,
        schemes=case.schemes,
        home=ours,
        unlisted_unbound=case.unlisted_unbound,
    )
