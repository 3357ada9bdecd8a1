from __future__ import annotations

from datetime import date
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetgate.adapters import MarkingProblem, parse_marking, print_marking
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import Atom, Audience, Label, MarkKind, Scheme

SCHEMES: Final = read_policy(rules=()).schemes
ALL: Final = [scheme for authority in sorted(SCHEMES.by_authority) for scheme in SCHEMES.of(authority)]


def read(text: str, authority: str, *, on: date | None = None) -> Label:
    """Return the label that a marking states."""
    label = parse_marking(text, schemes=SCHEMES, authority=authority, on=on)
    assert isinstance(label, Label), label
    return label


def wrong(text: str, authority: str) -> list[str]:
    """Return what is wrong with a marking."""
    found = parse_marking(text, schemes=SCHEMES, authority=authority)
    assert not isinstance(found, Label)
    return [each.message for each in found]


@pytest.mark.parametrize(
    ("text", "authority", "level", "marks", "categories"),
    [
        ("OFFICIAL-SENSITIVE", "GB", "OFFICIAL", {"SENSITIVE"}, set[str]()),
        ("OFFICIAL//SENSITIVE", "GB", "OFFICIAL", {"SENSITIVE"}, set[str]()),
        ("TS//CUI/LES//NOFORN/ORCON", "US", "TOP SECRET", {"NOFORN", "ORCON"}, {"CUI", "LES"}),
        ("NATO SECRET//ATOMAL/BOHEMIA", "NATO", "SECRET", set[str](), {"ATOMAL", "BOHEMIA"}),
        ("R-UE/EU-R", "EU", "RESTRICTED", set[str](), set[str]()),
        ("VS – NUR FÜR DEN DIENSTGEBRAUCH", "DE", "VS-NfD", set[str](), set[str]()),  # noqa: RUF001  # as it is written
        (" TLP:AMBER+STRICT ", "TLP", "AMBER+STRICT", set[str](), set[str]()),
        ("OFFICIAL: Sensitive", "AU", "OFFICIAL: Sensitive", set[str](), set[str]()),
    ],
)
def test_a_marking_is_read_by_its_authority(
    text: str, authority: str, level: str, marks: set[str], categories: set[str]
) -> None:
    """Levels, categories and other marks are told apart by the vocabulary of the authority."""
    label = read(text, authority)
    assert label.atoms == {Atom(authority, level)}
    assert label.marks == marks
    assert label.categories == categories
    assert label.marks_complete
    assert not label.audience_complete


def test_a_release_names_states() -> None:
    """REL TO reads trigraphs; a group stays what it is called until the day of the meeting is known."""
    label = read("SECRET//REL TO USA, FVEY", "US")
    assert (label.audience, label.audience_complete) == (Audience.only("US", "FVEY"), True)
    both = read("SECRET//REL TO USA, GBR//REL TO USA, AUS", "US")
    assert both.audience == Audience.only("US")


@pytest.mark.parametrize(
    ("text", "authority", "messages"),
    [
        ("SECRET", "", ["no classification scheme of `` is loaded"]),
        ("SECRET", "ZZ", ["no classification scheme of `ZZ` is loaded"]),
        ("the Secret garden", "GB", ["`the Secret garden` is no level of `GB`"]),
        ("Geheim", "DE", ["`Geheim` is no level of `DE`"]),
        ("CONFIDENTIAL", "GB", ["`CONFIDENTIAL` is no level of `GB`"]),
        ("SECERT//NOFRON", "US", ["`SECERT` is no level of `US`", "`NOFRON` is no mark of `US`"]),
        ("SECRET//REL TO USA, ", "US", ["`REL TO USA,` is no mark of `US`"]),
        ("GEHEIM//X", "DE", ["`X` is no mark of `DE`"]),
    ],
)
def test_a_word_that_is_no_marking_is_not_guessed(text: str, authority: str, messages: list[str]) -> None:
    """Running text, bare words, other capitals and unknown marks are refused, every part of them."""
    assert wrong(text, authority) == messages


def test_a_refusal_says_what_to_write() -> None:
    """What may be written instead stands in the help."""
    found = parse_marking("SECRET//NOFRON", schemes=SCHEMES, authority="US")
    assert found == (
        MarkingProblem(part="NOFRON", message="`NOFRON` is no mark of `US`", help="did you mean `NOFORN`?"),
    )


