"""Turn conditions into pairs of formulas over the attributes of a request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, assert_never, cast

from meetgate.interchange._fold import INSTANT, View, at, exposed, feature, findings_complete, reading
from meetgate.interchange._formula import (
    FALSE,
    HOLDS,
    TRUE,
    UNKNOWN,
    AtLeast,
    Flag,
    Formula,
    Group,
    Has,
    Kleene,
    Within,
    Word,
    both,
    constant,
    either,
    every,
    neg,
    overlaps,
    some,
)
from meetgate.interchange._levels import at_least, at_most
from meetgate.model import (
    EVERYONE,
    FLAG_FACTS,
    SET_FACTS,
    WORD_FACTS,
    All,
    Any,
    Attested,
    Condition,
    Edge,
    Exposed,
    Is,
    Label,
    Level,
    Members,
    Not,
    Number,
    OrderTest,
    Quantifier,
    SetTest,
    Some,
    Span,
    Truth,
    all_of,
    any_of,
    truth,
)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
#: The parts of a meeting whose facts a request may carry, with the names of these facts.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "host_account": ("platform", "owner", "plan", "edition", "licence", "home_region", "opted_out_regions"),
    "our_account": ("platform", "owner", "plan", "edition", "licence", "home_region", "opted_out_regions"),
    "client": ("kind", "version"),
}
#: Facts of a meeting that a request may carry under their own names.
FACTS: Final = frozenset(
    {"role", *SET_FACTS, *FLAG_FACTS, *WORD_FACTS}
    | {f"{part}.{name}" for part, names in PARTS.items() for name in names}
)
#: What a request may carry of facts that rule sets and callers name.
OPEN: Final = ("circumstances.", "facts.", "host_account.settings.", "our_account.settings.")
#: What is known of a classification, beside its levels.
_OF_LABEL: Final = {"classification.marks": "marks", "classification.categories": "categories"}
#: What may be asked of each member of a list.
ASKED: Final = frozenset({("participants", "state"), ("organisations", "state"), ("organisations", "id")})


def microseconds(moment: datetime) -> int:
    """Return an aware datetime as microseconds since 1970-01-01 in UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def covered(span: Span) -> Kleene:
    """Return whether the request's moment is in a span; of a moment that is absent nobody knows, where it is dated."""
    begun = TRUE if span.start is None else _passed(span.start)
    return begun & ~(FALSE if span.end is None else _passed(span.end))


def _passed(edge: Edge) -> Kleene:
    dated = Has(Group.NUMBERS, INSTANT)
    first, last = microseconds(edge.earliest), microseconds(edge.latest)
    return Kleene(AtLeast(INSTANT, last), either(neg(dated), AtLeast(INSTANT, first)))


def evaluated(view: View, condition: Condition) -> Kleene:
    """Return whether a condition holds; what cannot be exported is noted, and stands as unknown."""
    match condition:
        case All(of=parts):
            return every([evaluated(view, each) for each in parts])
        case Any(of=parts):
            return some([evaluated(view, each) for each in parts])
        case Not(of=inner):
            return ~evaluated(view, inner)
        case Is():
            return _is(view, condition)
        case Members():
            return _members(view, condition)
        case Level():
            return _level(view, condition)
        case Exposed():
            return _exposed(view, condition)
        case Some():
            return _some(view, condition)
        case Number():
            return _number(condition)
        case Attested():
            return _refused(view, f"it asks for an attestation, `{condition.kind}`")
        case _:
            assert_never(condition)


def _refused(view: View, what: str) -> Kleene:
    view.refused.add(what)
    return UNKNOWN


def told(fact: str) -> bool:
    """Say whether a name is that of a fact of a meeting that a request may carry."""
    return fact in FACTS or fact.startswith(OPEN)


