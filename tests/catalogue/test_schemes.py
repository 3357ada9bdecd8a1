from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest

from meetgate.catalogue import load_schemes, scheme_json_schema, scheme_page
from meetgate.errors import CatalogueError
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import Atom, Audience, Edge, MarkKind, Schemes, Truth

SHIPPED: Final = read_policy(rules=()).schemes
SOURCE: Final = "source: {title: Letter, published: 2020-01-01, confidence: A}\n"
TWO_CHAINS: Final = (
    """
authority: CA
title: Canada
chains:
  - [UNCLASSIFIED, PROTECTED A, PROTECTED B]
  - [UNCLASSIFIED, CONFIDENTIAL, SECRET]
"""
    + SOURCE
)
SMALL: Final = "authority: XX\ntitle: Small\nchains: [[LOW, HIGH]]\n" + SOURCE


def problems(**files: str) -> list[str]:
    """Return the diagnostics of scheme files as `FILE:LINE CODE message`."""
    with pytest.raises(CatalogueError) as caught:
        load_schemes(files)
    return [f"{each.file}:{each.line} {each.code} {each.message}" for each in caught.value.diagnostics]


def below(text: str, lower: str, upper: str) -> bool:
    """Say whether two levels of Canada are ordered by the text."""
    return load_schemes({"s": text}).below(Atom("CA", lower), Atom("CA", upper))


def test_chains_of_one_scheme_are_incomparable() -> None:
    """Levels of two chains are not ordered, though both lie above the level that they share."""
    assert below(TWO_CHAINS, "UNCLASSIFIED", "PROTECTED B")
    assert below(TWO_CHAINS, "UNCLASSIFIED", "SECRET")
    assert not below(TWO_CHAINS, "PROTECTED A", "SECRET")
    assert not below(TWO_CHAINS, "CONFIDENTIAL", "PROTECTED B")


def test_chains_that_meet_order_what_lies_beyond() -> None:
    """What is above a shared level is above all below it, in whatever chain it was written."""
    joined = TWO_CHAINS.replace(
        "CONFIDENTIAL, SECRET]", "CONFIDENTIAL, SECRET]\n  - [SECRET, TOP]\n  - [PROTECTED B, TOP]"
    )
    assert below(joined, "PROTECTED A", "TOP")
    assert below(joined, "CONFIDENTIAL", "TOP")
    assert not below(joined, "PROTECTED A", "SECRET")


def test_a_product_orders_by_every_axis() -> None:
    """A level of a product is below another if it is on each axis, and not by the worst of them."""
    scheme = SHIPPED.by_authority["FIPS199"]
    assert len(scheme.levels) == 27
    assert scheme.at_most("C-LOW/I-LOW/A-LOW", "C-LOW/I-HIGH/A-MODERATE")
    assert not scheme.at_most("C-MODERATE/I-LOW/A-LOW", "C-LOW/I-HIGH/A-HIGH")
    assert scheme.level("moderate") == "C-MODERATE/I-MODERATE/A-MODERATE"
    one = SMALL.replace("chains: [[LOW, HIGH]]", "product: [{axis: C, values: [LOW]}]")
    assert load_schemes({"s": one}).by_authority["XX"].levels == ("C-LOW",)


def test_schemes_report_what_is_wrong_with_them() -> None:
    """Form and dates of all scheme files are checked, and reported at once with their places."""
    assert problems(a=TWO_CHAINS + "valid: {from: 2020-02-30}\n", b="authority: X\n", c="title: X\n") == [
        "a:8 C102 `2020-02-30` is no day",
        "b:1 E021 key `source` is missing",
        "b:1 E021 key `title` is missing",
        "c:1 E028 scheme file has none of `authority`, `equivalences`",
    ]


def test_two_schemes_of_one_authority_follow_each_other() -> None:
    """Schemes may touch, on a day or in a range of days, and never be valid at one time."""
    old = SMALL + "valid: {until: 2018-10-01..2018-10-31}\n"
    new = SMALL + "valid: {from: 2018-10-01..2018-10-31}\n"
    held = load_schemes({"new": new, "old": old})
    assert held.by_authority["XX"].valid.end is None
    assert held.find(Atom("XX", "LOW"), datetime(2018, 10, 15, tzinfo=UTC)) is None
    assert problems(a=old, b=SMALL) == ["b:1 C202 `XX` has two schemes at one time: `Small`, `Small`"]
    assert problems(a=new, b=SMALL + "valid: {until: 2019-01-01}\n")
    assert problems(a=SMALL + "valid: {from: 2019-01-01, until: 2018-01-01}\n") == [
        "a:5 C105 `2018-01-01` is not after `from`"
    ]
    assert load_schemes({"a": SMALL + "valid: {until: 2017-01-01}\n", "b": new}).earlier


