from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import attrs
import pytest
from tests.engine.houses import PERMIT, asks, case, rules, with_zoom, zoom
from tests.rules.texts import load, permit

from meetgate.engine._case import Case, Sight
from meetgate.engine._evaluate import evaluate
from meetgate.engine._labels import invalid
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import (
    Atom,
    Attendance,
    Audience,
    Condition,
    Equivalence,
    Label,
    Level,
    Members,
    Not,
    OrderTest,
    Organisation,
    Participant,
    RuleSet,
    SetTest,
    Span,
    Truth,
    Verdict,
)
from meetgate.rules._level import levels

SCHEMES: Final = read_policy(rules=()).schemes
MOMENT: Final = datetime(2022, 1, 1, tzinfo=UTC)
NOTHING: Final = levels(())
CEILING: Final = Level(
    test=OrderTest.AT_MOST,
    label=NOTHING,
    platform_fact="accredited_for",
    categories_fact="accredited_categories",
    audience_admits=frozenset({"participants", "exposure"}),
)
YES, NO, OPEN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def label(authority: str, level: str, **more: Any) -> Label:
    """Build a label whose marks, categories and audience are all stated."""
    return attrs.evolve(Label.of(f"{authority}:{level}"), **more)


def at(
    *labels: Label,
    people: tuple[str | None, ...] | None = None,
    listed: bool = True,
    moment: datetime = MOMENT,
    facts: dict[str, Any] | None = None,
    **platform: Any,
) -> Case:
    """Build a case: labels, states of the people, facts of the platform that are known."""
    known = {name: frozenset(values) for name, values in platform.items()}
    return case(
        rules(attrs.evolve(PERMIT, when=CEILING)),
        schemes=SCHEMES,
        classification=labels,
        platforms={"zoom": known},
        participants=None if people is None else tuple(Participant(state=each) for each in people),
        participants_complete=listed,
        starts=moment,
        ends=moment.replace(hour=1),
        **(facts or {}),
    )


def told(decided: Case, condition: Condition = CEILING, *, moment: datetime | None = MOMENT) -> Truth:
    """Say whether a condition holds for Zoom."""
    sight = Sight(
        case=decided,
        rule_set=RuleSet(name="house-rules"),
        platform=decided.catalogue.platforms["zoom"],
        instant=moment,
    )
    return evaluate(sight, condition)


REL: Final = (
    label("US", "SECRET", audience=Audience.only("USA", "GBR")),
    label("US", "SECRET", audience=Audience.only("USA", "AUS")),
)
FVEY: Final = label("US", "SECRET", audience=Audience.only("US", "FVEY"))
NOFORN: Final = label("US", "SECRET", marks=frozenset({"NOFORN"}))
ATOMAL: Final = label("NATO", "SECRET", marks=frozenset({"ATOMAL", "BOHEMIA"}))
B_AND_C: Final = (label("CA", "PROTECTED B"), label("CA", "CONFIDENTIAL"))

