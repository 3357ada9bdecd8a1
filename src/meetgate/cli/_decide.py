"""Decide one meeting from its JSON, and explain one platform."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from meetgate.cli._options import Asked, answered, gatekeeper, promised, shared
from meetgate.cli._text import Line, footer, show, verdict_lines
from meetgate.errors import Diagnostic, MeetingError
from meetgate.model import WORST_FIRST, Answer, Decision, Meeting, Preview, Verdict

NOT_PERMITTED: Final = 3


def read_meeting(path: str) -> Meeting:
    """Read a meeting from a file, or from standard input for `-`.

    Raises:
        MeetingError: the file cannot be read, or is no meeting.
    """
    if path == "-":
        return Meeting.from_json(sys.stdin.buffer.read())
    try:
        return Meeting.from_json(Path(path).read_bytes())
    except OSError as error:
        message = f"the meeting cannot be read: {error.strerror}"
        diagnostic = Diagnostic(file=path, line=0, column=0, code="M006", message=message, help="check the path")
        raise MeetingError.of([diagnostic]) from error


@click.command()
@click.argument("meeting", metavar="MEETING.json|-")
@shared
def decide(meeting: str, **options: Any) -> int:  # click hands the options over by name
    """Decide which platforms may carry MEETING; exit 0 if any may, 3 if none.

    \b
    Example:
      meetgate decide meeting.json --rules gb-ncsc-parliament-2020-04 --audit audit.db
    """
    asked = Asked(**options)
    answer = answered(gatekeeper(asked), asked, promised(asked, read_meeting(meeting)))
    if asked.as_json:
        click.echo(json.dumps(answer.to_json(asked.told)))
    else:
        show(_decision_lines(answer, asked))
    return 0 if answer.permitted else NOT_PERMITTED


def _decision_lines(answer: Decision | Preview, asked: Asked) -> Iterator[Line]:
    for each in sorted(answer.platforms.values(), key=lambda one: (-WORST_FIRST.index(one.verdict), one.platform)):
        if each.verdict is not Verdict.NOT_COVERED:
            yield from verdict_lines(answer, each, asked.told)
    uncovered = [name for name, each in sorted(answer.platforms.items()) if each.verdict is Verdict.NOT_COVERED]
    if uncovered:
        yield f"not covered by any rule that grants: {', '.join(uncovered)}", "bright_black"
    yield from rests_on(answer, asked)
    if isinstance(answer, Decision) and answer.record is not None:
        yield f"recorded as entry {answer.record.index} of {answer.record.store}", None
    yield from footer([answer], asked.told, recorded=asked.audit is not None)


def rests_on(answer: Answer, asked: Asked) -> Iterator[Line]:
    """List the assumptions and waivers of an answer, for those who may know them."""
    if asked.reader == "public":
        return
    for each in answer.assumptions:
        value = ", ".join(sorted(each.value)) if isinstance(each.value, frozenset) else str(each.value).lower()
        yield f"assumed: {each.fact} = {value or 'none'}, by {each.by}: {each.because}", None
    for name in answer.waivers:
        yield f"waived: by `{name}`, which lifts a forbid or may lift one", None


@click.command()
@click.argument("meeting", metavar="MEETING.json|-")
@click.argument("platform")
@shared
def explain(meeting: str, platform: str, **options: Any) -> int:  # as in `decide`
    """Explain the verdict on PLATFORM for MEETING; exit 0 if it is permitted, 3 if not.

    \b
    Example:
      meetgate explain meeting.json zoom --rules gb-ncsc-parliament-2020-04 --reader public
    """
    asked = Asked(**options)
    gate = gatekeeper(asked)
    about = {gate.catalogue.names().get(platform, platform)}
    answer = answered(gate, asked, promised(asked, read_meeting(meeting)), ask_about=about)
    verdict = answer[platform]
    if asked.as_json:
        written: Any = answer.to_json(asked.told)["platforms"]
        click.echo(json.dumps({verdict.platform: written[verdict.platform]}))
    else:
        show([*verdict_lines(answer, verdict, asked.told), *rests_on(answer, asked)])
        show(footer([answer], asked.told, recorded=asked.audit is not None))
    return 0 if verdict.verdict is Verdict.PERMITTED else NOT_PERMITTED