def _is(view: View, test: Is) -> Kleene:
    if test.fact.startswith("platform."):
        return at(view, lambda moment: constant(_of_platform(view, test, moment)))
    if not told(test.fact):
        return _refused(view, f"the fact `{test.fact}` is not told to others")
    words = frozenset(each for each in test.values if isinstance(each, str))
    flags = frozenset(each for each in test.values if isinstance(each, bool))
    known_set, hit = Has(Group.SETS, test.fact), overlaps(test.fact, words)
    if test.fact in SET_FACTS:
        return Kleene(hit, either(neg(known_set), hit))
    # A fact that is stated to have none is told as the empty set: it is no value, and known.
    met: list[Formula] = [hit, *(Flag(test.fact, each) for each in sorted(flags))]
    failed: list[Formula] = [both(known_set, neg(hit))]
    if flags:
        failed += [Flag(test.fact, each) for each in (False, True) if each not in flags]
    if words:
        met.append(Word(test.fact, words))
        failed.append(both(Has(Group.WORDS, test.fact), neg(Word(test.fact, words))))
    return Kleene(either(*met), neg(either(*failed)))


def _of_platform(view: View, test: Is, moment: datetime | None) -> Truth:
    name = test.fact.removeprefix("platform.")
    if test.values <= {True, False}:
        has = feature(view, name, moment)
        return any_of(has if wanted else ~has for wanted in test.values)
    known = reading(view, name, moment)
    return truth(value=None if known is None else not known.isdisjoint(test.values))


def _members(view: View, test: Members) -> Kleene:
    if test.fact.startswith("platform."):
        return at(view, lambda moment: _of_constant(test, reading(view, test.fact.removeprefix("platform."), moment)))
    if test.fact in _OF_LABEL:
        return _part_of_label(test, _OF_LABEL[test.fact])
    if not told(test.fact):
        return _refused(view, f"the fact `{test.fact}` is not told to others")
    hit = overlaps(test.fact, test.values) if test.test is SetTest.ANY_OF else Within(test.fact, test.values)
    return Kleene(hit, either(neg(Has(Group.SETS, test.fact)), hit))


def _of_constant(test: Members, known: frozenset[str] | None) -> Kleene:
    if known is None:
        return UNKNOWN
    return constant(truth(value=bool(known & test.values) if test.test is SetTest.ANY_OF else known <= test.values))


def _part_of_label(test: Members, name: str) -> Kleene:
    """Return the test of marks or categories: a set that is not complete knows its members and not its absences."""
    complete = Flag(f"{name}.complete", value=True)
    if test.test is SetTest.ANY_OF:
        hit = overlaps(name, test.values)
        return Kleene(hit, either(neg(complete), hit))
    inside = Within(name, test.values)
    return Kleene(both(complete, inside), either(neg(Has(Group.SETS, name)), inside))


def _level(view: View, test: Level) -> Kleene:
    if test.platform_fact is not None or test.categories_fact is not None or test.audience_admits:
        return _refused(view, "its level depends on what the platform is accredited for, or on whom an audience admits")
    stated = Kleene(Has(Group.SETS, "levels"), HOLDS)
    if test.test is OrderTest.AT_LEAST:
        return stated & at(view, lambda moment: _reaches(view, test.label, moment))
    if not test.levels:
        return stated
    return stated & at(view, lambda moment: _below(view, test.label, moment)) & _ceiling(view, test.label)


def _below(view: View, bound: Label, moment: datetime | None) -> Kleene:
    found = at_most(view.world.schemes, bound, moment)
    read, stated = Flag("levels.complete", value=True), Has(Group.SETS, "levels")
    # Nothing that is marked fits a bound without a level, whether or not its mark can be read.
    possibly = (
        neg(overlaps("levels", found[Truth.FALSE]))
        if bound.atoms
        else either(neg(stated), both(read, Within("levels", frozenset())))
    )
    return Kleene(both(read, Within("levels", found[Truth.TRUE])), possibly)


def _ceiling(view: View, bound: Label) -> Kleene:
    """Return whether categories and audience of the classification fit the bound."""
    inside = Within("categories", bound.categories)
    held = Kleene(
        both(inside, Flag("categories.complete", value=True)), either(neg(Has(Group.SETS, "categories")), inside)
    )
    if not bound.audience_complete:
        return held
    if bound.audience != EVERYONE:
        return _refused(view, "it compares audiences")
    everyone = Flag("audience.everyone", value=True)
    return held & Kleene(
        both(everyone, Flag("audience.complete", value=True)), neg(Flag("audience.everyone", value=False))
    )


