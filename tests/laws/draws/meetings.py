"""Draw meetings and whoever is in them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st
from tests.laws.draws.basics import mostly, spans, states_of, subsets
from tests.laws.draws.labels import labels
from tests.laws.vocabulary import GUEST, HOME, MOMENTS, ORGANISATIONS, PLATFORMS, STATES, THIRD, TOPICS

from meetgate.model import (
    Account,
    Attendance,
    Attestation,
    Kind,
    Meeting,
    Organisation,
    Participant,
    State,
)


@cache
def organisations(name: str) -> st.SearchStrategy[Organisation]:
    """Draw what is known of one organisation: mostly all of it."""
    kind = {HOME: "parliament", GUEST: "company", THIRD: "ngo"}[name]
    whole = st.just(
        Organisation(
            id=name,
            kinds=frozenset({Kind(kind)}),
            kinds_complete=True,
            state="GB" if name == HOME else "US",
            part_of="crown" if name == HOME else "nobody",
        )
    )
    some = st.builds(
        Organisation,
        id=mostly(st.just(name), st.none()),
        kinds=st.frozensets(st.builds(Kind, st.sampled_from(("parliament", "company", "sect")), spans()), max_size=2),
        kinds_complete=st.booleans(),
        state=st.sampled_from(("GB", "US", None)),
        part_of=st.sampled_from(("crown", "nobody", None)),
    )
    return mostly(whole, some, times=3)


@cache
@st.composite
def participants(draw: st.DrawFn) -> Participant:
    """Draw a participant; two may have the same address."""
    name = draw(st.sampled_from(ORGANISATIONS))
    return Participant(
        address=draw(st.sampled_from(("a@x.example", "b@x.example", "c@x.example", None))),
        state=draw(mostly(st.just("GB"), st.sampled_from(("US", None)), times=3)),
        organisation=draw(mostly(organisations(name), st.none(), times=6)),
        device=draw(st.sampled_from(("managed", "managed", "private", State.NONE, State.DEFERRED, None))),
    )


@cache
def attestations() -> st.SearchStrategy[Attestation]:
    """Draw an attestation, dated or not, for one platform or for all."""
    days = st.sampled_from((date(2020, 1, 1), date(2020, 2, 1), date(2020, 4, 1)))
    return st.builds(
        Attestation,
        kind=st.sampled_from(("evaluation", "approval")),
        platform=mostly(st.none(), st.sampled_from(PLATFORMS), times=2),
        role=st.sampled_from(("officer", "minister", None)),
        on=st.none() | days,
        expires=st.none() | days,
    )


@cache
def _deferrable(values: tuple[str, ...]) -> st.SearchStrategy[str | State | None]:
    return mostly(st.sampled_from(values), st.sampled_from((State.DEFERRED, State.NONE, None)), times=3)


@cache
def _accounts() -> st.SearchStrategy[Account]:
    """Draw the account that hosts."""
    return st.builds(
        Account,
        plan=st.sampled_from(("free", "enterprise", "enterprise", None)),
        opted_out_regions=st.none() | subsets(("CN", "US")),
    )


def _who(draw: st.DrawFn, rarely: int) -> dict[str, Any]:
    """Draw when the meeting is, in which circumstances, and who is there."""
    begins = draw(st.integers(0, len(MOMENTS) - 2))
    ends = draw(st.integers(begins + 1, len(MOMENTS) - 1))
    people = draw(st.lists(participants(), max_size=3).map(tuple))
    known_people = draw(mostly(st.just(people), st.none(), times=rarely))
    somebody = st.sampled_from(ORGANISATIONS).flatmap(organisations)
    return {
        "starts": draw(mostly(st.just(MOMENTS[begins]), st.none(), times=rarely)),
        "circumstances": draw(st.fixed_dictionaries({}, optional={"crisis": states_of(st.booleans())})),
        "ends": draw(mostly(st.just(MOMENTS[ends]), st.none(), times=rarely)),
        "convener": draw(mostly(somebody, st.none(), times=rarely)),
        "organisations": draw(mostly(st.lists(somebody, max_size=1).map(tuple), st.none(), times=rarely)),
        "participants": known_people,
        "participants_complete": known_people is not None and draw(mostly(st.just(True), st.just(False), times=rarely)),  # noqa: FBT003  # the value drawn
        "attendance": draw(mostly(st.none(), st.builds(Attendance, at_least=st.integers(0, 3)), times=6)),
    }


def _talk(draw: st.DrawFn, rarely: int) -> dict[str, Any]:
    """Draw what the meeting is about."""
    flags = st.sampled_from((True, True, False))
    return {
        "classification": draw(mostly(st.lists(labels(), max_size=2).map(tuple), st.none(), times=rarely)),
        "information": draw(mostly(subsets(("patient-data",)), st.none(), times=rarely)),
        "topics": draw(mostly(subsets(TOPICS), st.none(), times=rarely)),
        "detrimental_to": draw(mostly(subsets(STATES), st.none(), times=rarely)),
        "public": draw(states_of(flags, stated=rarely)),
        "confidential": draw(states_of(flags, stated=rarely)),
        "purpose": draw(states_of(st.sampled_from(("briefing", "negotiation")), stated=rarely)),
    }


def _means(draw: st.DrawFn, rarely: int) -> dict[str, Any]:
    """Draw how people take part, what is on file, and what the meeting wants of a platform."""
    claims = st.sampled_from([{each: {"e2ee": frozenset({"yes"})}} for each in PLATFORMS])
    return {
        "device": draw(_deferrable(("managed", "private"))),
        "access": draw(_deferrable(("browser", "desktop-app"))),
        "modality": draw(states_of(st.sampled_from(("audio", "video")), stated=rarely)),
        "attestations": draw(mostly(st.lists(attestations(), max_size=3).map(tuple), st.none(), times=rarely)),
        "attestations_complete": draw(st.booleans()),
        "available": draw(mostly(st.none(), subsets(PLATFORMS), times=9)),
        "requires": draw(mostly(st.sampled_from((frozenset[str](), frozenset({"e2ee"}))), st.none(), times=rarely)),
        "needs": draw(mostly(st.none(), subsets(("cloud", "recording"), least=1), times=3)),
        "host_account": draw(mostly(_accounts(), st.none(), times=rarely)),
        "platforms": draw(mostly(st.just({}), claims, times=6)),
    }


def _promises(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what is fulfilled and guaranteed, and the fact that the house declares."""
    guaranteed = frozenset({"waiting-room", "recording", "no-recording", "encrypt", "max-participants"})
    return {
        "fulfils": draw(subsets(("evaluation", "delete", "device:managed", "waiting-room"))),
        "enforces": draw(mostly(st.just(guaranteed), st.just(frozenset[str]()), times=1)),
        "facts": draw(st.fixed_dictionaries({}, optional={"home-rules/floor": states_of(st.just("third"))})),
    }


@cache
@st.composite
def meetings(draw: st.DrawFn, *, known: bool) -> Meeting:
    """Draw a meeting; where `known`, hardly anything is missing."""
    rarely = 12 if known else 2
    return Meeting(**_who(draw, rarely), **_talk(draw, rarely), **_means(draw, rarely), **_promises(draw))
