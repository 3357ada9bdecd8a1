"""Hold the whole answer for one meeting: recorded (a decision) or not (a preview)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NoReturn

import attrs

from meetgate.errors import Diagnostic, MeetingError, UnknownPlatform
from meetgate.model._canonical import canonical, is_plain, written
from meetgate.model._codec import suggestion
from meetgate.model._decision import (
    Evaluated,
    PlatformDecision,
    Reader,
    RecordedAs,
    RuleSetReport,
    Verdict,
)
from meetgate.model._decision_json import (
    SCHEMA_VERSION,
    assumption_json,
    platform_json,
    ruleset_json,
    time_json,
)
from meetgate.model._rule import Assumption


@attrs.frozen(kw_only=True)
class Answer:
    """Hold what was decided for one meeting; `Decision` and `Preview` differ in whether a record exists."""

    meeting: str | None
    role: str | None
    home: tuple[str, ...]
    evaluated: Evaluated
    permitted: tuple[str, ...]
    ranking: tuple[tuple[str, ...], ...]
    valid_until: datetime | None
    platforms: Mapping[str, PlatformDecision]
    rulesets: Mapping[str, RuleSetReport]
    assumptions: tuple[Assumption, ...] = ()
    waivers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    digests: Mapping[str, str] = attrs.field(factory=dict[str, str])
    versions: Mapping[str, int | str] = attrs.field(factory=dict[str, int | str])
    names: Mapping[str, str] = attrs.field(factory=dict[str, str], repr=False, eq=False)
    record: RecordedAs | None = None

    def __bool__(self) -> NoReturn:
        """Refuse: an answer is a set, and truthiness would let `if decision:` book anything.

        Raises:
            TypeError: always; ask `decision.allows(platform)`.
        """
        raise TypeError("an answer is neither true nor false: ask `decision.allows(platform)`")

    def __getitem__(self, platform: str) -> PlatformDecision:
        """Return the verdict on one platform, by id or alias.

        Raises:
            UnknownPlatform: the catalogue has no such name.
        """
        found = self.platforms.get(self.names.get(platform, platform))
        if found is None:
            raise unknown_platform(platform, [*self.platforms, *self.names])
        return found

    def to_json(self, reader: Reader = Reader.HOME) -> dict[str, object]:
        """Return the JSON form (contract, Decision) with what this reader may see."""
        return _write(self, reader)


@attrs.frozen(kw_only=True)
class Preview(Answer):
    """Be an answer that was not recorded: to look at, never to act on; it has no `allows`."""


@attrs.frozen(kw_only=True)
class Decision(Answer):
    """Be an answer whose record is on disk."""

    def allows(self, platform: str) -> bool:
        """Say whether the platform may carry the meeting: True only for PERMITTED.

        Raises:
            UnknownPlatform: the catalogue has no such name.
            MeetingError: the decision is a replay (an explicit `known_at`); it tells the past and opens nothing.
        """
        if self.evaluated.replay:
            raise MeetingError.of(
                [
                    Diagnostic(
                        file="decision",
                        line=0,
                        column=0,
                        code="M010",
                        message="a replay opens no gate",
                        help="decide again without `known_at`",
                    )
                ]
            )
        return self[platform].verdict is Verdict.PERMITTED


def recorded(decision: Decision, record: RecordedAs) -> Decision:
    """Return a decision with the name of its record; by plain construction, for this is on every decision's way."""
    return Decision(
        meeting=decision.meeting,
        role=decision.role,
        home=decision.home,
        evaluated=decision.evaluated,
        permitted=decision.permitted,
        ranking=decision.ranking,
        valid_until=decision.valid_until,
        platforms=decision.platforms,
        rulesets=decision.rulesets,
        assumptions=decision.assumptions,
        waivers=decision.waivers,
        warnings=decision.warnings,
        digests=decision.digests,
        versions=decision.versions,
        names=decision.names,
        record=record,
    )


#: What a caller said. All else comes from the values of this library, where no float can be.
_SAID: Final = ("meeting", "role", "home", "assumptions", "waivers", "warnings")


def canonical_answer(answer: Answer, reader: Reader) -> bytes:
    """Return `canonical(answer.to_json(reader))`, without looking for floats where none can be.

    Raises:
        TypeError: what a caller said holds a float, or what JSON does not know.
    """
    members = _write(answer, reader)
    return written(members) if is_plain([members[name] for name in _SAID]) else canonical(members)


def _write(answer: Answer, reader: Reader) -> dict[str, object]:
    """Return the JSON form of an answer; for the public, only what names no rule, topic or person."""
    inside = reader is not Reader.PUBLIC
    numbers = {} if reader is Reader.OFFICERS else references(answer)  # officers read the rules themselves
    return {
        "schema": SCHEMA_VERSION,
        "meeting": answer.meeting,
        "role": answer.role,
        "home": list(answer.home),
        "evaluated": {
            "at": time_json(answer.evaluated.at),
            "from": time_json(answer.evaluated.start),
            "until": time_json(answer.evaluated.until),
            "known_at": time_json(answer.evaluated.known_at),
            "replay": answer.evaluated.replay,
        },
        "permitted": list(answer.permitted),
        "ranking": [list(group) for group in answer.ranking],
        "valid_until": time_json(answer.valid_until),
        "platforms": {name: platform_json(each, reader, numbers) for name, each in sorted(answer.platforms.items())},
        "rulesets": {name: ruleset_json(each) for name, each in sorted(answer.rulesets.items())} if inside else {},
        "assumptions": [assumption_json(each) for each in answer.assumptions] if inside else [],
        "waivers": list(answer.waivers) if inside else [],
        "warnings": list(answer.warnings) if inside else [],
        "digests": dict(sorted(answer.digests.items())),
        "versions": dict(sorted(answer.versions.items())),
        "record": None if answer.record is None else {"store": answer.record.store, "index": answer.record.index},
    }


def references(answer: Answer) -> dict[tuple[str, str], int]:
    """Number every rule that an answer names, so that an outsider can ask for it without knowing it."""
    each_platform = answer.platforms.values()
    named = {(r.ruleset, r.rule) for p in each_platform for r in (*p.reasons, *p.open)}
    return {rule: number for number, rule in enumerate(sorted(named), 1)}


def unknown_platform(name: str, known: list[str]) -> UnknownPlatform:
    """Build the error for a platform name that nobody knows."""
    return UnknownPlatform.of(
        [
            Diagnostic(
                file="platform",
                line=0,
                column=0,
                code="M020",
                message=f"unknown platform `{name}`",
                help=suggestion(name, set(known)),
            )
        ]
    )