#: Labels, states of people (None: nobody is listed), what the platform is accredited for, what it is exposed to,
#: which categories it holds (None: not stated), the answer.
CEILINGS: Final[dict[str, tuple[tuple[Label, ...], Any, tuple[str, ...], Any, Any, Truth]]] = {
    "Romania's secret is confidential": ((label("RO", "SECRET"),), None, ("EU:CONFIDENTIAL",), None, (), YES),
    "and above restricted": ((label("RO", "SECRET"),), None, ("EU:RESTRICTED",), None, (), NO),
    "a mark that France gave up": ((label("FR", "CONFIDENTIEL DÉFENSE"),), None, ("EU:CONFIDENTIAL",), None, (), YES),
    "a mark that Britain gave up": ((label("GB", "RESTRICTED"),), None, ("GB:OFFICIAL",), None, (), OPEN),
    "two chains, one authorised": (B_AND_C, None, ("CA:PROTECTED C",), None, (), NO),
    "two chains, the other": (B_AND_C, None, ("CA:SECRET",), None, (), NO),
    "two chains, both": (B_AND_C, None, ("CA:PROTECTED B", "CA:SECRET"), None, (), YES),
    "releases intersect": (REL, ("US",), ("US:SECRET",), ("US",), (), YES),
    "a state in one release only": (REL, ("US", "GB"), ("US:SECRET",), ("US",), (), NO),
    "releases that share nobody": (
        (label("XX", "C", audience=Audience.only("DE")), label("XX", "C", audience=Audience.only("FR"))),
        ("DE", "FR"),
        ("XX:C",),
        (),
        (),
        NO,
    ),
    "no foreigners": ((NOFORN, FVEY), ("US", "CA"), ("US:SECRET",), ("US",), (), NO),
    "no foreigners, and none come": ((NOFORN, FVEY), ("US",), ("US:SECRET",), ("US",), (), YES),
    "exposed beyond the release": ((FVEY,), ("US", "GB", "AU"), ("US:SECRET",), ("US", "CHN"), (), NO),
    "exposed within the release": ((FVEY,), ("US", "GB", "AU"), ("US:SECRET",), ("USA", "GBR"), (), YES),
    "exposed to nobody": ((FVEY,), ("US",), ("US:SECRET",), ("none",), (), YES),
    "exposed to nobody knows whom": ((FVEY,), ("US",), ("US:SECRET",), None, (), OPEN),
    "people of unknown states": ((FVEY,), ("US", None), ("US:SECRET",), (), (), OPEN),
    "nobody is listed": ((FVEY,), None, ("US:SECRET",), (), (), OPEN),
    "an empty list": ((FVEY,), (), ("US:SECRET",), (), (), OPEN),
    "everyone may hear": ((label("CA", "SECRET"),), None, ("CA:SECRET",), None, None, YES),
    "every category is held": ((ATOMAL,), None, ("NATO:SECRET",), None, ("ATOMAL", "BOHEMIA"), YES),
    "one category is not held": ((ATOMAL,), None, ("NATO:SECRET",), None, ("ATOMAL",), NO),
    "categories of nobody knows which": ((ATOMAL,), None, ("NATO:SECRET",), None, None, OPEN),
    "a controlled regime is held": ((label("US", "U", marks=frozenset({"CUI"})),), None, ("US:UNCLASSIFIED",), None, ("CUI",), YES),
    "a controlled regime is not held": ((label("US", "U", marks=frozenset({"CUI"})),), None, ("US:UNCLASSIFIED",), None, (), NO),
    "a colour is no level": ((label("TLP", "RED"),), None, ("US:SECRET",), None, (), OPEN),
    "a bare word": ((Label.of("CONFIDENTIAL"),), None, ("US:SECRET",), None, (), OPEN),
    "accredited for nothing": ((label("DE", "VS-NfD"),), None, ("none",), None, (), NO),
    "accredited for nothing, a bare word": ((Label.of("CONFIDENTIAL"),), None, (), None, (), NO),
    "accredited for nothing, unmarked": ((), None, (), None, (), YES),
    "accredited for a word": ((label("GB", "OFFICIAL"),), None, ("GB:CLASSIFIED",), None, (), OPEN),
    "accredited for a word beside a level": ((label("GB", "SECRET"),), None, ("GB:X", "GB:OFFICIAL"), None, (), OPEN),
    "the joint designation of Taiwan": ((label("TW", "機密"), label("TW", "極機密")), None, ("TW:機密",), None, (), NO),
    "a level written with its mark": ((label("GB", "OFFICIAL-SENSITIVE"),), None, ("GB:OFFICIAL-SENSITIVE",), None, (), YES),
    "Australia's confidential": ((label("AU", "CONFIDENTIAL"),), None, ("AU:SECRET",), None, (), YES),
    "Australia's confidential, below": ((label("AU", "CONFIDENTIAL"),), None, ("AU:PROTECTED",), None, (), NO),
}  # fmt: skip  # a row is a sentence


@pytest.mark.parametrize("name", CEILINGS)
def test_a_ceiling_tests_levels_categories_and_audience(name: str) -> None:
    """A platform carries what is at most its accreditation, of categories it holds, for parties that may hear."""
    labels, people, accredited, exposed, categories, wanted = CEILINGS[name]
    facts: dict[str, Any] = {"accredited_for": accredited}
    facts |= {} if exposed is None else {"exposed_to": exposed}
    facts |= {} if categories is None else {"accredited_categories": categories}
    decided = at(*labels, people=people, listed=people is not None, **facts)
    assert told(decided) is wanted


def test_nothing_is_told_of_an_unknown_label_or_accreditation() -> None:
    """Without a classification, or an accreditation, a ceiling is unknown; the audience may still refuse."""
    assert told(case(schemes=SCHEMES)) is OPEN
    assert told(at(FVEY, people=("US",), exposed_to=("US",))) is OPEN
    assert told(at(FVEY, people=("CN",), exposed_to=("US",))) is NO
    assert told(at(label("CA", "SECRET")), attrs.evolve(CEILING, test=OrderTest.AT_LEAST)) is OPEN


def test_an_audience_may_be_tested_alone() -> None:
    """Without a level, categories and audience are all that is tested."""
    alone = attrs.evolve(CEILING, platform_fact=None, categories_fact=None, levels=False)
    assert told(at(FVEY, people=("US",), exposed_to=("GB",)), alone) is YES
    assert told(at(FVEY, people=("CN",), exposed_to=("GB",)), alone) is NO


