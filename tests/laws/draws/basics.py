"""Draw usual and rare values, sets, spans of time, and facts in one of their states."""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from hypothesis import strategies as st
from tests.laws.vocabulary import MOMENTS

from meetgate.model import (
    ALWAYS,
    Edge,
    Span,
    State,
)

T = TypeVar("T")


@cache
def mostly(usual: st.SearchStrategy[T], rare: st.SearchStrategy[T], *, times: int = 4) -> st.SearchStrategy[T]:
    """Draw the usual, and once in a while the rare."""
    return st.integers(0, times).flatmap(lambda number: rare if number == times else usual)


@cache
def subsets(members: tuple[str, ...], *, least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    """Draw a set of these members."""
    return st.frozensets(st.sampled_from(members), min_size=least)


@cache
@st.composite
def edges(draw: st.DrawFn) -> Edge:
    """Draw a moment that is certain, or a range."""
    first = draw(st.integers(0, len(MOMENTS) - 1))
    last = draw(mostly(st.just(first), st.integers(first, len(MOMENTS) - 1), times=3))
    return Edge(MOMENTS[first], MOMENTS[last])


@cache
def spans() -> st.SearchStrategy[Span]:
    """Draw a span: mostly always, else with certain or uncertain edges."""
    dated = st.builds(Span, start=st.none() | edges(), end=st.none() | edges())
    return mostly(st.just(ALWAYS), dated, times=3)


@cache
def states_of(value: st.SearchStrategy[T], *, stated: int = 4) -> st.SearchStrategy[T | State | None]:
    """Draw a fact in one of its states: mostly a value, else stated none or unknown."""
    usual: st.SearchStrategy[T | State | None] = value
    rare: st.SearchStrategy[T | State | None] = st.sampled_from((State.NONE, None))
    return mostly(usual, rare, times=stated)
