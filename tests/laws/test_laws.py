"""State the laws of the semantics (section 8), each by a name that a minister could read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.laws.draws.labels import bounds, labels, schemes
from tests.laws.draws.rule_sets import derivations, rule_sets
from tests.laws.draws.worlds import worlds
from tests.laws.vocabulary import GUEST, HOME, LEVELS, MOMENTS, STATES, TOPICS
from tests.laws.worlds import World, hides, permitted, usable

from meetgate.audit import MemoryStore
from meetgate.engine import _time, case_of
from meetgate.engine._case import Sight
from meetgate.engine._evaluate import evaluate
from meetgate.engine._labels import at_most, invalid
from meetgate.errors import AuditError
from meetgate.gatekeeper import Gatekeeper
from meetgate.model import (
    ADVISED_AGAINST,
    Atom,
    Audience,
    Binding,
    Catalogue,
    Condition,
    Criterion,
    Derivation,
    Effect,
    Is,
    Kind,
    Label,
    Meeting,
    Members,
    Not,
    Organisation,
    Participant,
    Platform,
    Rule,
    RuleSet,
    Schemes,
    Selector,
    SetTest,
    Truth,
    Verdict,
    join,
)
from meetgate.model import Any as Either
from meetgate.rules._derive import with_derived

lawful = settings(suppress_health_check=[*HealthCheck])

#: What a verdict may become when one more fact is known (law 2); anything may follow UNDETERMINED.
MAY_BECOME = {
    Verdict.PERMITTED: {Verdict.PERMITTED},
    Verdict.FORBIDDEN: {Verdict.FORBIDDEN},
    Verdict.CONDITIONAL: {Verdict.CONDITIONAL, Verdict.PERMITTED},
    Verdict.UNAVAILABLE: {Verdict.UNAVAILABLE, Verdict.FORBIDDEN},
    Verdict.NOT_COVERED: {Verdict.NOT_COVERED, Verdict.UNAVAILABLE, Verdict.FORBIDDEN},
    Verdict.UNDETERMINED: set(Verdict),
}


@lawful
@given(worlds())
def test_a_missing_fact_never_permits(world: World) -> None:
    """Law 1: hiding a fact opens no gate, and makes nothing usable that was not."""
    known = world.verdicts()
    for fact, less in hides(world):
        told = less.verdicts()
        assert permitted(told) <= permitted(known), fact
        assert usable(told) <= usable(known), fact


@lawful
@given(worlds())
def test_knowing_more_never_reverses(world: World) -> None:
    """Law 2: a further fact keeps PERMITTED and FORBIDDEN, and moves the others one way only."""
    known = world.verdicts()
    for fact, less in hides(world):
        for platform, verdict in less.verdicts().items():
            assert known[platform] in MAY_BECOME[verdict], (fact, platform, verdict, known[platform])


@lawful
@given(worlds())
def test_forbid_trumps_permit(world: World) -> None:
    """Law 3: a forbid of home's own, without condition, leaves nothing permitted."""
    ban = Rule(
        id="ban", effect=Effect.FORBID, platforms=tuple(Selector(value=each) for each in world.catalogue.platforms)
    )
    house = RuleSet(name="house", rules=(ban,))
    banned = attrs.evolve(world, rule_sets=(*world.rule_sets, house), base=world.base | {"house"})
    assert set(banned.verdicts().values()) == {Verdict.FORBIDDEN}


@lawful
@given(worlds())
def test_never_trumps_exceptions_and_waivers(world: World) -> None:
    """Law 3: what is never allowed stays forbidden whatever would lift a forbid."""
    everything = tuple(Selector(value=each) for each in world.catalogue.platforms)
    rules = (
        Rule(id="never", effect=Effect.NEVER, platforms=everything),
        Rule(id="lift", effect=Effect.EXCEPT, platforms=everything, lifts=frozenset({"never"}), grants=True),
    )
    house = RuleSet(name="house", rules=rules)
    strict = attrs.evolve(world, rule_sets=(*world.rule_sets, house), base=world.base | {"house"})
    assert set(strict.verdicts().values()) == {Verdict.FORBIDDEN}


@lawful
@given(worlds())
def test_nothing_is_permitted_by_default(world: World) -> None:
    """Law 3: without a rule set, nothing is permitted and nothing is undetermined."""
    alone = attrs.evolve(world, rule_sets=(), base=frozenset())
    assert not {Verdict.PERMITTED, Verdict.CONDITIONAL} & set(alone.verdicts().values())


