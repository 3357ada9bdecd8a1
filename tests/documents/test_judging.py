"""Judging a text at a glance: what is passed without asking Cerberus is what Cerberus passes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetgate.documents import Text, text
from meetgate.documents import _schema as module

_SHAPES = (
    text("anything"),
    text("a name", pattern="[a-z0-9][a-z0-9.-]*", written="lower case"),
    text("a choice", pattern="a|b", written="a or b"),
    text("a state", pattern="[A-Z]{2}", written="a state"),
)


@pytest.mark.parametrize("shape", _SHAPES)
@given(raw=st.text(st.sampled_from("ab.A \n\t0é"), max_size=4))
@example(raw="a\n")
@example(raw="GB\n")
def test_a_glance_says_what_cerberus_says(shape: Text, raw: str) -> None:
    """Whatever its text, a scalar is judged as the validator alone would judge it."""
    assert module.judge_scalar(shape, raw) == module._judge_text(shape, raw)
