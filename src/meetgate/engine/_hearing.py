"""Hold what was heard on one platform at one instant, and write down why the verdict is what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

import attrs

from meetgate.engine._speech import Held, is_unaddressed
from meetgate.model import (
    Cause,
    Disclose,
    Due,
    Platform,
    PlatformDecision,
    Reason,
    Rule,
    RuleSet,
    Truth,
    Verdict,
    any_of,
)

#: A rule of a rule set, and whether it holds and is heard.
Spoken = tuple[RuleSet, Held]


@attrs.frozen(kw_only=True)
class Hearing:
    """Be what was heard on one platform at one instant: who grants, who objects, and what stands in the way."""

    grants: tuple[Spoken, ...]
    objections: tuple[Spoken, ...]
    invalid: Truth
    obstacles: Mapping[Cause, Truth]
    dues: tuple[Due, ...]
    advice: tuple[Spoken, ...] = ()

    @property
    def granted(self) -> Truth:
        """Say whether some rule set that binds home permits."""
        return any_of(held for _, (_, held) in self.grants)

    @property
    def objected(self) -> Truth:
        """Say whether anybody who is bound objects, or a label is invalid."""
        return any_of(held for _, (_, held) in self.objections) | self.invalid

    @property
    def obstructed(self) -> Truth:
        """Say whether the platform cannot be had."""
        return any_of(self.obstacles.values())


def advised(heard: Iterable[Hearing]) -> tuple[str, ...]:
    """Return what is advised against, or may be, at any instant: one warning for each rule, with its source.

    Warnings are for everybody inside; what only officers may read is warned about without its words.
    """
    told = _reasons(each for hearing in heard for each in _possible(hearing.advice))
    return tuple(dict.fromkeys(warning(each) for each in told))


def warning(advice: Reason) -> str:
    """Return what is said of something that is advised against; the words of a rule for officers are not told."""
    if advice.disclose is Disclose.OFFICERS:
        return "advised against, by a rule that only officers may read"
    return f"advised against: {advice.because} ({advice.source})"


def verdict_with_reasons(platform: Platform, verdict: Verdict, heard: Sequence[Hearing]) -> PlatformDecision:
    """Return the verdict with the rules that decide it, from the hearings in which it was reached."""
    grants = [each for hearing in heard for each in hearing.grants]
    objections = [each for hearing in heard for each in hearing.objections]
    dues = heard[0].dues
    match verdict:
        case Verdict.FORBIDDEN:
            certain = [each for each in objections if each[1][1] is Truth.TRUE]
            return _decided(platform, verdict, cause=_objection(certain), reasons=certain)
        case Verdict.UNAVAILABLE:
            causes = [cause for cause in Cause for each in heard if each.obstacles.get(cause) is Truth.TRUE]
            return attrs.evolve(_decided(platform, verdict, cause=causes[0]), obligations=dues)
        case Verdict.NOT_COVERED:
            return _decided(platform, verdict, open_=_possible(objections))
        case Verdict.UNDETERMINED:
            possible = _possible(objections)
            return attrs.evolve(
                _decided(platform, verdict, reasons=_possible(grants), open_=possible), obligations=dues
            )
        case Verdict.CONDITIONAL | Verdict.PERMITTED:
            certain = [each for each in grants if each[1][1] is Truth.TRUE]
            return attrs.evolve(_decided(platform, verdict, reasons=certain), obligations=dues)
        case _:
            assert_never(verdict)


def _decided(
    platform: Platform,
    verdict: Verdict,
    *,
    cause: Cause | None = None,
    reasons: Iterable[Spoken] = (),
    open_: Iterable[Spoken] = (),
) -> PlatformDecision:
    return PlatformDecision(
        platform=platform.id, verdict=verdict, cause=cause, reasons=_reasons(reasons), open=_reasons(open_)
    )


def _objection(certain: list[Spoken]) -> Cause:
    """Return why the platform is forbidden: a rule, a rule set's silence, or else an invalid label."""
    if any(not is_unaddressed(rule) for _, (rule, _) in certain):
        return Cause.RULE
    return Cause.UNADDRESSED_DENY if certain else Cause.INVALID_LABEL


def _possible(spoken: Iterable[Spoken]) -> list[Spoken]:
    return [each for each in spoken if each[1][1] is not Truth.FALSE]


def _reasons(spoken: Iterable[Spoken]) -> tuple[Reason, ...]:
    return tuple(sorted({reason(rule_set, rule) for rule_set, (rule, _) in spoken}))


def reason(rule_set: RuleSet, rule: Rule) -> Reason:
    """Return the reason that a rule is: its sentence, its source, its file and line."""
    source = rule_set.sources.get(rule.source)
    told = rule.source if source is None else ", ".join(filter(None, (source.title, source.published, source.locator)))
    return Reason(
        ruleset=rule_set.name,
        rule=rule.id,
        effect=rule.effect.value,
        strength=rule.strength,
        because=rule.because,
        source=told,
        at=rule.at,
        disclose=rule.disclose,
    )