def test_a_statement_on_attendance_names_the_states_that_come() -> None:
    """States of those who attend stand for a list of people, and add to it."""
    said = {"attendance": Attendance(states=frozenset({"US", "CA"}))}
    facts: dict[str, Any] = {"accredited_for": ("US:SECRET",), "exposed_to": (), "accredited_categories": ()}
    assert told(at(FVEY, people=None, listed=False, facts=said, **facts)) is YES
    assert told(at(FVEY, people=("CN",), listed=False, facts=said, **facts)) is NO


def test_organisations_are_asked_where_the_rule_says_so() -> None:
    """States of all organisations present are admitted, or not; an incomplete list is unknown."""
    firms = attrs.evolve(CEILING, audience_admits=frozenset({"organisations"}), levels=False, categories_fact=None)
    everybody = label("TW", "密", audience=Audience.only("GB", "TW"))
    assert told(at(everybody), firms) is OPEN
    assert told(at(everybody, people=()), firms) is YES
    foreign = {"organisations": (Organisation(id="x", state="CN"),)}
    assert told(at(everybody, people=(), facts=foreign), firms) is NO


def test_a_label_without_an_audience_admits_nobody_for_certain() -> None:
    """What a label means that names nobody is for its scheme to say."""
    bare = label("NATO", "SECRET", audience_complete=False)
    facts: dict[str, Any] = {"accredited_for": ("NATO:SECRET",), "exposed_to": ("US",), "accredited_categories": ()}
    assert told(at(bare, people=("US",), **facts)) is OPEN
    assert told(at(attrs.evolve(bare, atoms=Label.of("US:SECRET").atoms), people=("US",), **{**facts, "accredited_for": ("US:SECRET",)})) is YES  # fmt: skip  # beside the other


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("GB:SECRET", YES),
        ("GB:OFFICIAL", YES),
        ("GB:RESTRICTED", OPEN),
        ("EU:SECRET", OPEN),
        ("XX:Y", OPEN),
    ],
)
def test_what_is_at_least_a_level_is_told_within_its_scheme(text: str, wanted: Truth) -> None:
    """A level of the older scheme, or of nobody, tells nothing of the newer one."""
    condition = Level(test=OrderTest.AT_LEAST, label=levels(("GB:OFFICIAL",)))
    assert told(at(Label.of(text)), condition) is wanted


def test_equivalences_raise_a_foreign_level_one_way() -> None:
    """A national level reaches the level that it is carried as, and none above it."""
    for level, wanted in (("EU:SECRET", YES), ("EU:TOP SECRET", NO)):
        assert told(at(label("DE", "GEHEIM")), Level(test=OrderTest.AT_LEAST, label=levels((level,)))) is wanted
    german = Level(test=OrderTest.AT_LEAST, label=levels(("DE:GEHEIM",)))
    assert told(at(label("EU", "SECRET")), german) is OPEN
    low = Level(test=OrderTest.AT_LEAST, label=levels(("EU:CONFIDENTIAL",)))
    assert told(at(label("DE", "VS-NfD")), low) is NO
    same = Equivalence(marked=Atom("TW", "密"), carried_as=Atom("EU", "SECRET"), valid=Span())
    linked = attrs.evolve(SCHEMES, equivalences=(same,))
    decided = attrs.evolve(at(label("TW", "密")), schemes=linked)
    assert told(decided, Level(test=OrderTest.AT_LEAST, label=levels(("EU:SECRET",)))) is YES


@pytest.mark.parametrize(
    ("stated", "year", "wanted"),
    [
        (label("NATO", "RESTRICTED", marks=frozenset({"ATOMAL"})), 2022, YES),
        (label("NATO", "SECRET", marks=frozenset({"ATOMAL"})), 2022, NO),
        (label("US", "SECRET", marks=frozenset({"FOUO"})), 2022, YES),
        (label("US", "U", marks=frozenset({"FOUO"})), 2022, NO),
        (label("US", "U", marks=frozenset({"NOFORN"}), audience=Audience.only("US", "GB")), 2022, YES),
        (label("US", "U", marks=frozenset({"NOFORN", "REL TO USA, GBR"})), 2022, YES),
        (label("US", "U", marks=frozenset({"NOFORN"}), audience=Audience.only("US")), 2022, NO),
        (label("US", "U", marks_complete=False), 2022, OPEN),
        (label("GB", "SECRET", marks=frozenset({"SENSITIVE"})), 2022, YES),
        (label("GB", "SECRET", marks=frozenset({"SENSITIVE"})), 2010, NO),
        (label("DE", "GEHEIM", marks_complete=False), 2022, NO),
    ],
)
def test_combinations_that_a_scheme_excludes_are_invalid(stated: Label, year: int, wanted: Truth) -> None:
    """A label is held to the rules of its scheme and of its day; a label that may break them may be invalid."""
    assert invalid(at(stated, moment=MOMENT.replace(year=year))) is wanted


