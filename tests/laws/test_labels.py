"""State the laws of labels over every classification scheme that is shipped (semantics, sections 6 and 8)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetgate.engine import Case, case_of
from meetgate.engine._case import Sight
from meetgate.engine._clearance import level_holds
from meetgate.engine._labels import at_least, at_most, classification
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import (
    Atom,
    Audience,
    Catalogue,
    Edge,
    Label,
    Level,
    Meeting,
    OrderTest,
    Participant,
    Platform,
    RuleSet,
    Schemes,
    Span,
    Truth,
    join,
    meaning,
)

lawful = settings(suppress_health_check=[*HealthCheck])
#: What a caller states of a platform.
Facts = dict[str, frozenset[str]]
POLICY: Final = read_policy(rules=())
SCHEMES: Final = POLICY.schemes
#: A day on which every shipped scheme is in force, and one before most of them.
MOMENTS: Final = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC))
ALL: Final = [scheme for authority in sorted(SCHEMES.by_authority) for scheme in SCHEMES.of(authority)]
ATOMS: Final = [Atom(scheme.authority, level) for scheme in ALL for level in (*scheme.levels, *scheme.aliases)]
MARKS: Final = [*sorted({name for scheme in ALL for name in scheme.marks}), "REL TO USA, FVEY", "TULIP"]
STATES: Final = ("US", "GB", "DE", "CN", "FVEY")


def sets(members: list[str]) -> st.SearchStrategy[frozenset[str]]:
    """Draw a small set of these members, mostly empty."""
    return st.lists(st.sampled_from(members), max_size=2).map(frozenset)


def audiences() -> st.SearchStrategy[Audience]:
    """Draw a finite or co-finite audience."""
    return st.builds(Audience, st.frozensets(st.sampled_from(STATES), max_size=3), cofinite=st.booleans())


#: Labels as callers state them: any level of any authority, any marks, parts left out.
LABELS: Final = st.builds(
    Label,
    atoms=st.one_of(st.sampled_from(ATOMS), st.sampled_from(ATOMS[:40]), st.just(Atom("", "SECRET"))).map(
        lambda atom: frozenset({atom})
    ),
    categories=sets(["ATOMAL", "CUI"]),
    categories_complete=st.booleans(),
    marks=sets(MARKS),
    marks_complete=st.booleans(),
    audience=audiences(),
    audience_complete=st.booleans(),
)
BOUNDS: Final = st.builds(
    Label,
    atoms=st.frozensets(st.sampled_from(ATOMS), max_size=3),
    categories=sets(["ATOMAL", "CUI"]),
    audience=audiences(),
    audience_complete=st.booleans(),
)
WHEN: Final = st.sampled_from([*MOMENTS, None])


def meant(label: Label, moment: datetime | None) -> Label:
    """Return what a label means on a day."""
    return meaning(SCHEMES, label, moment)


def joined(one: Label, other: Label, moment: datetime | None) -> Label:
    """Return the join on a day."""
    return join(SCHEMES, one, other, moment)


def case(*labels: Label, people: tuple[str | None, ...] = (), listed: bool = True, facts: Facts | None = None) -> Case:
    """Build a case of these labels, people and facts of Zoom."""
    return case_of(
        Meeting(
            starts=MOMENTS[0],
            classification=labels,
            participants=tuple(Participant(state=each) for each in people),
            participants_complete=listed,
            platforms={"zoom": facts or {}},
        ),
        rule_sets=(),
        catalogue=Catalogue(platforms={"zoom": Platform(id="zoom", name="Zoom")}),
        known_at=MOMENTS[0],
        schemes=SCHEMES,
    )


EMPTY: Final = case()


@lawful
@given(LABELS, LABELS, LABELS, WHEN)
def test_labels_are_a_semilattice(a: Label, b: Label, c: Label, moment: datetime | None) -> None:
    """A join does not depend on order, grouping or repetition, and nothing is below unmarked for everyone."""
    a, b, c = (meant(each, moment) for each in (a, b, c))
    assert joined(a, b, moment) == joined(b, a, moment)
    assert joined(joined(a, b, moment), c, moment) == joined(a, joined(b, c, moment), moment)
    assert joined(a, a, moment) == a
    assert joined(a, Label(), moment) == a


@lawful
@given(LABELS, LABELS, BOUNDS, WHEN)
def test_a_join_is_above_both_parts(a: Label, b: Label, bound: Label, moment: datetime | None) -> None:
    """Law 6: joining never lets pass what a part did not, and reaches whatever a part reached."""
    a, b = meant(a, moment), meant(b, moment)
    both = joined(a, b, moment)
    assert at_most(EMPTY, both, bound, moment).value <= at_most(EMPTY, a, bound, moment).value
    assert at_least(EMPTY, both, bound, moment).value >= at_least(EMPTY, a, bound, moment).value
    assert both.audience <= a.audience
    assert both.categories >= a.categories


@lawful
@given(LABELS, LABELS, BOUNDS, WHEN)
def test_a_clearance_fits_both_exactly_if_it_fits_each(
    a: Label, b: Label, bound: Label, moment: datetime | None
) -> None:
    """Law 7: one clearance test is a homomorphism, for every shipped scheme on every day."""
    a, b = meant(a, moment), meant(b, moment)
    apart = at_most(EMPTY, a, bound, moment) & at_most(EMPTY, b, bound, moment)
    assert at_most(EMPTY, joined(a, b, moment), bound, moment) is apart


FACTS: Final = st.fixed_dictionaries(
    {},
    optional={
        "accredited_for": st.frozensets(st.sampled_from([str(each) for each in ATOMS]), max_size=3),
        "accredited_categories": st.frozensets(st.sampled_from(["ATOMAL", "CUI", "none"]), max_size=2),
        "exposed_to": st.frozensets(st.sampled_from(["US", "GB", "CN", "none"]), max_size=2),
    },
)
PEOPLE: Final = st.lists(st.sampled_from(["US", "GB", "CN", None]), max_size=3).map(tuple)
CEILINGS: Final = st.builds(
    Level,
    test=st.just(OrderTest.AT_MOST),
    label=st.just(Label(audience_complete=False)),
    platform_fact=st.just("accredited_for"),
    categories_fact=st.sampled_from([None, "accredited_categories"]),
    audience_admits=st.frozensets(st.sampled_from(["participants", "organisations", "exposure"])),
    levels=st.booleans(),
)


def holds(decided: Case, ceiling: Level) -> Truth:
    """Say whether Zoom carries the labels of a case."""
    platform = decided.catalogue.platforms["zoom"]
    sight = Sight(case=decided, rule_set=RuleSet(name="law"), platform=platform, instant=MOMENTS[0])
    return level_holds(sight, ceiling)


@lawful
@given(LABELS, LABELS, CEILINGS, FACTS, st.tuples(PEOPLE, st.booleans()))
def test_a_platform_carries_both_exactly_if_it_carries_each(
    a: Label, b: Label, ceiling: Level, facts: Facts, present: tuple[tuple[str | None, ...], bool]
) -> None:
    """Law 7: accreditation, categories, people and exposure together are a homomorphism as well."""
    people, listed = present
    apart = [holds(case(each, people=people, listed=listed, facts=facts), ceiling) for each in (a, b)]
    both = holds(case(a, b, people=people, listed=listed, facts=facts), ceiling)
    assert both is apart[0] & apart[1]


@lawful
@given(LABELS, CEILINGS, FACTS, PEOPLE, st.sampled_from(["US", "GB", "CN", None]))
def test_one_more_person_never_opens_a_ceiling(
    label: Label, ceiling: Level, facts: Facts, people: tuple[str | None, ...], late: str | None
) -> None:
    """Law 6: a participant more, in a list that is not empty, never makes a ceiling truer."""
    if people:
        usual = holds(case(label, people=people, facts=facts), ceiling)
        assert holds(case(label, people=(*people, late), facts=facts), ceiling).value <= usual.value


@lawful
@given(LABELS, st.sampled_from(MARKS), CEILINGS, FACTS, PEOPLE)
def test_one_more_mark_never_opens_a_ceiling(
    label: Label, mark: str, ceiling: Level, facts: Facts, people: tuple[str | None, ...]
) -> None:
    """Law 6: a mark more, whatever it means, never makes a ceiling truer where the audience was stated."""
    stated = attrs.evolve(label, audience_complete=True)
    more = attrs.evolve(stated, marks=stated.marks | {mark})
    found = [holds(case(each, people=people, facts=facts), ceiling).value for each in (more, stated)]
    assert found[0] <= found[1]


@lawful
@given(LABELS, CEILINGS, FACTS, PEOPLE, st.sampled_from(["marks", "categories"]))
def test_a_set_that_is_hidden_never_opens_a_ceiling(
    label: Label, ceiling: Level, facts: Facts, people: tuple[str | None, ...], hidden: str
) -> None:
    """Law 1: marks or categories that are not stated never make a ceiling true that was not."""
    known = attrs.evolve(label, marks_complete=True, categories_complete=True, audience_complete=True)
    less = attrs.evolve(known, **{hidden: frozenset[str](), f"{hidden}_complete": False})  # type: ignore[arg-type]  # by name
    if holds(case(less, people=people, facts=facts), ceiling) is Truth.TRUE:
        assert holds(case(known, people=people, facts=facts), ceiling) is Truth.TRUE


@lawful
@given(LABELS, BOUNDS, st.sampled_from(ALL), st.integers(0, 30))
def test_a_new_level_of_one_authority_changes_nothing_elsewhere(
    label: Label, bound: Label, at: object, place: int
) -> None:
    """Law 10: a level inserted into one scheme changes no comparison of levels that were there before."""
    scheme = next(each for each in ALL if each is at)
    below = scheme.levels[place % len(scheme.levels)]
    longer = attrs.evolve(
        scheme,
        levels=(*scheme.levels, "INSERTED"),
        below={
            **{level: under | {"INSERTED"} if below in under else under for level, under in scheme.below.items()},
            "INSERTED": scheme.below[below] | {below},
        },
    )
    changed = Schemes(
        by_authority={key: longer if each is scheme else each for key, each in SCHEMES.by_authority.items()},
        earlier=tuple(longer if each is scheme else each for each in SCHEMES.earlier),
        equivalences=SCHEMES.equivalences,
    )
    other = attrs.evolve(EMPTY, schemes=changed)
    for moment in (*MOMENTS, None):
        one, two = meaning(SCHEMES, label, moment), meaning(changed, label, moment)
        assert one == two
        assert at_most(EMPTY, one, bound, moment) is at_most(other, two, bound, moment)
        assert at_least(EMPTY, one, bound, moment) is at_least(other, two, bound, moment)


@lawful
@given(st.frozensets(st.sampled_from(STATES[:4])), st.frozensets(st.sampled_from(STATES[:4])), PEOPLE)
def test_releases_that_share_nobody_admit_nobody(
    one: frozenset[str], other: frozenset[str], people: tuple[str | None, ...]
) -> None:
    """An empty intersection is nobody, and never no restriction."""
    labels = [attrs.evolve(Label.of("US:SECRET"), audience=Audience.only(*each)) for each in (one, other - one)]
    decided = case(*labels, people=people)
    label = classification(decided, MOMENTS[0])
    assert label is not None
    assert label.audience == Audience.only()
    hears = Level(test=OrderTest.AT_MOST, label=Label(), levels=False, audience_admits=frozenset({"participants"}))
    assert holds(decided, hears) is not Truth.TRUE


@lawful
@given(LABELS, LABELS, WHEN)
def test_no_authority_is_compared_with_another_that_nothing_links(a: Label, b: Label, moment: datetime | None) -> None:
    """Levels of two authorities without an equivalence are unknown to each other, and never ordered."""
    (one,), (two,) = a.atoms, b.atoms
    linked = any(
        {each.marked.authority, each.carried_as.authority} == {one.authority, two.authority}
        for each in SCHEMES.equivalences
    )
    if one.authority == two.authority or linked:
        return
    bare = [Label(atoms=frozenset({each})) for each in (one, two)]
    bound = attrs.evolve(bare[1], audience_complete=False)
    assert at_most(EMPTY, bare[0], bound, moment) is Truth.UNKNOWN
    assert at_least(EMPTY, bare[0], bound, moment) is Truth.UNKNOWN


def test_the_draws_meet_every_scheme() -> None:
    """Every scheme of every authority, old ones included, is among what is drawn, and one of them was replaced."""
    assert {(each.authority, each.name) for each in ALL} >= {("GB", "gpms"), ("GB", "gsc"), ("FR", "earlier")}
    ended = Span(end=Edge.at(datetime(2014, 4, 2, tzinfo=UTC)))
    assert [each.name for each in ALL if each.valid == ended] == ["gpms"]
