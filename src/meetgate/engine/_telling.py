"""Say how the facts of a platform read at an instant, by what was known, with no meeting in mind."""

from __future__ import annotations

from datetime import datetime

import attrs

from meetgate.engine._case import Case
from meetgate.engine._time import holds, is_public, launched, possible, reading, retired, stale
from meetgate.model import Catalogue, Finding, Meeting, Platform, PlatformFact, Schemes, Truth


@attrs.frozen(kw_only=True)
class Told:
    """Be one fact as it reads: its values, or None with why, and the statements that may hold, side by side.

    `why` is `disagreement`, `stale`, `depends` (on the meeting) or `uncertain` (an edge in time), empty where the
    fact reads.
    """

    fact: str
    values: frozenset[str] | None
    why: str
    statements: tuple[PlatformFact, ...]


@attrs.frozen(kw_only=True)
class Telling:
    """Be everything that the catalogue says of a platform at an instant."""

    facts: tuple[Told, ...]
    findings: tuple[Finding, ...]
    launched: Truth
    retired: Truth
    #: How many public statements hold at other times only.
    elsewhen: int


def telling(catalogue: Catalogue, platform: Platform, *, as_of: datetime, known_at: datetime) -> Telling:
    """Return how a platform's facts read at `as_of`, by what was public at `known_at` (aware datetimes)."""
    case = Case(meeting=Meeting(), rule_sets=(), catalogue=catalogue, schemes=Schemes(), known_at=known_at, home=None)
    names = sorted({each.name for each in platform.facts})
    facts = [_told(case, platform, name, as_of) for name in names]
    stated: list[PlatformFact | Finding] = [*platform.facts, *platform.findings]
    public = [each for each in stated if is_public(each.known_from, case)]
    findings = [each for each in public if isinstance(each, Finding) and each.valid.covers(as_of) is not Truth.FALSE]
    return Telling(
        facts=tuple(each for each in facts if each.statements),
        findings=tuple(findings),
        launched=launched(case, platform, as_of),
        retired=retired(case, platform, as_of),
        elsewhen=sum(each.valid.covers(as_of) is Truth.FALSE for each in public),
    )


def _told(case: Case, platform: Platform, name: str, as_of: datetime) -> Told:
    statements = possible(case, platform, name, as_of).statements
    values = reading(case, platform, name, as_of)
    why = "" if values is not None or not statements else _why(case, platform, statements, as_of)
    return Told(fact=name, values=values, why=why, statements=statements)


def _why(case: Case, platform: Platform, statements: tuple[PlatformFact, ...], as_of: datetime) -> str:
    """Say why statements give no reading: the first of these that is so."""
    sure = {each.values for each in statements if holds(case, platform, each, as_of) is Truth.TRUE}
    if len(sure) > 1:
        return "disagreement"
    if any(stale(each, as_of) for each in statements):
        return "stale"
    unsettled = any(each.valid.covers(as_of) is Truth.UNKNOWN for each in statements)
    return "uncertain" if unsettled else "depends"