def test_a_label_forbids_where_it_is_invalid() -> None:
    """ATOMAL at RESTRICTED forbids whatever the platform may carry."""
    decided = at(label("NATO", "RESTRICTED", marks=frozenset({"ATOMAL"})), accredited_for=("NATO:SECRET",))
    assert zoom(decided).verdict is Verdict.FORBIDDEN


def test_a_strange_level_is_a_warning() -> None:
    """A level that no scheme has, and a word without an authority, are told to whoever asked."""
    assert at(label("GB", "CLASSIFIED"), Label.of("SECRET")).warnings == (
        "the level `:SECRET` is in no scheme that is loaded: it is taken as unknown",
        "the level `GB:CLASSIFIED` is in no scheme that is loaded: it is taken as unknown",
    )


FULL: Final[dict[str, Any]] = {
    "accredited_for": ("US:SECRET",),
    "accredited_categories": (),
    "exposed_to": ("US",),
}


@pytest.mark.parametrize(
    ("left_out", "people", "listed", "wanted"),
    [
        ("accredited_for", ("US",), True, "platform:zoom.accredited_for"),
        ("accredited_categories", ("US",), True, "platform:zoom.accredited_categories"),
        ("exposed_to", ("US",), True, "platform:zoom.exposed_to"),
        ("", ("US", None), True, "participants[1].state"),
        ("", ("US",), False, "participants"),
    ],
)
def test_what_a_ceiling_lacks_is_asked_for(
    left_out: str, people: tuple[str | None, ...], wanted: str, *, listed: bool
) -> None:
    """The fact that is missing is named, and no other."""
    known = {name: values for name, values in FULL.items() if name != left_out}
    restricted = attrs.evolve(
        FVEY, categories=frozenset({"SI"}) if left_out == "accredited_categories" else frozenset()
    )
    decided = at(restricted, people=people, listed=listed, **known)
    assert asks(decided) == ((wanted,),)


def test_an_organisation_whose_state_is_unknown_is_asked_for() -> None:
    """The state of an organisation that is present is asked for by its place in the list."""
    firms = attrs.evolve(CEILING, audience_admits=frozenset({"organisations"}), levels=False, categories_fact=None)
    stated = label("TW", "密", audience=Audience.only("GB"))
    decided = case(
        rules(attrs.evolve(PERMIT, when=firms)),
        schemes=SCHEMES,
        classification=(stated,),
        organisations=(Organisation(id="alien.example"),),
    )
    assert asks(decided) == (("organisations[0].state",),)


def test_who_may_hear_is_asked_with_the_label() -> None:
    """Where the label is unknown, its audience is part of the question; a coloured label's audience is one alone."""
    assert asks(at(label("TLP", "RED"), people=("US",), exposed_to=("US",), accredited_for=("TLP:RED",), accredited_categories=())) == (("classification.audience",),)  # fmt: skip  # one fact each
    unmarked = attrs.evolve(NOFORN, marks=frozenset(), marks_complete=False, audience_complete=False)
    gaps = asks(at(unmarked, people=("US",), **FULL))
    assert gaps == (("classification.marks",),)
    unknown = case(
        rules(attrs.evolve(PERMIT, when=attrs.evolve(CEILING, platform_fact=None, label=levels(("US:SECRET",)), categories_fact=None))),
        schemes=SCHEMES,
        extra=(with_zoom(),),
        participants=(Participant(state="US"),),
        platforms={"zoom": {"exposed_to": frozenset({"US"})}},
    )  # fmt: skip  # one case
    assert asks(unknown) == (("classification",),)


def test_the_rule_language_says_all_of_it() -> None:
    """Each key of a classification test has its core form; categories and audience join the first ceiling."""
    text = permit(
        "{classification: {at_most: {platform_fact: accredited_for, if_none: nothing}, "
        "categories_fact: accredited_categories, audience_admits: [participants, exposure]}}"
    )
    (rule, *_) = load(text).rules
    assert rule.when == CEILING
    (alone, *_) = load(permit("{classification: {audience_admits: [organisations]}}")).rules
    bare = Level(test=OrderTest.AT_MOST, label=NOTHING, levels=False, audience_admits=frozenset({"organisations"}))
    assert alone.when == bare
    (sets, *_) = load(permit("{classification: {categories_none_of: [ATOMAL]}}")).rules
    assert sets.when == Not(
        Members(fact="classification.categories", test=SetTest.ANY_OF, values=frozenset({"ATOMAL"}))
    )
