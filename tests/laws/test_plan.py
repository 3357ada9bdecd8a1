"""Hold the plan against the definition (law 8): the same answers in all parts, whatever was asked before."""

from __future__ import annotations

import pickle
from collections import Counter
from functools import cache

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.laws.agreement import differences, plan_of
from tests.laws.draws.basics import mostly
from tests.laws.draws.meetings import meetings
from tests.laws.draws.ordinary import ordinary_meetings, ordinary_worlds
from tests.laws.draws.worlds import worlds
from tests.laws.vocabulary import GUEST, HOME
from tests.laws.worlds import World

from meetgate.engine._shortcut import take
from meetgate.model import Effect, Meeting, Verdict

lawful = settings(suppress_health_check=[*HealthCheck])
MEETINGS = 5
DRAWS = 100
SHARE = 0.05
FACTS = tuple(attrs.fields_dict(Meeting))


@st.composite
def others(draw: st.DrawFn, world: World, *, ordinary: bool) -> World:
    """Draw another meeting for the same policy: a new one, or one that differs from the first in some facts only."""
    fresh = draw(ordinary_meetings() if ordinary else meetings(known=draw(st.booleans())))
    names = draw(mostly(st.just(FACTS), st.lists(st.sampled_from(FACTS), max_size=4), times=1))
    home = draw(mostly(st.just(world.home), st.sampled_from(((HOME,), (GUEST, HOME), (GUEST,), None)), times=3))
    told = attrs.evolve(world.meeting, **{name: getattr(fresh, name) for name in names})
    if told.participants is None and told.participants_complete:
        told = attrs.evolve(told, participants_complete=False)
    return attrs.evolve(world, meeting=told, home=home, unlisted_unbound=draw(st.booleans()))


@cache
@st.composite
def several(draw: st.DrawFn, *, ordinary: bool = False) -> list[World]:
    """Draw one policy with several meetings."""
    first = draw(ordinary_worlds() if ordinary else worlds())
    return [first, *(draw(others(first, ordinary=ordinary)) for _ in range(MEETINGS))]


@pytest.mark.parametrize("polar", [False, True])
@lawful
@given(data=st.data())
def test_the_compiled_plan_answers_what_the_definition_answers(*, data: st.DataObject, polar: bool) -> None:
    """Law 8: a plan and its copy from another process answer what the definition does, and again if asked twice."""
    world = data.draw(worlds(polar=polar))
    plan = plan_of(world)
    assert plan.serves(world.case())
    assert differences(plan, world.case()) == {}
    copy = pickle.loads(pickle.dumps(plan))  # noqa: S301  # what was pickled one line before
    assert copy.digest == plan.digest
    assert differences(copy, world.case()) == {}
    assert differences(plan, world.case()) == {}


@lawful
@given(several())
def test_what_a_plan_remembers_of_one_meeting_is_never_said_of_another(drawn: list[World]) -> None:
    """A plan answers each of several meetings as if it were the first one, forwards and backwards."""
    plan = plan_of(drawn[0])
    for world in (*drawn, *reversed(drawn)):
        assert differences(plan, world.case()) == {}


@lawful
@given(several(ordinary=True))
def test_the_cases_of_which_there_are_most_are_decided_as_the_definition_decides_them(drawn: list[World]) -> None:
    """What a plan decides in one step, it decides like all else, whichever meetings came before."""
    plan = plan_of(drawn[0])
    for world in (*drawn, *reversed(drawn)):
        assert differences(plan, world.case()) == {}


@pytest.mark.parametrize("polar", [False, True])
def test_law_8_meets_every_effect_and_every_verdict(*, polar: bool) -> None:
    """In one draw of twenty at least there is each effect, and each verdict."""
    met: Counter[Effect | Verdict] = Counter()

    @seed(1)
    @settings(max_examples=DRAWS, phases=[Phase.generate], database=None, suppress_health_check=[*HealthCheck])
    @given(worlds(polar=polar))
    def count(world: World) -> None:
        met.update({rule.effect for each in world.rule_sets for rule in each.rules})
        met.update(set(plan_of(world).run(world.case()).verdicts.values()))

    count()
    assert {each.value for each in (*Effect, *Verdict) if met[each] < SHARE * DRAWS} == set()


def test_law_8_meets_cases_that_are_decided_in_one_step() -> None:
    """In one meeting of ten at least, of those that are ordinary, the plan takes its shortcut to the verdict."""
    met: Counter[str] = Counter()

    @seed(1)
    @settings(max_examples=DRAWS // 4, phases=[Phase.generate], database=None, suppress_health_check=[*HealthCheck])
    @given(several(ordinary=True))
    def count(drawn: list[World]) -> None:
        plan = plan_of(drawn[0])
        for world in drawn:
            plan.run(world.case())
            at = plan._shortcut  # whether it is taken shows nowhere else
            found = None if at is None else take(at, plan.tables, world.case())
            met.update([type(found).__name__])

    count()
    assert met["Ruling"] >= 0.1 * sum(met.values())
