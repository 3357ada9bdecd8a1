"""Compare two policies over calendars: which meetings would change, and how."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import attrs
import click

from meetgate.adapters import Unreadable
from meetgate.cli._text import Line, show
from meetgate.model import Answer, stamp


@attrs.frozen(kw_only=True)
class Change:
    """Be one event under both policies: `old` and `new` are the verdicts by platform, in plain words."""

    file: str
    uid: str | None
    recurrence: str | None
    title: str
    starts: str | None
    old: dict[str, str]
    new: dict[str, str]

    @property
    def differing(self) -> list[str]:
        """Return the platforms whose verdicts differ."""
        return sorted(name for name in {*self.old, *self.new} if self.old.get(name) != self.new.get(name))


def verdicts(answer: Answer | None, platforms: Sequence[str]) -> dict[str, str]:
    """Return the verdict on each platform that an event's links may lead to; nothing where nothing was asked."""
    return {} if answer is None else {name: answer[name].verdict.value for name in platforms}


def moment(answer: Answer | None) -> str | None:
    """Return when the judged occurrence starts."""
    return None if answer is None or answer.evaluated.start is None else stamp(answer.evaluated.start)


def report(changes: Sequence[Change], unreadable: Sequence[Unreadable], *, as_json: bool) -> None:
    """List every event that changes and every calendar that cannot be read, then how many of how many change."""
    changed = [each for each in changes if each.differing]
    if as_json:
        for each in changed:
            click.echo(json.dumps(_document(each)))
        unread = [{"file": each.file, "why": each.why} for each in unreadable]
        click.echo(json.dumps({"changed": len(changed), "meetings": len(changes), "unreadable": unread}))
        return
    show(line for each in changed for line in _lines(each))
    show((f"{each.file}: the calendar cannot be read: {each.why}", "red") for each in unreadable)
    show([(f"{len(changed)} of {len(changes)} meetings change", None)])


def _document(change: Change) -> dict[str, object]:
    return {
        "file": change.file,
        "uid": change.uid,
        "recurrence": change.recurrence,
        "starts": change.starts,
        "platforms": {name: {"old": change.old.get(name), "new": change.new.get(name)} for name in change.differing},
    }


def _lines(change: Change) -> Iterator[Line]:
    when = "unknown time" if change.starts is None else f"{change.starts[:16].replace('T', ' ')} UTC"
    yield f"{when}  {change.title}", "bright_white"
    for name in change.differing:
        old, new = (each.get(name, "not asked").replace("_", " ") for each in (change.old, change.new))
        yield f"  {name}: {old} -> {new}", "green" if new == "permitted" else "yellow"
