"""Plant faults in the engine, each with a world in which a named law notices it.

A fault that no law notices is a hole in the laws. Each world is small and made by hand, so that the law fails
for the fault and not by chance; without the fault the same law holds in the same world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import attrs
import pytest
from tests.laws import test_laws as laws
from tests.laws.vocabulary import CA, GB, GUEST, HOME, MOMENTS
from tests.laws.worlds import World

from meetgate.engine import _bind, _define, _labels, _speech
from meetgate.engine import _evaluate as _evaluation
from meetgate.engine import _obligations as _owed
from meetgate.engine import _time as _times
from meetgate.gatekeeper import Gatekeeper
from meetgate.model import (
    ADVISED_AGAINST,
    Binding,
    Catalogue,
    Condition,
    Criterion,
    Derivation,
    Edge,
    Effect,
    Is,
    Label,
    Level,
    Meeting,
    Members,
    OrderTest,
    Organisation,
    Participant,
    Platform,
    PlatformClass,
    PlatformFact,
    Quantifier,
    Rule,
    RuleSet,
    Schemes,
    Selector,
    SelectorKind,
    SetTest,
    Some,
    Span,
    Truth,
    Waiver,
    any_of,
    truth,
)
from meetgate.rules import _derive as _derived

#: Faults are planted in names that these modules import for themselves.
_evaluate: Any = _evaluation
_obligations: Any = _owed
_derive: Any = _derived
_time: Any = _times
Patch = pytest.MonkeyPatch
_ZOOM: Final = (Selector(value="zoom"),)
_OURS: Final = Binding(any=(Criterion(organisation=HOME),))


def _permit(when: Condition | None = None) -> Rule:
    rule = Rule(id="permit", effect=Effect.PERMIT, platforms=_ZOOM)
    return rule if when is None else attrs.evolve(rule, when=when)


def _forbid(when: Condition | None = None, **more: Any) -> Rule:
    rule = Rule(id="forbid", effect=Effect.FORBID, platforms=_ZOOM, **more)
    return rule if when is None else attrs.evolve(rule, when=when)


def _world(*rules: Rule, binds: Binding = _OURS, span: Span | None = None, **facts: Any) -> World:
    stated: dict[str, Any] = {
        "starts": MOMENTS[1],
        "ends": MOMENTS[1] + timedelta(hours=1),
        "convener": Organisation(id=HOME),
        "organisations": (Organisation(id=HOME), Organisation(id=GUEST)),
        "participants": (),
        "participants_complete": True,
    }
    rule_set = RuleSet(name="home-rules", binds=binds, rules=rules, in_force=span or Span())
    return World(
        meeting=Meeting(**{**stated, **facts}),
        rule_sets=(rule_set,),
        catalogue=Catalogue(platforms={"zoom": Platform(id="zoom", name="Zoom")}),
        schemes=Schemes(by_authority={"GB": GB, "CA": CA}),
        home=(HOME,),
    )


_CHINA: Final = Members(fact="detrimental_to", test=SetTest.ANY_OF, values=frozenset({"CN"}))
_PUBLIC: Final = Is(fact="public", values=frozenset({True}))
_TRADE: Final = Members(fact="topics", test=SetTest.WITHIN, values=frozenset({"nuclear", "trade"}))
_BRITISH: Final = Some(of="participants", quantifier=Quantifier.ALL, test=Is(fact="state", values=frozenset({"GB"})))


def _unknown_forbid_skipped(patch: Patch) -> None:
    def speech(*arguments: Any) -> Any:
        said = _speech.speech(*arguments)
        return attrs.evolve(said, objections=tuple(each for each in said.objections if each[1] is Truth.TRUE))

    patch.setattr(_define, "speech", speech)


def _absent_list_is_empty(patch: Patch) -> None:
    several = _evaluate.several
    patch.setattr(_evaluate, "several", lambda *asked: (several(*asked)[0], True))


def _null_is_false(patch: Patch) -> None:
    single = _evaluate.single
    patch.setattr(_evaluate, "single", lambda *asked: False if single(*asked) is None else single(*asked))


def _empty_is_unknown(patch: Patch) -> None:
    several = _evaluate.several
    patch.setattr(_evaluate, "several", lambda *asked: several(*asked) if several(*asked)[0] else (frozenset(), False))


def _expired_waiver_honoured(patch: Patch) -> None:
    waived = _speech.waived

    def honoured(sight: Any, rule: Rule, waiver: Waiver) -> Truth:
        return waived(sight, rule, attrs.evolve(waiver, expires=datetime(2999, 1, 1, tzinfo=UTC)))

    patch.setattr(_speech, "waived", honoured)


def _never_lifted(patch: Patch) -> None:
    objects = _speech._objects
    patch.setattr(_speech, "_objects", lambda sight, rule: objects(sight, attrs.evolve(rule, effect=Effect.FORBID)))


def _guests_grant(patch: Patch) -> None:
    patch.setattr(_define, "binds_home", _bind.binds_anybody)


def _first_match_wins(patch: Patch) -> None:
    def speech(case: Any, rule_set: RuleSet, *rest: Any) -> Any:
        said = _speech.speech(case, rule_set, *rest)
        first = rule_set.rules[0].effect is Effect.PERMIT if rule_set.rules else False
        return attrs.evolve(said, objections=()) if first and said.grants else said

    patch.setattr(_define, "speech", speech)


def _levels_by_index(patch: Patch) -> None:
    def compared(case: Any, atom: Any, bound: Label, _: Any) -> Truth:
        place = {each: scheme.levels for each, scheme in case.schemes.by_authority.items()}
        height = place[atom.authority].index(atom.level)
        return any_of(truth(value=height <= place[each.authority].index(each.level)) for each in bound.atoms)

    patch.setattr(_labels, "_atom_at_most", compared)


def _window_against_now(patch: Patch) -> None:
    patch.setattr(_define, "in_force", lambda _, rule_set, __: rule_set.in_force.covers(_time.datetime.now(UTC)))


def _recorded_after_the_return(patch: Patch) -> None:
    def commit(self: Any, decisions: list[Any], batch: Any, **_: Any) -> Iterator[Any]:
        del self, batch
        yield from decisions

    patch.setattr(Gatekeeper, "_commit", commit)


def _all_of_an_incomplete_list(patch: Patch) -> None:
    some = _evaluate._some

    def closed(sight: Any, condition: Some) -> Truth:
        meeting = attrs.evolve(sight.case.meeting, participants_complete=True)
        found: Truth = some(attrs.evolve(sight, case=attrs.evolve(sight.case, meeting=meeting)), condition)
        return found

    patch.setattr(_evaluate, "_some", closed)


def _unknown_home_is_everybody(patch: Patch) -> None:
    def home(case: Any, rule_set: RuleSet, instant: Any) -> Truth:
        everybody = attrs.evolve(case, home=case.present) if case.home is None else case
        return _bind.binds_home(everybody, rule_set, instant)

    patch.setattr(_define, "binds_home", home)


def _home_forgotten(patch: Patch) -> None:
    def anybody(case: Any, rule_set: RuleSet, instant: Any) -> Truth:
        ours = {each.id for each in case.home or ()}
        guests = [each for each in case.present if each.id not in ours]
        return any_of(_bind.binds(case, rule_set, each, instant) for each in guests)

    patch.setattr(_define, "binds_anybody", anybody)


def _advice_forbids(patch: Patch) -> None:
    def speech(*arguments: Any) -> Any:
        said = _speech.speech(*arguments)
        return attrs.evolve(said, objections=(*said.objections, *said.advice))

    patch.setattr(_define, "speech", speech)


def _derivation_unsets(patch: Patch) -> None:
    including = _derive._including

    def replacing(condition: Condition, derivation: Derivation) -> Condition:
        return condition if including(condition, derivation) == condition else derivation.when

    patch.setattr(_derive, "_including", replacing)


def _open_class_abstains(patch: Patch) -> None:
    in_class = _evaluate._in_class

    def closed(sight: Any, selector: Selector) -> Truth:
        classes = {name: attrs.evolve(each, closed=True) for name, each in sight.rule_set.classes.items()}
        shut = attrs.evolve(sight, rule_set=attrs.evolve(sight.rule_set, classes=classes))
        found: Truth = in_class(shut, selector)
        return found

    patch.setattr(_evaluate, "_in_class", closed)


def _switch_disables_nothing(patch: Patch) -> None:
    patch.setattr(_obligations, "_in_the_way", lambda match, need: truth(value=need in match.obligation.conflicts))


def _law(name: str) -> Callable[..., None]:
    """Return what a law says of one world."""
    law: Any = getattr(laws, name)
    inner: Callable[..., None] = law.hypothesis.inner_test if hasattr(law, "hypothesis") else law
    return inner


@attrs.frozen(kw_only=True)
class Mutant:
    """Be a fault, the law that notices it, and what that law is asked about."""

    fault: Callable[[Patch], None]
    law: str
    witness: Sequence[Any]

    def judged(self) -> None:
        """Ask the law about the witness."""
        _law(self.law)(*self.witness)


def _with_class(world: World) -> World:
    """Return the world in which home's rule set has an open class that does not name Zoom."""
    classes = {"such": PlatformClass(members=(Selector(value="jitsi"),))}
    return attrs.evolve(world, rule_sets=tuple(attrs.evolve(each, classes=classes) for each in world.rule_sets))


