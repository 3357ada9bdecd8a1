"""Say what holds at an instant, by what was known: spans, platform facts, findings, and where answers change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Final, cast

import attrs

from meetgate.engine._case import Case, Sight
from meetgate.engine._given import UNASKED, asked, met, tests
from meetgate.model import WITHOUT_CONDITION, Finding, Label, Platform, PlatformFact, Rule, RuleSet, Span, Truth

#: The values by which a source says that it cannot say.
UNINFORMED: Final = frozenset({"undocumented", "not-assessed"})


def in_force(case: Case, rule_set: RuleSet, instant: datetime | None) -> Truth:
    """Say whether a rule set is in force."""
    return _answered(case, f"in_force:{rule_set.key}", rule_set.in_force.covers(instant))


def rule_in_force(sight: Sight, rule: Rule) -> Truth:
    """Say whether one rule is in force inside its rule set."""
    return _answered(sight.case, f"in_force:{sight.rule_set.key}/{rule.id}", rule.in_force.covers(sight.instant))


def _answered(case: Case, question: str, found: Truth) -> Truth:
    answer = case.answers.get(question)
    return answer if found is Truth.UNKNOWN and isinstance(answer, Truth) else found


def reading(case: Case, platform: Platform, name: str, instant: datetime | None) -> frozenset[str] | None:
    """Return what is known of a platform at an instant, or None where that is unknown.

    Of one source the latest known statement counts; sources that disagree leave the fact unknown; a statement that
    is past its review date, or whose condition is not known to be met, says nothing for certain, and still takes
    certainty from one that differs. The caller is one more source: it fills a gap and never overrides.
    """
    told = possible(case, platform, name, instant)
    claimed = case.meeting.platforms.get(platform.id, {}).get(name)
    values = {*(each.values for each in told.statements), *([] if claimed is None else [claimed])}
    known = next(iter(values)) if len(values) == 1 and (told.certain or claimed is not None) else None
    answer = case.answers.get(f"platform:{platform.id}.{name}")
    return cast("frozenset[str]", answer) if known is None and isinstance(answer, frozenset) else known


@attrs.frozen(kw_only=True)
class Told:
    """Be the statements on a fact that may hold, whether one of them does, and whether one is past its review."""

    statements: tuple[PlatformFact, ...] = ()
    certain: bool = False
    stale: bool = False

    @property
    def informed(self) -> bool:
        """Tell whether something is said other than that nobody documented or assessed it."""
        return any(not each.values <= UNINFORMED for each in self.statements)


def possible(case: Case, platform: Platform, name: str, instant: datetime | None) -> Told:
    """Return what the sources of the catalogue may say on a fact at an instant, by what was public then."""
    by_source: dict[str, list[PlatformFact]] = {}
    for each in platform.facts:
        if each.name == name and is_public(each.known_from, case):
            by_source.setdefault(each.asserted_by, []).append(each)
    told = [_of_source(case, platform, each, instant) for each in by_source.values()]
    # A source that found nothing documented disagrees with nobody.
    told = [each for each in told if each.informed] or told
    return Told(
        statements=tuple(statement for each in told for statement in each.statements),
        certain=any(each.certain for each in told),
        stale=any(each.stale for each in told),
    )


def _of_source(case: Case, platform: Platform, said: list[PlatformFact], instant: datetime | None) -> Told:
    """Return what one source may say: nothing older than its latest statement that certainly holds.

    Of two statements of one day, one under a condition that is met speaks before one without any.
    """
    held = {each: holds(case, platform, each, instant) for each in said}
    sure = [each for each in said if held[each] is Truth.TRUE]
    latest = max(map(_rank, sure), default=None)
    heard = [each for each in said if held[each] is not Truth.FALSE and (latest is None or _rank(each) >= latest)]
    old = any(stale(each, instant) for each in heard)
    return Told(statements=tuple(heard), certain=latest is not None, stale=old)


def holds(case: Case, platform: Platform, statement: PlatformFact, instant: datetime | None) -> Truth:
    """Say whether a statement holds; one past its review date never does for certain."""
    held = statement.valid.covers(instant) & met(case, platform, statement.when)
    return held & Truth.UNKNOWN if stale(statement, instant) else held


def _rank(statement: PlatformFact) -> tuple[datetime, bool]:
    known = statement.known_from or datetime.min.replace(tzinfo=UTC)
    return known, statement.when != WITHOUT_CONDITION


def doubtful(case: Case, platform: Platform, name: str, instant: datetime | None) -> bool:
    """Say whether something is stated of a platform that cannot be told: stale, conditional, or in disagreement."""
    stated = possible(case, platform, name, instant).statements
    return bool(stated) and reading(case, platform, name, instant) is None


def hinges(case: Case, platform: Platform, name: str, instant: datetime | None) -> dict[str, frozenset[str]]:
    """Name the unknown facts of the meeting on which a fact of the platform hangs, with the words that count."""
    if reading(case, platform, name, instant) is not None:
        return {}
    found: dict[str, frozenset[str]] = {}
    for each in possible(case, platform, name, instant).statements:
        for fact, held in tests(case, platform, each.when):
            if held is Truth.UNKNOWN and fact not in UNASKED:
                found[fact] = found.get(fact, frozenset()) | asked(each.when, fact)
    return found


def launched(case: Case, platform: Platform, instant: datetime | None) -> Truth:
    """Say whether the platform can be used already: unknown inside an uncertain range, and while nobody knew of it."""
    if platform.launched is None:
        return Truth.TRUE
    if instant is None or not is_public(platform.launched_known_from, case):
        return Truth.UNKNOWN
    return platform.launched.passed(instant)


def retired(case: Case, platform: Platform, instant: datetime | None) -> Truth:
    """Say whether the platform has ended, by what was public; where no end is known, it has not."""
    if platform.retired is None or not is_public(platform.retired_known_from, case):
        return Truth.FALSE
    return Truth.UNKNOWN if instant is None else platform.retired.passed(instant)


def found_exposed(
    case: Case, platform: Platform, state: str, *, by: frozenset[str], kinds: frozenset[str], instant: datetime | None
) -> Truth:
    """Say whether a named authority found the platform exposed to a state, in one of these ways.

    Silence is false only inside the window in which an authority's findings are stated to be complete.
    """
    relevant = [
        each
        for each in platform.findings
        if each.authority in by and each.state == state and each.kinds & kinds and is_public(each.known_from, case)
    ]
    truths = [each.valid.covers(instant) & (Truth.UNKNOWN if stale(each, instant) else Truth.TRUE) for each in relevant]
    if Truth.TRUE in truths:
        return Truth.TRUE
    complete = all(_complete(case, authority, instant) for authority in by)
    found = Truth.UNKNOWN if Truth.UNKNOWN in truths or not complete else Truth.FALSE
    return _answered(case, f"platform:{platform.id}.exposed_to.{state}", found)


def _complete(case: Case, authority: str, instant: datetime | None) -> bool:
    windows = [each.through for each in case.catalogue.findings_complete if each.authority == authority]
    return instant is not None and any(instant < through for through in windows)


def is_public(known_from: datetime | None, case: Case) -> bool:
    """Say whether what is public since an instant was public when the case knows."""
    return known_from is None or known_from <= case.known_at


def stale(statement: PlatformFact | Finding, instant: datetime | None) -> bool:
    """Say whether a statement is past its review date, or may be."""
    return statement.review_by is not None and (instant is None or instant >= statement.review_by)


def day_start(day: date) -> datetime:
    """Return the first instant of a day in UTC: attestations carry days, not zones."""
    return datetime.combine(day, time(), tzinfo=UTC)


def instants(case: Case, platform: Platform | None = None) -> tuple[tuple[datetime | None, ...], tuple[datetime, ...]]:
    """Return the instants at which the meeting is judged, and those at which it may still be running.

    For the verdict on one `platform`, what is dated of the others moves nothing: their instants are left out.
    """
    starts = case.meeting.starts or _moment(case.answers.get("starts"))
    ends = case.meeting.ends or _moment(case.answers.get("ends"))
    if starts is None:
        return (None,), ()
    later = sorted({cut for cut in _edges(case, platform) if cut > starts and (ends is None or cut < ends)})
    return ((starts,), tuple(later)) if ends is None else ((starts, *later), ())


def _moment(answer: object) -> datetime | None:
    return answer if isinstance(answer, datetime) else None


def cuts(case: Case) -> tuple[datetime, ...]:
    """Return, sorted, every instant at which something dated that the case holds begins or ends."""
    return tuple(sorted(set(_edges(case))))


def _edges(case: Case, platform: Platform | None = None) -> Iterator[datetime]:
    for rule_set in case.rule_sets:
        yield from rule_set.cuts
    yield from case.catalogue.cuts if platform is None else platform.cuts
    yield from (each.through for each in case.catalogue.findings_complete)
    yield from case.schemes.cuts(_authorities(case))
    yield from (each.expires for each in case.waivers if each.expires)
    yield from own_cuts(case)


def own_cuts(case: Case) -> Iterator[datetime]:
    """Yield every instant at which something dated begins or ends that the meeting itself states."""
    yield from _spans(kind.valid for each in case.present for kind in each.kinds)
    for attestation in case.meeting.attestations or ():
        yield from (day_start(day) for day in (attestation.on, attestation.expires) if day)


def _authorities(case: Case) -> set[str]:
    """Return the authorities whose levels the meeting states, or is supposed to state: dates of others move nothing."""
    answer = case.answers.get("classification")
    labels = (answer,) if isinstance(answer, Label) else case.meeting.classification or ()
    return {atom.authority for label in labels for atom in label.atoms}


def _statements(platform: Platform) -> tuple[PlatformFact | Finding, ...]:
    return (*platform.facts, *platform.findings)


def _spans(spans: Iterable[Span]) -> Iterator[datetime]:
    for span in spans:
        yield from span.cuts


def horizon(case: Case) -> datetime | None:
    """Return the earliest instant after the meeting, or after now, at which the answer may become another.

    That is the next edge of anything dated that the case holds after the meeting's last judged instant, or
    the next moment at which a statement becomes known, whichever comes first.
    """
    judged, later = instants(case)
    last = case.meeting.ends or judged[-1]
    edges = [cut for cut in cuts(case) if last is not None and cut > last and cut not in later]
    edges += later
    statements = [each for platform in case.catalogue.platforms.values() for each in _statements(platform)]
    learnt = [each.known_from for each in statements]
    learnt += [each.launched_known_from for each in case.catalogue.platforms.values()]
    learnt += [each.retired_known_from for each in case.catalogue.platforms.values()]
    edges += [each for each in learnt if each is not None and each > case.known_at]
    return min(edges, default=None)
