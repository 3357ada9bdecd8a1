"""Judging at a glance: what is passed without asking Cerberus is what Cerberus passes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetgate.documents import Text, listing, record, text
from meetgate.documents import _schema as module

_SHAPES = (
    text("anything"),
    text("a name", pattern="[a-z0-9][a-z0-9.-]*", written="lower case"),
    text("a choice", pattern="a|b", written="a or b"),
    text("a state", pattern="[A-Z]{2}", written="a state"),
)
_KEYS = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.just("value"))


@pytest.mark.parametrize("shape", _SHAPES)
@given(raw=st.text(st.sampled_from("ab.A \n\t0é"), max_size=4))
@example(raw="a\n")
@example(raw="GB\n")
def test_a_text_is_judged_as_cerberus_judges_it(shape: Text, raw: str) -> None:
    """Whatever it holds, line breaks at its end included."""
    assert module.judge_scalar(shape, raw) == module._judge_text(shape, raw)


@given(keys=_KEYS, required=st.sets(st.sampled_from(["a", "b"])).map(tuple))
def test_keys_are_judged_as_cerberus_judges_them(keys: dict[str, str], required: tuple[str, ...]) -> None:
    """Missing ones and unknown ones, in any combination."""
    shape = record("a record", {name: text(name) for name in "abc"}, required=required)
    assert module.judge_keys(shape, keys) == module._judge_keys(tuple(shape.fields), shape.required, tuple(keys))


@given(size=st.integers(0, 6), least=st.integers(0, 4), most=st.integers(0, 4))
def test_sizes_are_judged_as_cerberus_judges_them(size: int, least: int, most: int) -> None:
    """Too few entries, too many, or both where nothing will do."""
    shape = listing("a list", text("a text"), least=least, most=most)
    assert module.judge_form(shape, ["a"] * size) == module._judge_size("a list", size, (least, most))