def _switched(world: World) -> World:
    """Return the world in which Zoom is encrypted only without a recording in the cloud."""
    said = {"e2ee": "configurable", "e2ee.disables": "cloud"}
    facts = tuple(
        PlatformFact(name=name, values=frozenset({value}), asserted_by="vendor", source="s")
        for name, value in said.items()
    )
    zoom = Platform(id="zoom", name="Zoom", facts=facts)
    return attrs.evolve(world, catalogue=Catalogue(platforms={"zoom": zoom}))


_NUCLEAR: Final = Members(fact="topics", test=SetTest.ANY_OF, values=frozenset({"nuclear"}))
_E2EE: Final = Is(fact="platform.e2ee", values=frozenset({True}))
_CLOUD: Final = frozenset({"cloud"})
_SUCH: Final = (Selector(by=SelectorKind.CLASS, value="such"),)
_MISSING: Final = "test_a_missing_fact_never_permits"
_WAIVER: Final = Waiver(
    id="w",
    ruleset="home-rules",
    rules=frozenset({"forbid"}),
    approver="a",
    approved_by_role="office",
    requester="b",
    expires=MOMENTS[0],
)
_GUEST_RULES: Final = RuleSet(name="newcomer", rules=(_permit(),))
_PEOPLE: Final = (
    Participant(address="a@x", state="GB", organisation=Organisation(id=HOME)),
    Participant(address="b@x", state="CN", organisation=Organisation(id=HOME)),
)