def _reaches(view: View, bound: Label, moment: datetime | None) -> Kleene:
    open_ = either(neg(Has(Group.SETS, "levels")), neg(Flag("levels.complete", value=True)))
    found = [at_least(view.world.schemes, each, moment) for each in sorted(bound.atoms)]
    return every(
        Kleene(
            overlaps("levels", each[Truth.TRUE]),
            either(open_, overlaps("levels", each[Truth.TRUE] | each[Truth.UNKNOWN])),
        )
        for each in found
    )


def _exposed(view: View, test: Exposed) -> Kleene:
    if test.states is not None:
        states = test.states
        return at(view, lambda moment: constant(any_of(exposed(view, test, each, moment) for each in states)))
    return at(view, lambda moment: _adverse(view, test, moment))


def _adverse(view: View, test: Exposed, moment: datetime | None) -> Kleene:
    found = {each.state: exposed(view, test, each.state, moment) for each in view.platform.findings}
    known = Has(Group.SETS, "detrimental_to")
    if findings_complete(view, test, moment):
        possible = overlaps("detrimental_to", (name for name, held in found.items() if held is not Truth.FALSE))
    else:
        # Where findings are not complete, any state may be one to which the platform is exposed.
        possible = neg(Within("detrimental_to", frozenset()))
    certain = overlaps("detrimental_to", (name for name, held in found.items() if held is Truth.TRUE))
    return Kleene(certain, either(neg(known), possible))


def _some(view: View, test: Some) -> Kleene:
    leaves = [each for each in _tests(test.test) if not isinstance(each, All | Any | Not)]
    worded = [each for each in leaves if isinstance(each, Is) and _words(each.values)]
    read = {(test.of, each.fact) for each in worded}
    if len(read) == 1 and read <= ASKED and worded == leaves and _of_member(test.test, None) is Truth.UNKNOWN:
        return _quantified(test, ".".join(read.pop()))
    return _refused(view, f"it asks of {test.of} what is not told to others")


def _tests(condition: Condition) -> list[Condition]:
    match condition:
        case All(of=parts) | Any(of=parts):
            return [condition, *(inner for each in parts for inner in _tests(each))]
        case Not(of=inner):
            return [condition, *_tests(inner)]
        case _:
            return [condition]


def _of_member(condition: Condition, value: str | None) -> Truth:
    """Say whether a condition on one attribute of a member holds, were this its value."""
    match condition:
        case All(of=parts):
            return all_of(_of_member(each, value) for each in parts)
        case Any(of=parts):
            return any_of(_of_member(each, value) for each in parts)
        case Not(of=inner):
            return ~_of_member(inner, value)
        case _:
            return truth(value=None if value is None else value in cast("Is", condition).values)


def _words(values: frozenset[str | bool]) -> bool:
    return bool(values) and all(isinstance(each, str) for each in values)


def _quantified(test: Some, name: str) -> Kleene:
    """Return whether any, or all, members pass: which of the values named pass, and whether every other one does."""
    named = frozenset(
        value for each in _tests(test.test) if isinstance(each, Is) for value in each.values if isinstance(value, str)
    )
    passing = frozenset(each for each in named if _of_member(test.test, each) is Truth.TRUE)
    # No name holds a zero, so this is a value that no rule names.
    others = _of_member(test.test, "\0") is Truth.TRUE
    listed, failing = Has(Group.SETS, name), named - passing
    closed = Flag(f"{test.of}.complete", value=True)
    known = both(Flag(f"{name}.complete", value=True), listed)
    if test.quantifier is Quantifier.ANY:
        hit = both(listed, neg(Within(name, failing))) if others else overlaps(name, passing)
        return Kleene(hit, either(hit, neg(known), neg(closed)))
    miss = overlaps(name, failing) if others else both(listed, neg(Within(name, passing)))
    # An empty list satisfies no `all`: nobody was looked at.
    somebody = neg(Within(name, frozenset()))
    return Kleene(both(closed, known, somebody, neg(miss)), neg(miss))


def _number(test: Number) -> Kleene:
    capped = Has(Group.NUMBERS, "heads.most")
    if test.test is OrderTest.AT_LEAST:
        enough = AtLeast("heads.least", test.bound)
        return Kleene(enough, either(enough, neg(capped), AtLeast("heads.most", test.bound)))
    fits = both(capped, neg(AtLeast("heads.most", test.bound + 1)))
    return Kleene(fits, either(fits, neg(AtLeast("heads.least", test.bound + 1))))
