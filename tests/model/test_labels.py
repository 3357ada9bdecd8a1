from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

import attrs
import pytest

from meetgate.model import (
    ALWAYS,
    EVERYONE,
    Atom,
    Audience,
    Edge,
    Equivalence,
    Group,
    Label,
    Mark,
    MarkKind,
    Meeting,
    Scheme,
    Schemes,
    Source,
    Span,
    join,
    meaning,
    state_code,
    trigraph,
)

CHANGE: Final = datetime(2014, 4, 2, tzinfo=UTC)
EARLY: Final = datetime(2010, 1, 1, tzinfo=UTC)
LATE: Final = datetime(2022, 1, 1, tzinfo=UTC)


def chain(authority: str, *levels: str, **more: object) -> Scheme:
    """Build a scheme of one chain, from low to high."""
    below = {level: frozenset(levels[:at]) for at, level in enumerate(levels)}
    return attrs.evolve(Scheme(authority=authority, levels=levels, below=below), **more)  # type: ignore[arg-type]  # by name


OLD: Final = chain("GB", "RESTRICTED", "SECRET", name="old", valid=Span(end=Edge.at(CHANGE)))
NEW: Final = chain(
    "GB",
    "OFFICIAL",
    "SECRET",
    name="new",
    valid=Span(start=Edge.at(CHANGE)),
    aliases={"OFFICIAL-SENSITIVE": ("OFFICIAL", frozenset({"SENSITIVE"})), "O": ("OFFICIAL", frozenset[str]())},
    marks={"SENSITIVE": Mark(name="SENSITIVE", kind=MarkKind.HANDLING)},
    absent_audience="everyone",
)
US: Final = chain(
    "US",
    "UNCLASSIFIED",
    "SECRET",
    marks={
        "CUI": Mark(name="CUI", kind=MarkKind.CATEGORY),
        "NOFORN": Mark(name="NOFORN", kind=MarkKind.AUDIENCE, audience=Audience.only("US")),
        "REL TO": Mark(name="REL TO", kind=MarkKind.AUDIENCE, listed=True),
    },
    absent_by_level={"UNCLASSIFIED": "everyone", "SECRET": "owner"},
    open_marks=frozenset({"SECRET"}),
    implied={"SECRET": frozenset({"GUARD"})},
    groups=(
        Group(name="FVEY", members=frozenset({"AU", "CA", "GB", "NZ", "US"})),
        Group(name="PACT", members=frozenset({"FR"}), valid=Span(end=Edge.at(CHANGE))),
        Group(name="PACT", members=frozenset({"FR", "DE"}), valid=Span(start=Edge.at(CHANGE))),
    ),
)
TLP: Final = chain("TLP", "CLEAR", "RED", unlisted=frozenset({"RED"}))
HELD: Final = Schemes(by_authority={"GB": NEW, "US": US, "TLP": TLP}, earlier=(OLD,))
SECRET: Final = Atom("GB", "SECRET")


def label(text: str, **more: object) -> Label:
    """Build a label of one level, of which everything is stated and nothing is restricted."""
    return attrs.evolve(Label.of(text), **more)  # type: ignore[arg-type]  # by name


def found(atom: Atom, moment: datetime | None) -> str | None:
    """Return the scheme in which an atom is read, and its level there."""
    place = HELD.find(atom, moment)
    return None if place is None else f"{place[0].name}:{place[1]}"


@pytest.mark.parametrize(
    ("atom", "moment", "wanted"),
    [
        (SECRET, EARLY, "old:SECRET"),
        (SECRET, LATE, "new:SECRET"),
        (SECRET, None, None),
        (Atom("GB", "SECRET", date(2010, 1, 1)), LATE, "old:SECRET"),
        (Atom("GB", "RESTRICTED"), LATE, "old:RESTRICTED"),
        (Atom("GB", "RESTRICTED"), None, None),
        (Atom("GB", "OFFICIAL"), EARLY, None),
        (Atom("GB", "o"), LATE, "new:OFFICIAL"),
        (Atom("GB", "official-sensitive"), LATE, "new:OFFICIAL"),
        (Atom("GB", "NOTHING"), LATE, None),
        (Atom("", "SECRET"), LATE, None),
    ],
)
def test_a_word_is_a_level_of_the_scheme_of_its_day(atom: Atom, moment: datetime | None, wanted: str | None) -> None:
    """A level is read in the scheme in force, a word that only a replaced scheme has in that one."""
    assert found(atom, moment) == wanted
    assert HELD.known(atom, moment) is (wanted is not None)