BROKEN: Final = [
    ("chains: [[LOW, HIGH], [HIGH, LOW]]", "s:3 C201 the level `LOW` lies below itself"),
    ("chains: [[LOW]]\nexcludes: [{mark: M, levels: [HIGH]}]\nmarks: [{mark: M, kind: handling}]", "s:4 C203 unknown level `HIGH`"),
    ("chains: [[LOW]]\nexcludes: [{mark: M, levels: [LOW]}]", "s:4 C206 unknown mark `M`"),
    ("chains: [[LOW]]\nconflicts: [[M, N]]\nmarks: [{mark: M, kind: handling}]", "s:4 C206 unknown mark `N`"),
    ("chains: [[LOW]]\nimplies: [{level: HIGH, marks: [M]}]\nmarks: [{mark: M, kind: handling}]", "s:4 C203 unknown level `HIGH`"),
    ("chains: [[LOW]]\naliases: {L: HIGH}", "s:4 C203 unknown level `HIGH`"),
    ("chains: [[LOW]]\naliases: {L: {level: LOW, marks: [M]}}", "s:4 C206 unknown mark `M`"),
    ("chains: [[LOW]]\nwritten: {HIGH: H}", "s:4 C203 unknown level `HIGH`"),
    ("chains: [[LOW]]\nabsent_audience: {HIGH: owner}", "s:4 C203 unknown level `HIGH`"),
    ("chains: [[LOW]]\nunlisted_audience: [HIGH]", "s:4 C203 unknown level `HIGH`"),
    ("chains: [[LOW]]\nopen_marks: [HIGH]", "s:4 C203 unknown level `HIGH`"),
    ("chains: [[LOW, Low]]", "s:1 C204 two levels differ in nothing but their capitals"),
    ("chains: [[LOW, HIGH]]\naliases: {low: HIGH}", "s:4 C204 `low` already stands for the level `LOW`"),
    ("chains: [[LOW]]\nmarks: [{mark: M, kind: audience}]", "s:4 C205 a mark of the kind `audience`, and no other, says who is meant: by `only` or by `lists: yes`"),
    ("chains: [[LOW]]\nmarks: [{mark: M, kind: handling, only: [GB]}]", "s:4 C205 a mark of the kind `audience`, and no other, says who is meant: by `only` or by `lists: yes`"),
    ("absent_audience: everyone", "s:1 C205 a scheme states its levels either as `chains` or as a `product` of axes"),
]  # fmt: skip  # a row is a text and what is wrong with it


@pytest.mark.parametrize(("text", "wanted"), BROKEN)
def test_a_scheme_that_contradicts_itself_is_refused(text: str, wanted: str) -> None:
    """Cycles, strange levels and marks, ambiguous words and marks that say nothing have a place and a code."""
    assert wanted in problems(s=SMALL.replace("chains: [[LOW, HIGH]]", text))


def test_equivalences_name_levels_and_sources_that_exist() -> None:
    """A row with an unknown level, source or day is refused; `AUTHORITY:LEVEL` is asked for."""
    table = (
        "equivalences:\n"
        '  - {marked: "XX:LOW", carried_as: "CA:SECRET", from: 2020-01-01, source: letter}\n'
        '  - {marked: "XX:LOWER", carried_as: "SECRET", source: letter}\n'
        '  - {marked: "XX:LOW", carried_as: "CA:SECRET", source: note}\n'
        "sources: {letter: {title: Letter, published: 2020-01-01, confidence: A}}\n"
    )
    assert problems(ca=TWO_CHAINS, rows=table, xx=SMALL) == [
        "rows:3 C203 unknown level `XX:LOWER`",
        "rows:3 C203 unknown level `SECRET`",
        "rows:4 C101 unknown source `note`",
    ]
    right = "".join(line for at, line in enumerate(table.splitlines(keepends=True)) if at not in {2, 3})
    (link,) = load_schemes({"ca": TWO_CHAINS, "rows": right, "xx": SMALL}).equivalences
    assert (link.name, link.source) == ("XX:LOW/CA:SECRET", "Letter, 2020-01-01")
    assert link.valid.start == Edge.at(datetime(2020, 1, 1, tzinfo=UTC))


def test_the_same_texts_are_the_same_schemes() -> None:
    """The digest stands for the texts."""
    assert load_schemes({"s": SMALL}).digest == load_schemes({"s": SMALL}).digest != load_schemes({"t": SMALL}).digest


# What is shipped ----------------------------------------------------------------------------------------------------


def every(schemes: Schemes) -> list[str]:
    """Return the names of all authorities."""
    return sorted(schemes.by_authority)


def test_every_scheme_has_a_source_that_was_read() -> None:
    """Each scheme names source, day and confidence; nothing rests on memory."""
    for authority in every(SHIPPED):
        for scheme in SHIPPED.of(authority):
            assert scheme.title, authority
            assert all((scheme.source.title, scheme.source.publisher, scheme.source.published)), authority
            assert scheme.source.confidence in {"S", "A", "B"}, authority
    assert all(each.source for each in SHIPPED.equivalences)


