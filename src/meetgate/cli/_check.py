"""Check calendars: may each event be held on the platforms that its links lead to?"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import attrs
import click
from rich.console import Console
from rich.progress import track

from meetgate.adapters import Context, Event, Hosts, Link, Unreadable, events, meeting_of, occurrences, resolve_all
from meetgate.cli._against import Change, moment, report, verdicts
from meetgate.cli._decide import NOT_PERMITTED, rests_on
from meetgate.cli._options import Asked, Instant, actor, fault, gatekeeper, promised, shared
from meetgate.cli._text import Line, footer, show, verdict_lines
from meetgate.errors import Diagnostic, MeetingError
from meetgate.gatekeeper import Gatekeeper, Request
from meetgate.model import WORST_FIRST, Answer, PlatformDecision, Verdict, stamp

T = TypeVar("T")

#: Fewer events than this pass too fast for a progress bar to help anybody.
LONG: Final = 200


@attrs.frozen(kw_only=True)
class Row:
    """Be what `check` says of one event: its links, whether it is allowed, and the decision behind that."""

    event: Event | Unreadable
    links: tuple[Link, ...] = ()
    allowed: bool | None = None
    why: str = ""
    answer: Answer | None = None


@click.command()
@click.argument("calendars", nargs=-1, required=True, metavar="CALENDAR.ics...")
@click.option("--from", "since", type=Instant(), help="Judge series from here on. Default: now.")
@click.option("--no-assumptions", is_flag=True, help="Decide without anything that stands in for an absent fact.")
@click.option(
    "--against", multiple=True, metavar="NAME|PATH", help="Say what changes: the rule sets in force now. Repeatable."
)
@shared
def check(
    calendars: Sequence[str],
    since: datetime | None,
    no_assumptions: bool,  # noqa: FBT001  # click hands the options over by name
    against: Sequence[str],
    **options: Any,
) -> int:
    """Check every event of calendars against the rules; exit 0 if all that have a link are permitted, 3 if not.

    With `--against`, list the events whose verdicts `--rules` would change.

    \b
    Example:
      meetgate check calendar.ics --rules gb-ncsc-parliament-2020-04 --context context.yaml --audit audit.db
      meetgate check calendar.ics --rules draft.yaml --against gb-ncsc-parliament-2020-04
    """
    asked = Asked(**options)
    gate = gatekeeper(asked, assumptions=not no_assumptions)
    found = [each for path in calendars for each in _events(path)]
    checker = Checker.of(gate, asked, since or datetime.now(UTC))
    if against:
        return _compare(checker, found, _current(asked, against, assumptions=not no_assumptions))
    rows: list[Row] = []
    for row in _with_progress(map(checker.row, found), len(found)):
        rows.append(row)
        if asked.as_json:
            click.echo(json.dumps(_document(row, asked)))
        else:
            show(_lines(row, asked))
    if not asked.as_json:
        show(_summary(rows, asked))
    return NOT_PERMITTED if any(row.allowed is False for row in rows) else 0


def _current(asked: Asked, against: Sequence[str], *, assumptions: bool) -> Gatekeeper:
    """Load the gatekeeper of the rules that are in force now, with everything else as it is.

    Raises:
        MeetingError: an audit log is named: a comparison decides nothing, so nothing is recorded.
    """
    if asked.audit is not None:
        hint = "leave out `--audit`, or `--against`"
        raise fault("options", "M015", "`--against` compares, and records nothing", hint)
    return gatekeeper(attrs.evolve(asked, rules=tuple(against), lock=None), assumptions=assumptions)


def _compare(draft: Checker, found: Sequence[Event | Unreadable], current: Gatekeeper) -> int:
    """Judge every event under both policies, at the same occurrences, and list those that differ."""
    epochs = tuple(sorted({*draft.epochs, *current.epochs(draft.since)}))
    draft = attrs.evolve(draft, epochs=epochs, comparing=True)
    before = attrs.evolve(draft, gate=current)
    read = [each for each in found if isinstance(each, Event)]
    unreadable = [each for each in found if isinstance(each, Unreadable)]
    judged = list(_with_progress(((each, before.row(each), draft.row(each)) for each in read), len(read)))
    report([_change(*each) for each in judged], unreadable, as_json=draft.asked.as_json)
    return NOT_PERMITTED if unreadable or any(new.allowed is False for _, _, new in judged) else 0


def _change(event: Event, old: Row, new: Row) -> Change:
    platforms = sorted(_leads_to(new.links))
    return Change(
        file=event.file,
        uid=event.uid,
        recurrence=event.recurrence,
        title=event.title or event.uid or "untitled",
        starts=moment(new.answer),
        old=verdicts(old.answer, platforms),
        new=verdicts(new.answer, platforms),
    )


def _events(path: str) -> tuple[Event | Unreadable, ...]:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        message = f"the calendar cannot be read: {error.strerror}"
        diagnostic = Diagnostic(file=path, line=0, column=0, code="M006", message=message, help="check the path")
        raise MeetingError.of([diagnostic]) from error
    found = events(data, file=Path(path).name)
    return (found,) if isinstance(found, Unreadable) else found


def _with_progress(rows: Iterable[T], total: int) -> Iterable[T]:
    """Show progress on a terminal when there is much to do; standard output stays the command's own."""
    console = Console(stderr=True)
    if total < LONG or not console.is_terminal:
        return rows
    return track(rows, description="checking", total=total, console=console, transient=True)


