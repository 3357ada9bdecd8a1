"""Test the strict YAML reader."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from meetgate.documents import Parsed, Path, decode, parse
from meetgate.errors import Diagnostic

LOADERS = [yaml.BaseLoader, yaml.CBaseLoader]


@pytest.fixture(params=LOADERS, ids=["python", "libyaml"], name="loader")
def _loader(request: pytest.FixtureRequest) -> Any:
    return request.param


def seen(parsed: Parsed) -> list[tuple[str, int, int]]:
    """Return code, line and column of each diagnostic."""
    return [(each.code, each.line, each.column) for each in parsed.diagnostics]


def test_plain_scalars_stay_text(loader: Any) -> None:
    """Norway, a time of day and a number are text until a schema says otherwise."""
    parsed = parse("states: [CN, NO]\nat: 12:30\ncount: 3\nflag: yes\n", file="x", loader=loader)
    assert parsed.value == {"states": ["CN", "NO"], "at": "12:30", "count": "3", "flag": "yes"}
    assert parsed.diagnostics == ()


def test_places_are_those_of_an_editor(loader: Any) -> None:
    """Lines and columns count from 1, for values and for keys."""
    parsed = parse("a:\n  - x\n  - {b: y}\n", file="x", loader=loader)
    assert parsed.places[("a", 0)] == (2, 5)
    assert parsed.places[("a", 1, "b")] == (3, 9)
    assert parsed.keys[("a", 1, "b")] == (3, 6)
    assert parsed.places[()] == (1, 1)


REFUSED: list[tuple[str, list[tuple[str, int, int]]]] = [
    ("a: [b\n", [("E001", 2, 1)]),
    ("a: 1\nb: 2\na: 3\n", [("E002", 3, 1)]),
    ("a: 1\na: {b: 1}\na: {b: 2, b: 3}\n", [("E002", 2, 1), ("E002", 3, 1), ("E002", 3, 11)]),
    ("a: &x 1\nb: *x\n", [("E003", 1, 4), ("E003", 2, 4)]),
    ("&x a: 1\n", [("E003", 1, 1)]),
    ("a: !!int 1\nb: ! c\n", [("E004", 1, 4), ("E004", 2, 4)]),
    ("a: !t {b: 1}\nb: &y [c]\n", [("E004", 1, 4), ("E003", 2, 4)]),
    ("a: 1\n---\nb: 2\n", [("E005", 2, 1)]),
    ("? [a, b]\n: c\n", [("E006", 1, 3)]),
    ("{a: 1}: c\n", [("E006", 1, 1)]),
    ("a:\nb: null\nc: ~\n", [("E007", 1, 3), ("E007", 2, 4), ("E007", 3, 4)]),
    ("- \n- x\n", [("E007", 1, 2)]),
    ("a: " + "[" * 33 + "]" * 33 + "\n", [("E008", 1, 35)]),
    ("", [("E010", 1, 1)]),
    ("# only a comment\n", [("E010", 1, 1)]),
    ("~\n", [("E010", 1, 1)]),
    ("a: b\x07\n", [("E011", 1, 5)]),
    ("a: b\r\nc: d\rd: \u2028\n", [("E011", 3, 4)]),
    ("a: \ud800\n", [("E011", 1, 4)]),
    ('a: "x\\a"\n', [("E011", 1, 4)]),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_what_is_refused_and_where(text: str, expected: list[tuple[str, int, int]], loader: Any) -> None:
    """Each trap has its own code, at the place where the author finds it."""
    found = seen(parse(text, file="x", loader=loader))
    assert sorted(found) == sorted(expected)


def test_the_first_of_two_equal_keys_is_named() -> None:
    """The message on a duplicate names the place of the first one, which is kept."""
    parsed = parse("a: 1\na: 2\n", file="x")
    assert parsed.value == {"a": "1"}
    assert "first at line 1, column 1" in parsed.diagnostics[0].message


def test_an_explicit_empty_text_is_text() -> None:
    """Quotes around nothing are a statement."""
    assert parse("a: ''\n", file="x").diagnostics == ()


@pytest.mark.parametrize("unit", ["[", "{a: ", "- ", "? ", "[[{a: "])
def test_ten_megabytes_of_nesting_give_one_clear_answer(unit: str, loader: Any) -> None:
    """Nesting never exhausts the interpreter: one diagnostic says what is wrong."""
    parsed = parse(unit * (10_000_000 // len(unit)), file="x", loader=loader)
    assert parsed.value is None
    assert [each.code for each in parsed.diagnostics][-1] in {"E001", "E006", "E008"}


def test_reading_stops_after_a_thousand_mistakes() -> None:
    """A text that is wrong from end to end gives an answer of a size that people can use."""
    parsed = parse("- - a:\n" * 1_400_000, file="x")
    assert parsed.value is None
    assert len(parsed.diagnostics) == 1000


def test_a_syntax_error_may_be_the_thousandth_mistake(loader: Any) -> None:
    """The mistake that fills the measure is reported like every other."""
    parsed = parse("- a:\n" * 999 + "- [\n", file="x", loader=loader)
    assert parsed.value is None
    assert (len(parsed.diagnostics), parsed.diagnostics[-1].code) == (1000, "E001")


def test_a_text_over_the_limit_is_not_read() -> None:
    """More than 16 MiB are refused before parsing."""
    assert seen(parse("a" * (16 * 1024 * 1024 + 1), file="x")) == [("E009", 1, 1)]


@pytest.mark.parametrize(
    "text", ['"\\U99999999"', '"\\ud800"', "%YAML 9.9\n--- a", "%YAML " + "9" * 5000 + ".1\n--- a"]
)
def test_bad_escapes_and_directives_are_diagnosed(text: str, loader: Any) -> None:
    """Escapes that name no character never escape as an exception."""
    assert next(each.code for each in parse(text, file="x", loader=loader).diagnostics) in {"E001", "E011"}


def test_a_byte_order_mark_is_accepted() -> None:
    """A file saved with a byte order mark reads like one without."""
    assert decode(b"\xef\xbb\xbfa: b\n", file="x") == "a: b\n"
    assert parse("\ufeffa: b\n", file="x").places[("a",)] == (1, 4)


def test_bytes_that_are_not_utf8_are_placed() -> None:
    """The line and column of the first bad byte are given, behind a byte order mark too."""
    found = decode(b"\xef\xbb\xbfa: b\nc: d\xe9\n", file="x")
    assert isinstance(found, Diagnostic)
    assert (found.code, found.line, found.column) == ("E012", 2, 5)


def test_a_syntax_error_without_a_place_is_reported() -> None:
    """A parser error that carries no mark is reported at the start of the document."""

    class Loader(yaml.BaseLoader):
        """Fail as a reader does that cannot say where."""

        def check_event(self, *_: Any) -> bool:
            """Fail."""
            raise yaml.YAMLError

    assert seen(parse("a: b", file="x", loader=Loader)) == [("E001", 1, 1)]


def _inside(text: str, diagnostic: Diagnostic) -> bool:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return diagnostic.line <= len(lines) and 1 <= diagnostic.column <= len(lines[diagnostic.line - 1]) + 1


ALPHABET = st.sampled_from([*"abc:-?[]{},&*!|>'\"%@`#~ \t\n", "\r", "\r\n", "é", "😀", "\x07", "\ud800", "\ufeff"])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(ALPHABET, max_size=40).map("".join)), st.sampled_from(LOADERS))
def test_parse_never_raises_and_places_lie_inside_the_text(text: str, loader: Any) -> None:
    """Whatever the text, the answer is a value or diagnostics, and each points into the text."""
    parsed = parse(text, file="x", loader=loader)
    assert parsed.value is not None or parsed.diagnostics
    assert all(_inside(text, each) for each in parsed.diagnostics)


PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.text("abcxyz\n:#", min_size=1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(PLAIN)
def test_what_is_written_is_read(value: Any) -> None:
    """Dumped text, lists and mappings come back as they were, every value with a place."""
    text = yaml.safe_dump(value, allow_unicode=True, default_style='"')
    parsed = parse(text.replace("!!map ", "").replace("!!seq ", ""), file="x")
    assert parsed.diagnostics == ()
    assert parsed.value == value
    assert set(_paths((), value)) == set(parsed.places)


def _paths(path: Path, value: Any) -> list[Path]:
    inner = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    return [path, *(each for key, child in inner for each in _paths((*path, key), child))]