def test_the_united_kingdom_has_two_schemes_and_no_bridge() -> None:
    """The older words stay words of the older scheme, and nothing says what they are today."""
    old, new = datetime(2013, 1, 1, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC)
    assert [each.name for each in SHIPPED.of("GB")] == ["gsc", "gpms"]
    for moment, name in ((old, "gpms"), (new, "gsc")):
        place = SHIPPED.find(Atom("GB", "SECRET"), moment)
        assert place is not None
        assert place[0].name == name
    assert not [each for each in SHIPPED.equivalences if each.marked.authority == "GB"]
    assert ("SECRET", "SENSITIVE") in SHIPPED.by_authority["GB"].excludes
    assert SHIPPED.by_authority["GB"].marks_of("OFFICIAL-SENSITIVE") == {"SENSITIVE"}


def test_canada_has_two_chains_above_one_floor() -> None:
    """PROTECTED and CONFIDENTIAL are never compared; what is unclassified lies below both."""
    canada = SHIPPED.by_authority["CA"]
    assert not canada.at_most("PROTECTED A", "TOP SECRET")
    assert not canada.at_most("CONFIDENTIAL", "PROTECTED C")
    assert canada.at_most("UNCLASSIFIED", "PROTECTED A")
    assert canada.at_most("UNCLASSIFIED", "CONFIDENTIAL")


def test_marks_do_what_their_authority_says() -> None:
    """CUI restricts, NOFORN leaves Americans, SENSITIVE tells how to handle, ATOMAL has no place at RESTRICTED."""
    america = SHIPPED.by_authority["US"].marks
    assert (america["CUI"].kind, america["NOFORN"].audience) == (MarkKind.CATEGORY, Audience.only("US"))
    assert SHIPPED.by_authority["GB"].marks["SENSITIVE"].kind is MarkKind.HANDLING
    assert {("UNCLASSIFIED", "ATOMAL"), ("RESTRICTED", "ATOMAL")} == SHIPPED.by_authority["NATO"].excludes
    assert SHIPPED.by_authority["NATO"].open_marks == {*SHIPPED.by_authority["NATO"].levels}


def test_a_dutch_level_brings_its_interest_and_not_the_reverse() -> None:
    """What is Stg. GEHEIM or above needs TBB 2; TBB 2 is no level."""
    dutch = SHIPPED.by_authority["NL"]
    assert {*dutch.implied} == {"Stg. GEHEIM", "Stg. ZEER GEHEIM"}
    assert dutch.level("TBB 2") is None


def test_one_word_is_four_levels_in_four_states() -> None:
    """A bare word has no meaning, since its neighbours' meanings differ."""
    carried = {each.marked: each.carried_as.level for each in SHIPPED.equivalences}
    assert carried[Atom("ES", "RESERVADO")] == "SECRET"
    assert carried[Atom("PT", "RESERVADO")] == "RESTRICTED"
    assert carried[Atom("RO", "SECRET")] == "CONFIDENTIAL"
    assert carried[Atom("IE", "Secret")] == "SECRET"


def test_french_marks_keep_their_equivalence() -> None:
    """A mark that France gave up in 2021 is carried as before; the new marks since then."""
    rows = {each.marked.level: each for each in SHIPPED.equivalences if each.marked.authority == "FR"}
    later, earlier = datetime(2022, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    assert rows["CONFIDENTIEL DÉFENSE"].valid.covers(later) is Truth.TRUE
    assert rows["SECRET"].valid.covers(earlier) is Truth.FALSE


def test_a_page_shows_what_a_scheme_says() -> None:
    """The reference page lists levels, marks, groups, invalid combinations, equivalences and the source."""
    america, dutch, french = (scheme_page(SHIPPED, each) for each in ("US", "NL", "FR"))
    assert "| `SECRET` | `CONFIDENTIAL` | `S` | the owner alone |" in america
    assert "- mark `FOUO`: restricts to whoever holds the category; makes a label of" in america
    assert "- `NOFORN` and `REL TO` together make a label invalid" in america
    assert "- group `FVEY`, without dates: AU, CA, GB, NZ, US" in america
    assert "- `Stg. GEHEIM` brings with it `TBB 2`; never the reverse" in dutch
    assert "Valid until 2021-07-01T00:00:00Z." in french
    assert "| `FR:SECRET` | `EU:SECRET` | from 2021-07-01T00:00:00Z |" in french


def test_the_form_of_a_scheme_file_has_a_schema() -> None:
    """A JSON Schema is drawn from the shape that checks."""
    assert scheme_json_schema()["$schema"].endswith("2020-12/schema")
