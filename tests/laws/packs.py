"""Draw meetings that the shipped rule sets can say something about, out of the words that they use themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

import attrs
from hypothesis import strategies as st
from tests.laws.draws.basics import mostly, subsets
from tests.laws.worlds import World

from meetgate.gatekeeper.policy import pack_names, read_policy
from meetgate.model import (
    Account,
    Atom,
    Attestation,
    Attested,
    Criterion,
    Kind,
    Label,
    Meeting,
    Organisation,
    Participant,
    Some,
)

POLICY: Final = read_policy(rules=pack_names())
#: The block that grants what the others then restrict: without it few worlds would have anything to lose.
GRANTS_ALL: Final = "generic-anything-goes"
HOME: Final = "home.example"
_YEAR: Final = timedelta(days=365)


def conditions(value: object) -> Iterator[Any]:
    """Yield every node below a value of the model."""
    if isinstance(value, list | tuple | frozenset):
        for each in value:
            yield from conditions(each)
    elif attrs.has(type(value)):
        yield value
        for field in getattr(type(value), "__attrs_attrs__", ()):
            yield from conditions(getattr(value, field.name))


def _words() -> Mapping[str, tuple[str | bool, ...]]:
    """Return, for each fact of a meeting, the values that some shipped rule asks for."""
    found: dict[str, set[str | bool]] = defaultdict(set)
    rules = [each.when for rule_set in POLICY.rule_sets for each in rule_set.rules]
    nodes = list(conditions(rules))
    inner = {id(node) for each in nodes if isinstance(each, Some) for node in conditions(each)}
    for node in nodes:
        if id(node) not in inner and hasattr(node, "fact") and hasattr(node, "values"):
            found[node.fact] |= set(node.values)
    return {fact: tuple(sorted(values, key=str)) for fact, values in found.items()}


WORDS: Final = _words()
_ATTESTED: Final = tuple(
    sorted(
        {
            (each.kind, each.roles)
            for rule_set in POLICY.rule_sets
            for each in conditions([rule.when for rule in rule_set.rules])
            if isinstance(each, Attested)
        }
    )
)
_BOUND: Final = tuple(
    sorted({each for rule_set in POLICY.rule_sets for each in rule_set.binds.any}, key=repr) or [Criterion(kind="ngo")]
)
_STATES: Final = ("CN", "GB", "RU", "TW", "US")
LEVELS: Final = tuple(
    Atom(scheme.authority, level) for scheme in POLICY.schemes.by_authority.values() for level in scheme.levels
)
#: Days on which something begins or ends, and the days around them.
_DAYS: Final = tuple(
    sorted(
        {
            edge.earliest + timedelta(days=shift, hours=12)
            for rule_set in POLICY.rule_sets
            for edge in (rule_set.in_force.start, rule_set.in_force.end)
            if edge is not None
            for shift in (-2, 1, 30)
        }
    )
)
KNOWN_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
_NAMED: Final = tuple(
    sorted(
        {
            each.value
            for rule_set in POLICY.rule_sets
            for rule in rule_set.rules
            for each in rule.platforms
            if each.value in POLICY.catalogue.platforms
        }
    )
)


def _said(fact: str) -> tuple[str, ...]:
    return tuple(str(each) for each in WORDS.get(fact, ())) or ("other",)


@cache
@st.composite
def organisations(draw: st.DrawFn, *, name: str) -> Organisation:
    """Draw an organisation that some shipped rule set is likely to bind."""
    meant = draw(st.sampled_from(_BOUND))
    return Organisation(
        id=meant.organisation or name,
        kinds=frozenset({Kind(meant.kind)} if meant.kind else ()),
        kinds_complete=draw(mostly(st.just(True), st.just(False))),  # noqa: FBT003  # the value drawn
        state=meant.state or draw(st.sampled_from(_STATES)),
        part_of=meant.part_of,
    )


@cache
@st.composite
def participants(draw: st.DrawFn) -> Participant:
    """Draw somebody who takes part."""
    return Participant(
        state=draw(st.sampled_from((*_STATES, None))),
        organisation=draw(mostly(organisations(name="guest.example"), st.none())),
        device=draw(st.sampled_from(("managed", "private", None))),
        access=draw(st.sampled_from(("browser", "desktop-app", None))),
    )


@cache
@st.composite
def attestations(draw: st.DrawFn, platforms: tuple[str, ...], on: datetime) -> tuple[Attestation, ...]:
    """Draw what is on file: kinds that shipped rules ask for, each by the offices that they name."""
    asked = draw(st.lists(st.sampled_from(_ATTESTED or (("evaluation", ()),)), max_size=3))
    return tuple(
        Attestation(
            kind=kind,
            platform=draw(st.sampled_from(platforms)),
            role=role,
            on=(on - _YEAR / 12).date(),
            expires=(on + _YEAR).date(),
        )
        for kind, roles in asked
        for role in roles or (None,)
    )


def _told(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> Any:
    return draw(mostly(values, st.none(), times=6))


def _flags(draw: st.DrawFn, head: str) -> dict[str, bool]:
    names = [fact.removeprefix(head) for fact in WORDS if fact.startswith(head)]
    return {name: draw(st.booleans()) for name in names if draw(mostly(st.just(True), st.just(False)))}  # noqa: FBT003  # drawn


def _facts(draw: st.DrawFn) -> dict[str, Any]:
    own = {fact.removeprefix("facts."): values for fact, values in WORDS.items() if fact.startswith("facts.")}
    return {name: draw(st.sampled_from((*values, "other"))) for name, values in own.items() if draw(st.booleans())}


def _account(draw: st.DrawFn) -> Account | None:
    names = ("plan", "edition", "licence", "home_region", "owner")
    held = {name: _told(draw, st.sampled_from(_said(f"host_account.{name}"))) for name in names}
    account: Account | None = draw(mostly(st.just(Account(**held)), st.none(), times=6))
    return account


@cache
@st.composite
def meetings(draw: st.DrawFn, platforms: tuple[str, ...]) -> Meeting:
    """Draw a meeting most of whose facts are stated, in the words of the shipped rule sets."""
    starts = draw(st.sampled_from(_DAYS))
    return Meeting(
        starts=starts,
        ends=starts + timedelta(hours=1),
        role=_told(draw, st.sampled_from(("host", "join"))),
        convener=draw(organisations(name=HOME)),
        organisations=tuple(draw(st.lists(organisations(name="guest.example"), max_size=1))),
        participants=_told(draw, st.lists(participants(), max_size=2).map(tuple)),
        participants_complete=draw(mostly(st.just(True), st.just(False))),  # noqa: FBT003  # the value drawn
        classification=_told(draw, st.lists(labels(), max_size=1).map(tuple)),
        information=_told(draw, subsets(_said("information"))),
        topics=_told(draw, subsets(_said("topics"))),
        detrimental_to=_told(draw, subsets(("CN", "RU"))),
        public=_told(draw, st.booleans()),
        confidential=_told(draw, st.booleans()),
        highly_targeted=_told(draw, st.booleans()),
        circumstances=_flags(draw, "circumstances."),
        purpose=_told(draw, st.sampled_from(_said("purpose"))),
        device=_told(draw, st.sampled_from(("managed", "private"))),
        access=_told(draw, st.sampled_from(("browser", "desktop-app", "phone"))),
        modality=_told(draw, st.sampled_from(("video", "audio", "messaging"))),
        requires=_told(draw, subsets(("e2ee.video",))),
        host_account=_account(draw),
        attestations=draw(attestations(platforms, starts)),
        attestations_complete=draw(mostly(st.just(True), st.just(False))),  # noqa: FBT003  # the value drawn
        facts=_facts(draw),
    )


@cache
@st.composite
def labels(draw: st.DrawFn) -> Label:
    """Draw a level of some shipped scheme, sometimes marked."""
    marks = draw(mostly(st.just(frozenset[str]()), st.just(frozenset({"SENSITIVE"}))))
    return Label(atoms=frozenset({draw(st.sampled_from(LEVELS))}), marks=marks)


@attrs.frozen(kw_only=True)
class Question:
    """Be one meeting before some shipped rule sets, by name: what a failing example shows."""

    rule_sets: frozenset[str]
    platforms: tuple[str, ...]
    meeting: Meeting

    def world(self) -> World:
        """Return everything that the answer rests on."""
        named = self.rule_sets | {GRANTS_ALL}
        platforms = {each: POLICY.catalogue.platforms[each] for each in self.platforms}
        return World(
            meeting=self.meeting,
            rule_sets=tuple(each for each in POLICY.rule_sets if each.name in named),
            catalogue=attrs.evolve(POLICY.catalogue, platforms=platforms),
            schemes=POLICY.schemes,
            home=(self.meeting.convener.shown,) if self.meeting.convener else None,
        )


@cache
@st.composite
def questions(draw: st.DrawFn, *, polar: bool) -> Question:
    """Draw a meeting before the shipped rule sets: all of them, or some and the block that grants everything.

    `polar` leaves out the few that say of themselves that law 6 does not hold for them.
    """
    names = tuple(sorted({each.name for each in POLICY.rule_sets if each.monotone or not polar} - {GRANTS_ALL}))
    some = draw(mostly(subsets(names), st.just(frozenset(names)), times=3))
    platforms = tuple(sorted(draw(st.sets(st.sampled_from(_NAMED), min_size=2, max_size=3))))
    return Question(rule_sets=some, platforms=platforms, meeting=draw(meetings(platforms)))
