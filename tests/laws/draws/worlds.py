"""Draw worlds: rule sets, waivers, catalogues, schemes and meetings as values, out of a small vocabulary.

A world is `free` (any condition may stand in any rule) or `polar` (law 6: permit and except are downward-closed
in what makes a meeting more sensitive, forbid, never and require upward-closed). Choices are biased so that
every effect and every verdict is met often (`test_draws.py` measures it).
"""

from __future__ import annotations

from functools import cache

import attrs
from hypothesis import strategies as st
from tests.laws.draws.basics import mostly
from tests.laws.draws.catalogues import catalogues
from tests.laws.draws.labels import schemes
from tests.laws.draws.meetings import meetings
from tests.laws.draws.rule_sets import bindings, rule_sets, waivers
from tests.laws.draws.rules import DUTY, HOUSE, LIFT
from tests.laws.vocabulary import GUEST, HOME
from tests.laws.worlds import World

from meetgate.model import (
    Binding,
    Criterion,
)


@cache
@st.composite
def worlds(draw: st.DrawFn, *, polar: bool = False) -> World:
    """Draw everything that one decision rests on; `polar` keeps every condition to law 6."""
    at_home = draw(mostly(st.just(Binding(any=(Criterion(organisation=HOME),))), bindings(), times=3))
    own = draw(rule_sets("home-rules", polar=polar, binds=at_home))
    own = attrs.evolve(own, house=draw(mostly(st.just(False), st.just(True), times=6)))  # noqa: FBT003  # the value drawn
    if draw(st.booleans()):
        own = attrs.evolve(own, rules=(*own.rules, HOUSE, *draw(st.sampled_from(((), (DUTY,))))))
    drawn = [own]
    if draw(st.booleans()):
        drawn.append(draw(rule_sets("guest-rules", polar=polar)))
    if draw(mostly(st.just(False), st.just(True), times=8)):  # noqa: FBT003  # the value drawn
        drawn.append(attrs.evolve(draw(rule_sets("home-rules", polar=polar)), revision=2))
    if draw(mostly(st.just(False), st.just(True), times=2)):  # noqa: FBT003  # the value drawn
        # Without a duty that is often unmet, CONDITIONAL would be too rare for the laws to speak about it.
        drawn[0] = attrs.evolve(drawn[0], rules=(*drawn[0].rules, DUTY))
    if draw(mostly(st.just(False), st.just(True), times=4)):  # noqa: FBT003  # the value drawn
        drawn[0] = attrs.evolve(drawn[0], rules=(*drawn[0].rules, LIFT))
    return World(
        meeting=draw(meetings(known=draw(mostly(st.just(True), st.just(False), times=3)))),  # noqa: FBT003  # the value drawn
        rule_sets=tuple(drawn),
        catalogue=draw(catalogues()),
        schemes=draw(schemes()),
        home=draw(mostly(st.just((HOME,)), st.sampled_from(((HOME, GUEST), (GUEST,), None)), times=5)),
        base=frozenset(draw(mostly(st.just(()), st.just(("home-rules",)), times=3))),
        waivers=tuple(draw(mostly(st.just([]), st.lists(waivers(polar=polar), max_size=2), times=2))),
        unlisted_unbound=draw(mostly(st.just(False), st.just(True), times=9)),  # noqa: FBT003  # the value drawn
    )