@lawful
@given(worlds(), st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(world: World, chance: object) -> None:
    """Law 4: rules, rule sets and participants may be turned round and repeated."""
    del chance
    turned = tuple(attrs.evolve(each, rules=(*reversed(each.rules), *each.rules[:1])) for each in world.rule_sets)
    people = world.meeting.participants
    named = None if people is None else tuple(reversed(people)) + tuple(each for each in people if each.address)
    again = attrs.evolve(world.told(participants=named), rule_sets=(*reversed(turned), *turned))
    assert again.verdicts() == world.verdicts()


@lawful
@given(worlds(), rule_sets("newcomer"))
def test_a_guests_rule_set_never_adds_a_platform(world: World, newcomer: RuleSet) -> None:
    """Law 5: a rule set that binds guests only can take platforms away and never add one."""
    guests = attrs.evolve(newcomer, binds=Binding(any=(Criterion(organisation=GUEST),)))
    if world.home is None or GUEST in world.home:
        world = attrs.evolve(world, home=("home.example",))
    more = attrs.evolve(world, rule_sets=(*world.rule_sets, guests))
    before, after = world.verdicts(), more.verdicts()
    assert permitted(after) <= permitted(before)
    assert usable(after) <= usable(before)


@lawful
@given(worlds(polar=True))
def test_more_restricted_talk_never_adds_a_platform(world: World) -> None:
    """Law 6: another topic, adverse interest, information type or label never adds one to the first stratum."""
    usual = world.first()
    for what, more in _more_restricted(world):
        told = more.first()
        assert permitted(told) <= permitted(usual), what
        assert usable(told) <= usable(usual), what


def _more_restricted(world: World) -> Iterator[tuple[str, World]]:
    words = {"topics": TOPICS, "detrimental_to": STATES, "information": ("patient-data",)}
    for name, word in ((name, word) for name, every in words.items() for word in every):
        stated: frozenset[str] | None = getattr(world.meeting, name)
        if stated is not None:
            yield f"{name}: {word}", world.told(**{name: stated | {word}})
    said = world.meeting.classification
    if said is None or invalid(world.case()) is not Truth.FALSE:
        return  # an invalid label states no level that could be raised
    for level in LEVELS:
        yield f"another label {level}", world.told(classification=(*said, Label.of(level)))
    for number, label in enumerate(said):
        for higher in _raised(world.schemes, label):
            yield f"{label} raised", world.told(classification=(*said[:number], higher, *said[number + 1 :]))


def _raised(scales: Schemes, label: Label) -> Iterator[Label]:
    (atom,) = label.atoms
    for level in scales.by_authority[atom.authority].levels:
        above = Atom(atom.authority, level)
        if above != atom and scales.below(atom, above):
            yield attrs.evolve(label, atoms=frozenset({above}))
    yield attrs.evolve(label, marks=label.marks | {"SENSITIVE"})
    yield attrs.evolve(label, categories=label.categories | {"ATOMAL"})
    yield attrs.evolve(label, audience=label.audience & Audience.only("GB"))


#: People who may come as well: known, hardly known, and of an organisation that somebody's rules bind.
LATECOMERS = (
    Participant(address="late@guest.example", state="CN", device="private"),
    Participant(address="late@home.example", state="GB", device="managed", organisation=Organisation(id=HOME)),
    Participant(address="late@guest.example", organisation=Organisation(id=GUEST, kinds=frozenset({Kind("company")}))),
    Participant(),
)


@lawful
@given(worlds(polar=True))
def test_another_participant_never_adds_a_platform(world: World) -> None:
    """Laws 5 and 6: somebody more, in a list that is not empty, never adds a platform to the first stratum."""
    people = world.meeting.participants
    if not people:
        return
    usual = world.first()
    for late in LATECOMERS:
        told = world.told(participants=(*people, late)).first()
        assert permitted(told) <= permitted(usual), late
        assert usable(told) <= usable(usual), late


@lawful
@given(schemes(), bounds(), labels(), labels())
def test_one_clearance_test_judges_a_mixture_by_its_parts(
    scales: Schemes, clearance: Label, one: Label, other: Label
) -> None:
    """Law 7: a clearance fits a join exactly if it fits both parts."""
    case = case_of(
        Meeting(starts=MOMENTS[1]),
        rule_sets=(),
        catalogue=Catalogue(platforms={"zoom": Platform(id="zoom", name="Zoom")}),
        known_at=MOMENTS[1],
        schemes=scales,
    )
    both = at_most(case, join(scales, one, other), clearance, MOMENTS[1])
    assert both is at_most(case, one, clearance, MOMENTS[1]) & at_most(case, other, clearance, MOMENTS[1])


@lawful
@given(worlds())
def test_an_expired_waiver_changes_nothing(world: World) -> None:
    """Law 10: a waiver that ended before the meeting is as if it were not there."""
    starts = world.meeting.starts
    if starts is not None:
        over = tuple(attrs.evolve(each, expires=starts - timedelta(days=1)) for each in world.waivers)
        assert attrs.evolve(world, waivers=over).verdicts() == attrs.evolve(world, waivers=()).verdicts()


@lawful
@given(worlds())
def test_a_new_level_of_one_authority_changes_no_verdict(world: World) -> None:
    """Law 10: inserting a level that nobody uses into one authority changes nothing about the others."""
    canada = world.schemes.by_authority["CA"]
    longer = attrs.evolve(canada, levels=("NEW", *canada.levels))
    changed = attrs.evolve(world.schemes, by_authority={**world.schemes.by_authority, "CA": longer})
    assert attrs.evolve(world, schemes=changed).verdicts() == world.verdicts()


@lawful
@given(worlds())
def test_advice_changes_no_verdict(world: World) -> None:
    """What is only advised against might as well never hold, as far as verdicts go."""
    silent = tuple(
        attrs.evolve(
            each,
            rules=tuple(
                attrs.evolve(rule, when=Either()) if rule.strength == ADVISED_AGAINST else rule for rule in each.rules
            ),
        )
        for each in world.rule_sets
    )
    assert attrs.evolve(world, rule_sets=silent).verdicts() == world.verdicts()


@lawful
@given(worlds(), derivations(polar=False))
def test_a_derivation_sets_and_never_unsets(world: World, derivation: Derivation) -> None:
    """Where it holds, its fact has its value; where it does not, nothing changes; where nobody knows, no more is known."""
    test: Condition = Is(fact=derivation.fact, values=frozenset({derivation.value}))
    if derivation.fact in {"information", "topics", "detrimental_to"}:
        values = frozenset({str(derivation.value)})
        test = Members(fact=derivation.fact, test=SetTest.ANY_OF, values=values)
    case = world.case()
    for platform in case.catalogue.platforms.values():
        sight = Sight(case=case, rule_set=case.rule_sets[0], platform=platform, instant=world.meeting.starts)
        stated, derived = evaluate(sight, test), evaluate(sight, derivation.when)
        assert evaluate(sight, with_derived(test, [derivation])) is stated | derived
        assert evaluate(sight, with_derived(Not(test), [derivation])) is ~(stated | derived)


@lawful
@given(worlds())
def test_a_ruling_on_an_open_class_is_knowing_more(world: World) -> None:
    """Law 2: that a platform is, or is not, of a class of which nobody could tell moves verdicts one way only."""
    known = world.verdicts()
    for name in world.catalogue.platforms:
        named = Selector(value=name)
        for ruled in (_ruled(world, members=(named,)), _ruled(world, excludes=(named,))):
            told = ruled.verdicts()
            assert all(told[each] in MAY_BECOME[known[each]] for each in known), name


def _ruled(world: World, *, members: tuple[Selector, ...] = (), excludes: tuple[Selector, ...] = ()) -> World:
    """Return the world in which one more platform is, or is not, of every open class that does not name it."""
    rule_sets = []
    for rule_set in world.rule_sets:
        classes = {
            key: attrs.evolve(each, members=(*each.members, *members), excludes=(*each.excludes, *excludes))
            if not each.closed and not {*members, *excludes} & {*each.members, *each.excludes}
            else each
            for key, each in rule_set.classes.items()
        }
        rule_sets.append(attrs.evolve(rule_set, classes=classes))
    return attrs.evolve(world, rule_sets=tuple(rule_sets))


class Clock(datetime):
    """Be a clock that the engine would read, if it read one."""

    year_now = 2000

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Clock:
        """Return a moment of the year that the test has set."""
        return cls(cls.year_now, 1, 1, tzinfo=tz)


@lawful
@given(worlds())
def test_the_wall_clock_changes_nothing(world: World) -> None:
    """Law 10: with the same knowledge, the same meeting is decided alike in 2000 and in 2100."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_time, "datetime", Clock)
        patch.setattr(Clock, "year_now", 2000)
        before = world.verdicts()
        patch.setattr(Clock, "year_now", 2100)
        assert world.verdicts() == before


class Broken(MemoryStore):
    """Be a store whose disk is full."""

    durable = True

    def append(self, records: Sequence[bytes], *, texts: Mapping[str, bytes]) -> tuple[int, ...]:  # noqa: ARG002  # the protocol names them
        """Fail."""
        raise AuditError("the disk is full")


def test_the_answer_exists_only_if_its_record_does() -> None:
    """Law 9: where nothing can be recorded, nothing is answered."""
    gate = Gatekeeper.load(rules=["gb-ncsc-parliament-2020-04"], home=["parliament.uk"], audit=Broken())
    with pytest.raises(AuditError):
        gate.decide(Meeting(starts=MOMENTS[3]), actor="system:law")
