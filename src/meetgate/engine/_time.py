"""Say what holds at an instant, by what was known: spans, platform facts, findings, and where answers change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import cast

from meetgate.engine._case import Case, Sight
from meetgate.model import Finding, Label, Platform, PlatformFact, Rule, RuleSet, Span, Truth


def in_force(case: Case, rule_set: RuleSet, instant: datetime | None) -> Truth:
    """Say whether a rule set is in force."""
    return _answered(case, f"in_force:{rule_set.name}", rule_set.in_force.covers(instant))


def rule_in_force(sight: Sight, rule: Rule) -> Truth:
    """Say whether one rule is in force inside its rule set."""
    return _answered(sight.case, f"in_force:{sight.rule_set.name}/{rule.id}", rule.in_force.covers(sight.instant))


def _answered(case: Case, question: str, found: Truth) -> Truth:
    answer = case.answers.get(question)
    return answer if found is Truth.UNKNOWN and isinstance(answer, Truth) else found


def reading(case: Case, platform: Platform, name: str, instant: datetime | None) -> frozenset[str] | None:
    """Return what is known of a platform at an instant, or None where that is unknown.

    Of one source the latest known statement counts; sources that disagree leave the fact unknown; a fact that
    is past its review date at the occurrence is unknown. What the caller asserts fills a gap and, where it
    differs, takes certainty away: it never overrides.
    """
    told = _told(case, platform, name, instant)
    claimed = case.meeting.platforms.get(platform.id, {}).get(name)
    if told is None and not any(each.name == name for each in platform.facts):
        told = claimed
    elif claimed is not None and told != claimed:
        told = None
    answer = case.answers.get(f"platform:{platform.id}.{name}")
    return cast("frozenset[str]", answer) if told is None and isinstance(answer, frozenset) else told


def _told(case: Case, platform: Platform, name: str, instant: datetime | None) -> frozenset[str] | None:
    known = [each for each in platform.facts if each.name == name and _public(each, case)]
    holding = [each for each in known if each.valid.covers(instant) is not Truth.FALSE]
    newest = {each.asserted_by: _known_from(each) for each in sorted(holding, key=_known_from)}
    # Two statements that one source made at the same time may disagree too.
    latest = [each for each in holding if _known_from(each) == newest[each.asserted_by]]
    if not latest or any(_doubtful(each, instant) for each in latest):
        return None
    values = {each.values for each in latest}
    return next(iter(values)) if len(values) == 1 else None


def doubtful(case: Case, platform: Platform, name: str, instant: datetime | None) -> bool:
    """Say whether something is stated of a platform that cannot be told: stale, or in disagreement."""
    stated = [each for each in platform.facts if each.name == name and _public(each, case)]
    holding = any(each.valid.covers(instant) is not Truth.FALSE for each in stated)
    return holding and reading(case, platform, name, instant) is None


def found_exposed(
    case: Case, platform: Platform, state: str, *, by: frozenset[str], kinds: frozenset[str], instant: datetime | None
) -> Truth:
    """Say whether a named authority found the platform exposed to a state, in one of these ways.

    Silence is false only inside the window in which an authority's findings are stated to be complete.
    """
    relevant = [
        each
        for each in platform.findings
        if each.authority in by and each.state == state and each.kinds & kinds and _public(each, case)
    ]
    truths = [Truth.UNKNOWN if _doubtful(each, instant) else each.valid.covers(instant) for each in relevant]
    if Truth.TRUE in truths:
        return Truth.TRUE
    complete = all(_complete(case, authority, instant) for authority in by)
    found = Truth.UNKNOWN if Truth.UNKNOWN in truths or not complete else Truth.FALSE
    return _answered(case, f"platform:{platform.id}.exposed_to.{state}", found)


def _complete(case: Case, authority: str, instant: datetime | None) -> bool:
    windows = [each.through for each in case.catalogue.findings_complete if each.authority == authority]
    return instant is not None and any(instant < through for through in windows)


def _public(statement: PlatformFact | Finding, case: Case) -> bool:
    return statement.known_from is None or statement.known_from <= case.known_at


def _known_from(statement: PlatformFact) -> datetime:
    return statement.known_from or datetime.min.replace(tzinfo=UTC)


def _doubtful(statement: PlatformFact | Finding, instant: datetime | None) -> bool:
    """Say whether a statement is past its review date, or may be, or may not hold."""
    stale = statement.review_by is not None and (instant is None or instant >= statement.review_by)
    return stale or statement.valid.covers(instant) is Truth.UNKNOWN


def day_start(day: date) -> datetime:
    """Return the first instant of a day in UTC: attestations carry days, not zones."""
    return datetime.combine(day, time(), tzinfo=UTC)


def instants(case: Case) -> tuple[tuple[datetime | None, ...], tuple[datetime, ...]]:
    """Return the instants at which the meeting is judged, and those at which it may still be running."""
    starts = case.meeting.starts or _moment(case.answers.get("starts"))
    ends = case.meeting.ends or _moment(case.answers.get("ends"))
    if starts is None:
        return (None,), ()
    later = [cut for cut in cuts(case) if cut > starts]
    if ends is None:
        return (starts,), tuple(later)
    return (starts, *(cut for cut in later if cut < ends)), ()


def _moment(answer: object) -> datetime | None:
    return answer if isinstance(answer, datetime) else None


def cuts(case: Case) -> tuple[datetime, ...]:
    """Return, sorted, every instant at which something dated that the case holds begins or ends."""
    return tuple(sorted(set(_edges(case))))


def _edges(case: Case) -> Iterator[datetime]:
    for rule_set in case.rule_sets:
        yield from rule_set.in_force.cuts
        yield from _spans(rule.in_force for rule in rule_set.rules)
        yield from _spans(kind.valid for each in rule_set.organisations for kind in each.kinds)
    for platform in case.catalogue.platforms.values():
        for statement in _statements(platform):
            yield from statement.valid.cuts
            yield from [statement.review_by] if statement.review_by else []
        yield from Span(end=platform.retired).cuts
    yield from _spans(kind.valid for each in case.present for kind in each.kinds)
    yield from case.schemes.cuts(_authorities(case))
    yield from (each.expires for each in case.waivers if each.expires)
    yield from (each.through for each in case.catalogue.findings_complete)
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
    edges += [each.known_from for each in statements if each.known_from and each.known_from > case.known_at]
    return min(edges, default=None)
