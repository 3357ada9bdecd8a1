"""Draw labels, what a rule compares them with, and the schemes that order them."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from tests.laws.draws.basics import mostly, spans, subsets
from tests.laws.vocabulary import CA, GB, LEVELS

from meetgate.model import (
    EVERYONE,
    Atom,
    Audience,
    Equivalence,
    Label,
    Schemes,
)


@cache
def labels() -> st.SearchStrategy[Label]:
    """Draw a label of a meeting: a string, or an object with absent or stated categories, marks and audience."""
    text = st.sampled_from(LEVELS).map(Label.of)
    return mostly(text, _label_objects(), times=2)


@cache
@st.composite
def _label_objects(draw: st.DrawFn) -> Label:
    (atom,) = Label.of(draw(st.sampled_from(LEVELS))).atoms
    audience = draw(mostly(st.just(EVERYONE), audiences(), times=2))
    known = draw(st.booleans())
    return Label(
        atoms=frozenset({atom}),
        categories=draw(mostly(st.just(frozenset[str]()), st.just(frozenset({"ATOMAL"})))),
        categories_complete=draw(mostly(st.just(True), st.just(False))),  # noqa: FBT003  # the value drawn
        marks=draw(mostly(st.just(frozenset[str]()), st.just(frozenset({"SENSITIVE"})))),
        marks_complete=draw(mostly(st.just(True), st.just(False))),  # noqa: FBT003  # the value drawn
        audience=audience if known else EVERYONE,
        audience_complete=known,
    )


@cache
def audiences() -> st.SearchStrategy[Audience]:
    """Draw a finite or co-finite audience."""
    return st.builds(Audience, subsets(("GB", "US", "CN")), cofinite=st.booleans())


@cache
def bounds() -> st.SearchStrategy[Label]:
    """Draw the label that a rule names: one level, or one of each authority."""
    one = st.sampled_from(LEVELS).map(Label.of)
    both = st.builds(
        lambda gb, ca: Label(atoms=frozenset({Atom("GB", gb), Atom("CA", ca)})),
        st.sampled_from(GB.levels),
        st.sampled_from(CA.levels),
    )
    return mostly(one, both, times=3)


@cache
@st.composite
def schemes(draw: st.DrawFn) -> Schemes:
    """Draw the two schemes, with no, one or two equivalences between them."""
    link = st.builds(
        Equivalence,
        marked=st.sampled_from([Atom("GB", each) for each in GB.levels]),
        carried_as=st.sampled_from([Atom("CA", each) for each in CA.levels]),
        valid=spans(),
    )
    links = draw(st.lists(link, max_size=2))
    return Schemes(by_authority={"GB": GB, "CA": CA}, equivalences=tuple({each.name: each for each in links}.values()))