MUTANTS: Final[dict[str, Mutant]] = {
    "unknown forbid skipped": Mutant(
        fault=_unknown_forbid_skipped,
        law=_MISSING,
        witness=[_world(_permit(), _forbid(_CHINA), detrimental_to=frozenset({"CN"}))],
    ),
    "absent list read as []": Mutant(
        fault=_absent_list_is_empty,
        law=_MISSING,
        witness=[_world(_permit(), _forbid(_CHINA), detrimental_to=frozenset({"CN"}))],
    ),
    "null read as false": Mutant(
        fault=_null_is_false, law=_MISSING, witness=[_world(_permit(), _forbid(_PUBLIC), public=True)]
    ),
    "[] read as unknown": Mutant(
        fault=_empty_is_unknown,
        law="test_more_restricted_talk_never_adds_a_platform",
        witness=[_world(_permit(_TRADE), topics=frozenset())],
    ),
    "expired waiver honoured": Mutant(
        fault=_expired_waiver_honoured,
        law="test_an_expired_waiver_changes_nothing",
        witness=[attrs.evolve(_world(_permit(), _forbid(waivable_by=frozenset({"office"}))), waivers=(_WAIVER,))],
    ),
    "never lifted": Mutant(
        fault=_never_lifted, law="test_never_trumps_exceptions_and_waivers", witness=[_world(_permit())]
    ),
    "guest's permit grants": Mutant(
        fault=_guests_grant,
        law="test_a_guests_rule_set_never_adds_a_platform",
        witness=[_world(), _GUEST_RULES],
    ),
    "first match wins": Mutant(
        fault=_first_match_wins,
        law="test_order_and_duplicates_do_not_matter",
        witness=[_world(_permit(), _forbid()), None],
    ),
    "levels compared by index across authorities": Mutant(
        fault=_levels_by_index,
        law="test_a_new_level_of_one_authority_changes_no_verdict",
        witness=[
            _world(
                _permit(Level(test=OrderTest.AT_MOST, label=Label.of("GB:OFFICIAL"))),
                classification=(Label.of("CA:PROTECTED A"),),
            )
        ],
    ),
    "window tested against now instead of the occurrence": Mutant(
        fault=_window_against_now,
        law="test_the_wall_clock_changes_nothing",
        witness=[_world(_permit(), span=Span(end=Edge.at(datetime(2050, 1, 1, tzinfo=UTC))))],
    ),
    "record written after the return": Mutant(
        fault=_recorded_after_the_return, law="test_the_answer_exists_only_if_its_record_does", witness=[]
    ),
    "`all` true on an incomplete list": Mutant(
        fault=_all_of_an_incomplete_list, law=_MISSING, witness=[_world(_permit(_BRITISH), participants=_PEOPLE)]
    ),
    "unknown home read as all": Mutant(
        fault=_unknown_home_is_everybody,
        law=_MISSING,
        witness=[_world(_permit(), binds=Binding(any=(Criterion(organisation=GUEST),)))],
    ),
    "advice forbids": Mutant(
        fault=_advice_forbids,
        law="test_advice_changes_no_verdict",
        witness=[_world(_permit(), _forbid(strength=ADVISED_AGAINST))],
    ),
    "a derivation unsets": Mutant(
        fault=_derivation_unsets,
        law="test_a_derivation_sets_and_never_unsets",
        witness=[_world(public=True, topics=frozenset()), Derivation(fact="public", value=True, when=_NUCLEAR)],
    ),
    "an open class read as closed": Mutant(
        fault=_open_class_abstains,
        law="test_a_ruling_on_an_open_class_is_knowing_more",
        witness=[_with_class(_world(_permit(), attrs.evolve(_forbid(), platforms=_SUCH)))],
    ),
    "what a switch disables read as nothing": Mutant(
        fault=_switch_disables_nothing, law=_MISSING, witness=[_switched(_world(_permit(_E2EE), needs=_CLOUD))]
    ),
    "home's own forbids forgotten when home is not listed": Mutant(
        fault=_home_forgotten, law="test_forbid_trumps_permit", witness=[_world(_permit())]
    ),
}
