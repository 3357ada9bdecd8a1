"""Assemble the answer: what the engine decided, what is missing, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from meetgate.engine import Case, horizon, missing, ranking, report, role_of, waivers_in_use
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

#: Answer a case: `define` today, a compiled plan later; both answer the same.
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


def assemble(kind: type[A], situation: Situation, *, asked: Asked, policy: Policy, engine: Engine) -> A:
    """Decide the case and return the whole answer as a `kind` of it."""
    case = situation.case
    decided = engine(case)
    ranked = ranking(case, [name for name, each in decided.items() if each.verdict is Verdict.PERMITTED])
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
        valid_until=horizon(case),
        platforms=decided,
        rulesets=report(case),
        assumptions=situation.assumptions,
        waivers=waivers_in_use(case),
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


def asking(engine: Engine, about: Container[str] | None) -> Engine:
    """Return an engine that also says what to ask about these platforms, by id; None stands for all of them."""

    def decide(case: Case) -> dict[str, PlatformDecision]:
        decided = engine(case).items()
        return {name: _asked(case, each) if about is None or name in about else each for name, each in decided}

    return decide


def _asked(case: Case, decided: PlatformDecision) -> PlatformDecision:
    """Add what to ask where the verdict is open; the search is made only there."""
    if decided.verdict is not Verdict.UNDETERMINED:
        return decided
    platform = case.catalogue.platforms[decided.platform]
    found = missing(case, platform)
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