@attrs.frozen(kw_only=True)
class Checker:
    """Hold what every row is judged by; `comparing` says that only verdicts are wanted, and not what to ask."""

    gate: Gatekeeper
    asked: Asked
    context: Context
    hosts: Hosts
    since: datetime
    epochs: tuple[datetime, ...]
    comparing: bool = False

    @classmethod
    def of(cls, gate: Gatekeeper, asked: Asked, since: datetime) -> Self:
        """Read off the gatekeeper what is the same for every row."""
        return cls(
            gate=gate,
            asked=asked,
            context=gate.context or Context(),
            hosts=Hosts.of((each.id, each.hosts) for each in gate.catalogue.platforms.values()),
            since=since,
            epochs=gate.epochs(since),
        )

    def row(self, event: Event | Unreadable) -> Row:
        """Judge one event at its occurrences; the worst of them speaks for a series."""
        if isinstance(event, Unreadable):
            return Row(event=event, allowed=False, why=f"the calendar cannot be read: {event.why}")
        links = resolve_all(event.links, self.hosts)
        if not links:
            return Row(event=event, why="no link: nothing was asked")
        spans = occurrences(event, since=self.since, epochs=self.epochs)
        if not spans:
            return Row(event=event, links=links, why=f"past: no occurrence after {stamp(self.since)}")
        readings = [meeting_of(event, each, self.context) for each in spans]
        requests = [
            Request(meeting=promised(self.asked, each.meeting), assumptions=each.assumptions, warnings=each.warnings)
            for each in readings
        ]
        answers = self._answers(requests, links)
        worst = min(answers, key=lambda each: _rank(each, links))
        return Row(event=event, links=links, allowed=_allowed(worst, links), why=_why(worst, links), answer=worst)

    def _answers(self, requests: list[Request], links: Sequence[Link]) -> list[Answer]:
        known_at = self.asked.known_at
        if self.asked.audit is not None:
            return list(self.gate.decide_many(requests, actor=actor(self.asked), known_at=known_at))
        about = self._ask_about(links)
        return [self.gate.preview_request(each, known_at=known_at, ask_about=about) for each in requests]

    def _ask_about(self, links: Sequence[Link]) -> Container[str] | None:
        """Return the platforms of which is shown what to ask: in JSON every one, in text those that links lead to."""
        if self.comparing:
            return ()
        return None if self.asked.as_json else _leads_to(links)


def _leads_to(links: Sequence[Link]) -> set[str]:
    """Return every platform that one of the links may lead to."""
    return {name for link in links for name in link.platforms}


def _rank(answer: Answer, links: Sequence[Link]) -> int:
    return min((WORST_FIRST.index(each.verdict) for each in _concerned(answer, links)), default=0)


def _concerned(answer: Answer, links: Sequence[Link]) -> list[PlatformDecision]:
    """Return the verdicts on every platform that a link may lead to, in order of name."""
    return [answer[name] for name in sorted(_leads_to(links))]


def _allowed(answer: Answer, links: Sequence[Link]) -> bool:
    """Say whether every candidate of every link is permitted; a link that may lead anywhere is not."""
    everywhere = all(link.platforms for link in links)
    return everywhere and all(each.verdict is Verdict.PERMITTED for each in _concerned(answer, links))


def _why(answer: Answer, links: Sequence[Link]) -> str:
    """Say which links block, in which field they stand, and what their platforms' verdicts are."""
    blocks = [f"{link.field}: {link.url or link.field} {link.refused}".strip() for link in links if not link.platforms]
    for link in links:
        for name in link.platforms:
            verdict = answer[name].verdict
            if verdict is not Verdict.PERMITTED:
                blocks.append(f"{link.field}: {name} is {verdict.value.replace('_', ' ')}")
    return "; ".join(dict.fromkeys(blocks)) or "every platform that a link leads to is permitted"


def _document(row: Row, asked: Asked) -> dict[str, object]:
    event = row.event
    readable = isinstance(event, Event)
    return {
        "file": event.file,
        "uid": event.uid if isinstance(event, Event) else None,
        "recurrence": event.recurrence if isinstance(event, Event) else None,
        "links": [{"url": each.url, "field": each.field, "platforms": list(each.platforms)} for each in row.links],
        "allowed": row.allowed,
        "readable": readable,
        "why": row.why,
        "decision": None if row.answer is None else row.answer.to_json(asked.told),
    }


_STATES: Final = {True: ("allowed", "green"), False: ("refused", "red"), None: ("no answer", "bright_black")}


def _lines(row: Row, asked: Asked) -> Iterator[Line]:
    event = row.event
    state, colour = _STATES[row.allowed]
    if isinstance(event, Unreadable):
        yield f"{state}  {event.file}: {row.why}", colour
        return
    evaluated = None if row.answer is None else row.answer.evaluated.start
    moment = evaluated or event.starts
    when = "unknown time" if moment is None else f"{stamp(moment)[:16].replace('T', ' ')} UTC"
    series = " (series)" if event.series is not None else ""
    yield f"{state}  {when}  {event.title or event.uid or 'untitled'}{series}", colour
    if row.answer is None or row.allowed is False:
        yield f"  {row.why}", None
    if row.answer is not None:
        for each in _concerned(row.answer, row.links):
            yield from verdict_lines(row.answer, each, asked.told, indent="  ")
        yield from ((f"  {words}", tint) for words, tint in rests_on(row.answer, asked))


def _summary(rows: Sequence[Row], asked: Asked) -> Iterator[Line]:
    allowed = [row for row in rows if row.allowed]
    refused = [row for row in rows if row.allowed is False]
    silent = len(rows) - len(allowed) - len(refused)
    yield "", None
    yield f"{len(rows)} events: {len(allowed)} allowed, {len(refused)} refused, {silent} without a question", None
    resting = [row for row in allowed if row.answer is not None and row.answer.assumptions]
    yield f"{len(resting)} of {len(allowed)} permitted decisions rest on an assumption", None
    answers = [row.answer for row in rows if row.answer is not None]
    yield from footer(answers, asked.told, recorded=asked.audit is not None)
