"""Assemble the answer: what the engine decided, what is missing, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from meetgate.engine import Answers, Case, role_of
from meetgate.model import (
    Answer,
    Evaluated,
    Meeting,
    PlatformDecision,
    Verdict,
    digest,
    joined,
    stamp,
    written,
)

if TYPE_CHECKING:  # pragma: no cover  # imports that type checkers alone read
    from meetgate.gatekeeper._circumstances import Situation
    from meetgate.gatekeeper._policy import Policy

#: Decide the platforms of a case in another way than by the policy's plans.
Engine = Callable[[Case], Mapping[str, PlatformDecision]]

#: The versions of the rule language and of the audit format, apart from the package's.
LANGUAGE: Final = 1
AUDIT_FORMAT: Final = 0

A = TypeVar("A", bound=Answer)


@attrs.frozen(kw_only=True)
class Asked:
    """Be what is asked: a meeting, with its canonical JSON, by what was known when; a replay tells the past."""

    meeting: Meeting
    said: bytes
    now: datetime
    known_at: datetime
    replay: bool


def assemble(
    kind: type[A],
    situation: Situation,
    *,
    asked: Asked,
    policy: Policy,
    answers: Answers,
    about: Container[str] | None = None,
) -> A:
    """Return the whole answer as a `kind` of it; `about` names the platforms of which it says what to ask, None all."""
    case = situation.case
    decided = answers.decisions()
    ranked = answers.ranking()
    return kind(
        meeting=asked.meeting.id,
        role=role_of(case),
        home=tuple(each.shown for each in case.home or ()),
        evaluated=Evaluated(
            at=asked.now,
            start=case.meeting.starts,
            until=case.meeting.ends,
            known_at=case.known_at,
            replay=asked.replay,
        ),
        permitted=tuple(name for group in ranked for name in group),
        ranking=ranked,
        valid_until=answers.valid_until(),
        platforms={name: _asked(answers, each, about) for name, each in decided.items()},
        rulesets=answers.reports(),
        assumptions=situation.assumptions,
        waivers=answers.waivers(),
        warnings=situation.warnings,
        digests={
            "policy": policy.digest,
            "catalogue": policy.catalogue.digest,
            "input": _input_digest(situation, asked.said),
        },
        versions={"package": _package_version(), "language": LANGUAGE, "audit": AUDIT_FORMAT},
        names=policy.names,
    )


@cache
def _package_version() -> str:
    from importlib.metadata import version  # 20 ms that `import meetgate` must not cost

    return version("meetgate")


def _asked(answers: Answers, decided: PlatformDecision, about: Container[str] | None) -> PlatformDecision:
    """Add what to ask where the verdict is open and somebody wants to know; the search is made only there."""
    if decided.verdict is not Verdict.UNDETERMINED or not (about is None or decided.platform in about):
        return decided
    found = answers.missing(decided.platform)
    return attrs.evolve(decided, missing=found.sets, truncated=found.truncated, disclosed=found.disclosed)


def _input_digest(situation: Situation, said: bytes) -> str:
    """Return the digest of everything that was said of this meeting, the moment of knowledge included."""
    assumed = [[each.fact, str(each.value), each.by, each.scope] for each in situation.assumptions]
    members = {
        "meeting": said,
        "home": written([each.shown for each in situation.case.home or ()]),
        "assumptions": written(sorted(assumed)),
        "known_at": written(stamp(situation.case.known_at)),
    }
    return digest(joined(members))