def test_levels_of_two_schemes_are_not_ordered() -> None:
    """No level of a replaced scheme lies above or below one of the scheme that replaced it."""
    restricted, official = Atom("GB", "RESTRICTED"), Atom("GB", "OFFICIAL")
    assert not HELD.below(restricted, official, LATE)
    assert not HELD.below(official, restricted, LATE)
    assert not HELD.below(official, Atom("GB", "NOTHING"), LATE)
    assert HELD.below(official, SECRET, LATE)
    assert HELD.below(restricted, SECRET, EARLY)


def test_two_replaced_schemes_leave_a_word_open() -> None:
    """A word of two replaced schemes names no level, unless its day tells which."""
    older = chain("GB", "RESTRICTED", name="older", valid=Span(end=Edge.at(EARLY)))
    both = attrs.evolve(HELD, earlier=(OLD, older))
    assert both.find(Atom("GB", "RESTRICTED"), LATE) is None
    assert both.find(Atom("GB", "RESTRICTED", date(2012, 1, 1)), LATE) is not None
    assert both.of("XX") == ()
    assert Schemes(earlier=(OLD,)).of("GB") == (OLD,)


def test_a_scheme_lists_all_ways_to_write_its_levels() -> None:
    """Levels of the newest scheme come first, other ways to write them last."""
    assert HELD.words("GB") == ("OFFICIAL", "SECRET", "RESTRICTED", "OFFICIAL-SENSITIVE", "O")
    assert HELD.strange((Label.of("GB:NOTHING"), Label.of("SECRET"), Label.of("GB:restricted"))) == (
        ":SECRET",
        "GB:NOTHING",
    )


def test_only_what_a_label_may_be_compared_with_changes_its_answer() -> None:
    """Cuts are those of the authorities that are asked for, and of what they are equivalent to."""
    link = Equivalence(marked=Atom("US", "SECRET"), carried_as=SECRET, valid=Span(start=Edge.at(EARLY)))
    linked = attrs.evolve(HELD, equivalences=(link,))
    assert set(linked.cuts(["TLP"])) == set()
    assert set(linked.cuts(["US"])) == {CHANGE, EARLY}
    assert link.name == "US:SECRET/GB:SECRET"


def test_a_level_says_more_than_its_word() -> None:
    """A way of writing a level, and a level itself, bring marks with them; the level gets its own name."""
    assert meaning(HELD, label("GB:official-sensitive"), LATE).marks == {"SENSITIVE"}
    assert meaning(HELD, label("GB:OFFICIAL-SENSITIVE"), LATE).atoms == {Atom("GB", "OFFICIAL")}
    assert meaning(HELD, label("US:SECRET"), LATE).marks == {"GUARD"}


def test_a_mark_that_restricts_does_what_it_says() -> None:
    """A category mark is a category, NOFORN leaves its owner, REL TO its list; all stay marks."""
    marks = frozenset({"CUI", "NOFORN"})
    meant = meaning(HELD, label("US:UNCLASSIFIED", marks=marks), LATE)
    assert (meant.audience, meant.marks) == (Audience.only("US"), marks)
    assert meant.categories == {"CUI"}
    released = meaning(HELD, label("US:UNCLASSIFIED", marks=frozenset({"REL TO USA, FVEY"})), LATE)
    assert released.audience == Audience.only("AU", "CA", "GB", "NZ", "US")
    assert US.mark("REL TO") is None
    assert US.mark("REL TO USA,") is None


def test_a_mark_nobody_knows_may_restrict_where_the_vocabulary_is_open() -> None:
    """An unlisted mark leaves categories open at levels with secret marks, and nothing elsewhere."""
    odd = frozenset({"TULIP"})
    assert not meaning(HELD, label("US:SECRET", marks=odd), LATE).categories_complete
    assert meaning(HELD, label("US:UNCLASSIFIED", marks=odd), LATE).categories_complete


def test_marks_that_nobody_stated_may_restrict() -> None:
    """Without its marks a label may have any category and any audience, where its scheme marks them."""
    bare = meaning(HELD, label("US:UNCLASSIFIED", marks_complete=False), LATE)
    assert (bare.categories_complete, bare.audience_complete) == (False, False)
    plain = meaning(HELD, label("GB:OFFICIAL", marks_complete=False), LATE)
    assert (plain.categories_complete, plain.audience_complete) == (True, True)


