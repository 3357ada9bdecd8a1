"""Draw platforms with their facts and findings."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from tests.laws.draws.basics import edges, mostly, spans, subsets
from tests.laws.vocabulary import MOMENTS, PLATFORMS, STATES

from meetgate.model import (
    Catalogue,
    Finding,
    FindingsComplete,
    Platform,
    PlatformFact,
)


@cache
@st.composite
def platform_facts(draw: st.DrawFn) -> PlatformFact:
    """Draw a fact: a feature, a selectable tier, an accreditation, seldom a capacity."""
    name, values = draw(
        st.sampled_from(
            (
                *[("e2ee", frozenset({each})) for each in ("yes", "yes", "no", "configurable", "paid-only", "partial")],
                ("e2ee", frozenset({"yes", "no"})),
                ("tier", frozenset({"gold"})),
                ("tier", frozenset({"silver"})),
                ("accredited_for", frozenset({"GB:OFFICIAL"})),
                ("accredited_for", frozenset[str]()),
                ("capacity", frozenset({"2"})),
                ("e2ee.disables", frozenset({"cloud"})),
                ("e2ee.disables", frozenset({"recording", "none"})),
            )
        )
    )
    return PlatformFact(
        name=name,
        values=values,
        asserted_by=draw(st.sampled_from(("vendor", "lab"))),
        source="s",
        valid=draw(spans()),
        known_from=draw(st.none() | st.sampled_from(MOMENTS)),
        review_by=draw(mostly(st.none(), st.sampled_from(MOMENTS))),
    )


@cache
def findings() -> st.SearchStrategy[Finding]:
    """Draw a finding of exposure."""
    return st.builds(
        Finding,
        authority=st.sampled_from(("lab", "agency")),
        state=st.sampled_from(STATES),
        kinds=subsets(("storage", "key-custody"), least=1),
        source=st.just("s"),
        valid=spans(),
        known_from=st.none() | st.sampled_from(MOMENTS),
        review_by=mostly(st.none(), st.sampled_from(MOMENTS)),
    )


@cache
@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Draw the catalogue of three platforms, one an edition of another."""
    platforms = {
        name: Platform(
            id=name,
            name=name,
            vendor=draw(mostly(st.just("acme"), st.none())),
            vendor_state=draw(st.sampled_from(("US", "CN", None))),
            facts=tuple(draw(st.lists(platform_facts(), max_size=3))),
            findings=tuple(draw(mostly(st.just([]), st.lists(findings(), max_size=2), times=2))),
            retired=draw(mostly(st.none(), edges(), times=9)),
        )
        for name in PLATFORMS
    }
    windows = st.builds(
        FindingsComplete, authority=st.sampled_from(("lab", "agency")), through=st.sampled_from(MOMENTS[2:])
    )
    both = tuple(FindingsComplete(authority=each, through=MOMENTS[4]) for each in ("lab", "agency"))
    complete = draw(mostly(st.just(both), st.lists(windows, max_size=2).map(tuple), times=2))
    return Catalogue(platforms=platforms, findings_complete=complete)