def test_an_old_marking_is_read_on_its_day() -> None:
    """A word of two schemes means the one that was in force when the marking was given."""
    old = read("RESTRICTED", "GB", on=date(2010, 1, 1))
    assert old.atoms == {Atom("GB", "RESTRICTED", date(2010, 1, 1))}
    assert print_marking(old, schemes=SCHEMES) == "RESTRICTED"
    found = parse_marking("RESTRICTED", schemes=SCHEMES, authority="EU", on=date(1990, 1, 1))
    assert not isinstance(found, Label)


SECRET: Final = Label.of("US:SECRET")
RELEASED: Final = attrs.evolve(SECRET, audience=Audience.only("US", "AU", "GB"))


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (read("OFFICIAL//SENSITIVE", "GB"), "OFFICIAL-SENSITIVE"),
        (RELEASED, "SECRET//REL TO USA, AUS, GBR"),
        (attrs.evolve(SECRET, audience=Audience.only("GB", "AU")), "SECRET//REL TO AUS, GBR"),
        (attrs.evolve(RELEASED, marks=frozenset({"ORCON"}), categories=frozenset({"CUI"})), "SECRET//CUI//ORCON//REL TO USA, AUS, GBR"),
    ],
)  # fmt: skip  # a label and its marking stand side by side
def test_a_release_starts_with_its_owner(label: Label, text: str) -> None:
    """The owner comes first, the others by the alphabet, categories before other marks."""
    assert print_marking(label, schemes=SCHEMES) == text


@pytest.mark.parametrize(
    "label",
    [
        Label(),
        Label(atoms=frozenset({Atom("US", "SECRET"), Atom("GB", "SECRET")})),
        Label.of("SECRET"),
        Label.of("US:NOTHING"),
        attrs.evolve(SECRET, marks=frozenset({"TULIP"})),
        attrs.evolve(SECRET, marks=frozenset({"REL TO"})),
        attrs.evolve(SECRET, marks_complete=False),
        SECRET,
        attrs.evolve(SECRET, audience=Audience.only()),
        attrs.evolve(SECRET, audience=Audience.everyone_except("CN")),
        attrs.evolve(Label.of("DE:GEHEIM"), audience=Audience.only("DE")),
    ],
)
def test_what_has_no_marking_is_not_written(label: Label) -> None:
    """A label that the vocabulary cannot say is an error, and never half a marking."""
    with pytest.raises(ValueError, match=r"marking|no level|cannot write"):
        print_marking(label, schemes=SCHEMES)


@st.composite
def markings(draw: st.DrawFn) -> tuple[str, str, date | None]:
    """Draw a marking that a shipped vocabulary can say, with its authority and day."""
    scheme: Scheme = draw(st.sampled_from(ALL))
    newest = SCHEMES.of(scheme.authority)[0] is scheme
    level = draw(st.sampled_from([*scheme.levels, *scheme.aliases]))
    told = draw(st.lists(st.sampled_from(sorted(scheme.marks)), max_size=4)) if scheme.marks else []
    states = ", ".join(draw(st.lists(st.sampled_from(["USA", "GBR", "FVEY", "DEU"]), min_size=1, max_size=3)))
    parts = [f"{each} {states}" if scheme.marks[each].listed else each for each in told]
    text = level + "".join(f"//{each}" for each in parts)
    return text, scheme.authority, None if newest else date(2010, 1, 1)


@given(markings())
def test_a_marking_that_is_written_reads_as_the_same_label(drawn: tuple[str, str, date | None]) -> None:
    """Law: what the printer writes, the parser reads as the same label; all authorities, all marks."""
    text, authority, on = drawn
    label = read(text, authority, on=on)
    if label.audience_complete and not label.audience.members:
        return
    assert read(print_marking(label, schemes=SCHEMES), authority, on=on) == label


def test_every_level_of_every_scheme_has_a_marking() -> None:
    """Each level of each authority is written and read back."""
    for scheme in ALL:
        on = None if SCHEMES.of(scheme.authority)[0] is scheme else date(2010, 1, 1)
        for level in scheme.levels:
            label = attrs.evolve(Label(atoms=frozenset({Atom(scheme.authority, level, on)})), audience_complete=False)
            assert read(print_marking(label, schemes=SCHEMES), scheme.authority, on=on) == label
    assert {mark.kind for scheme in ALL for mark in scheme.marks.values()} == {*MarkKind}