@pytest.mark.parametrize(
    ("text", "audience", "complete"),
    [
        ("US:SECRET", Audience.only("US"), True),
        ("US:UNCLASSIFIED", EVERYONE, True),
        ("GB:OFFICIAL", EVERYONE, True),
        ("TLP:CLEAR", EVERYONE, False),
        ("XX:ANY", EVERYONE, False),
    ],
)
def test_an_audience_that_nobody_states_is_what_the_scheme_says(
    text: str, audience: Audience, *, complete: bool
) -> None:
    """Absence means the owner, everybody, or nothing that is known."""
    meant = meaning(HELD, label(text, audience_complete=False), LATE)
    assert (meant.audience, meant.audience_complete) == (audience, complete)


def test_an_owner_may_be_called_otherwise_than_its_authority() -> None:
    """The owner alone is the state whose scheme it is."""
    greek = chain("EL", "LOW", owner="GR", absent_audience="owner")
    meant = meaning(Schemes(by_authority={"EL": greek}), label("EL:LOW", audience_complete=False))
    assert meant.audience == Audience.only("GR")
    assert not meaning(HELD, Label(audience_complete=False)).audience_complete


def test_a_colour_limits_the_audience_without_naming_it() -> None:
    """A colour's audience is open until somebody names who is meant."""
    assert not meaning(HELD, label("TLP:RED")).audience_complete
    assert meaning(HELD, label("TLP:CLEAR")).audience_complete
    assert meaning(HELD, label("TLP:RED", audience=Audience.only("GB"))).audience_complete


def test_groups_have_the_members_of_the_day() -> None:
    """A group admits its members of the day; whoever may be one is left out, and kept out where members are."""
    only, but = Audience.only("PACT", "USA"), Audience.everyone_except("PACT")
    assert meaning(HELD, label("US:SECRET", audience=only), EARLY).audience == Audience.only("FR", "US")
    assert meaning(HELD, label("US:SECRET", audience=only), LATE).audience == Audience.only("DE", "FR", "US")
    assert meaning(HELD, label("US:SECRET", audience=only)).audience == Audience.only("US")
    assert meaning(HELD, label("US:SECRET", audience=but)).audience == Audience.everyone_except("DE", "FR")


def test_a_name_nobody_knows_excludes_nobody_for_certain() -> None:
    """An unknown group is nobody where it is admitted, and may be anybody where it is excluded."""
    assert meaning(HELD, label("US:SECRET", audience=Audience.only("USA", "CLUB")), LATE).audience_complete
    assert not meaning(HELD, label("US:SECRET", audience=Audience.everyone_except("CLUB")), LATE).audience_complete


def test_a_join_keeps_what_is_not_below_anything() -> None:
    """A join drops lower levels of the same scheme, and no level of another."""
    official, restricted = label("GB:OFFICIAL"), label("GB:RESTRICTED")
    assert join(HELD, official, label("GB:SECRET"), LATE).atoms == {SECRET}
    assert join(HELD, official, restricted, LATE).atoms == {Atom("GB", "OFFICIAL"), Atom("GB", "RESTRICTED")}
    assert join(HELD, restricted, label("GB:SECRET"), EARLY).atoms == {SECRET}


def test_states_have_two_letters_or_three() -> None:
    """Trigraphs are read and written; other names stay as they are."""
    assert [state_code(each) for each in ("USA", "GB", "FVEY")] == ["US", "GB", "FVEY"]
    assert [trigraph(each) for each in ("US", "CLUB")] == ["USA", "CLUB"]


def test_a_label_may_say_on_which_day_it_was_given() -> None:
    """The day is read, written back, and part of which level is meant."""
    stated = {"authority": "GB", "level": "SECRET", "on": "2010-01-01", "marks": []}
    meeting = Meeting.from_json({"starts": "2022-01-01T00:00:00Z", "classification": stated})
    assert meeting.classification is not None
    assert meeting.classification[0].atoms == {Atom("GB", "SECRET", date(2010, 1, 1))}
    assert meeting.to_json()["classification"] == [stated]
    assert min(SECRET, Atom("GB", "SECRET", date(2010, 1, 1))) == SECRET


def test_trigraphs_are_read_where_states_stand() -> None:
    """A participant of `USA` is one of `US`."""
    meeting = Meeting.from_json({"starts": "2022-01-01T00:00:00Z", "participants": [{"state": "USA"}]})
    assert meeting.participants is not None
    assert meeting.participants[0].state == "US"
    assert (ALWAYS, Source(title="")) == (US.valid, US.source)
