"""Hold the options that several commands share, and load the gatekeeper that they describe."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Container, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import attrs
import click

from meetgate.audit import MemoryStore
from meetgate.errors import Diagnostic, MeetingError
from meetgate.gatekeeper import Gatekeeper, Request
from meetgate.model import Decision, Meeting, Preview, Reader

F = TypeVar("F", bound=Callable[..., Any])


class Instant(click.ParamType[datetime]):
    """Read an aware time: RFC 3339, or a day, which begins at midnight UTC."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:  # click's signature
        """Return the aware datetime that the text means."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"`{value}` is no time: write `2020-04-22` or `2020-04-22T12:00:00+01:00`", param, ctx)
        if len(str(value)) == len("2020-04-22"):
            return moment.replace(tzinfo=UTC)
        if moment.utcoffset() is None:
            self.fail(f"`{value}` has no offset from UTC: write `{value}+00:00` or `{value}Z`", param, ctx)
        return moment


@attrs.frozen(kw_only=True)
class Asked:
    """Hold what the shared options say."""

    rules: tuple[str, ...]
    base: tuple[str, ...]
    catalogue: tuple[str, ...]
    context: str | None
    home: tuple[str, ...]
    fulfils: tuple[str, ...]
    enforces: tuple[str, ...]
    known_at: datetime | None
    audit: str | None
    actor: str | None
    reader: str
    format: str
    waivers: tuple[str, ...] = ()
    lock: str | None = None

    @property
    def told(self) -> Reader:
        """Return for whom the output is written."""
        return Reader(self.reader)

    @property
    def as_json(self) -> bool:
        """Say whether the output is JSON only."""
        return self.format == "json"


_READER = click.option(
    "--reader",
    type=click.Choice([each.value for each in Reader]),
    default=Reader.HOME.value,
    show_default=True,
    help="For whom the output is; `public` names no rule, topic or assumption.",
)
_FORMAT = click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
_CATALOGUE = click.option(
    "--catalogue", multiple=True, metavar="PATH", help="Platform file that extends or overrides the shipped ones."
)

_POLICY = (
    click.option(
        "--rules",
        multiple=True,
        metavar="NAME|PATH",
        help="Rule set: a shipped pack (NAME@N: one revision), or a file. Repeatable.",
    ),
    click.option(
        "--base", multiple=True, metavar="NAME|PATH", help="The house's own rule set, which always binds home."
    ),
    _CATALOGUE,
    click.option("--waivers", multiple=True, metavar="PATH", help="File of grants outside the rule sets."),
)
_SHARED = (
    *_POLICY,
    click.option("--lock", metavar="PATH", help="Refuse whatever `meetgate lock` did not list in this file."),
    click.option("--context", metavar="PATH", help="Context file: directory, home, statements on events."),
    click.option("--home", multiple=True, metavar="ID", help="Organisation we decide for. Default: whoever convenes."),
    click.option("--fulfils", multiple=True, metavar="KIND", help="Obligation that is met already."),
    click.option("--enforces", multiple=True, metavar="KIND", help="Obligation that the caller guarantees."),
    click.option("--known-at", type=Instant(), help="Decide by what was known then: a replay, which opens no gate."),
    click.option("--audit", metavar="PATH", help="Audit log. Without it the output is a preview, never an answer."),
    click.option("--actor", help="Who asks, for the record. Default: user:LOGIN."),
    _READER,
    _FORMAT,
)


def shared(command: F) -> F:
    """Add the options that describe policy, home, audit log and output."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


def policy_options(command: F) -> F:
    """Add the options that name rule sets, catalogue files and waivers."""
    for option in reversed(_POLICY):
        command = option(command)
    return command


def output_format(command: F) -> F:
    """Add `--format`."""
    return _FORMAT(command)


def catalogue_files(command: F) -> F:
    """Add `--catalogue`."""
    return _CATALOGUE(command)


def gatekeeper(asked: Asked, *, assumptions: bool = True) -> Gatekeeper:
    """Load the gatekeeper that the options describe.

    Raises:
        MeetingError: no rule set is named.
    """
    require_rules(asked.rules, asked.base)
    gate = Gatekeeper.load(
        rules=asked.rules,
        base=asked.base,
        catalogue=asked.catalogue,
        context=asked.context,
        home=asked.home or None,
        default_home="convener",
        waivers=asked.waivers,
        lock=asked.lock,
        audit=asked.audit or MemoryStore(),
    )
    return gate if assumptions else gate.without_assumptions()


def require_rules(*origins: Sequence[str]) -> None:
    """Refuse to go on without any rule set.

    Raises:
        MeetingError: none is named.
    """
    if not any(origins):
        hint = "add `--rules NAME`; `meetgate rules list` shows the shipped ones"
        raise fault("options", "M012", "no rule set is named", hint)


def fault(file: str, code: str, message: str, hint: str) -> MeetingError:
    """Build the error of one mistake in what a command was given."""
    return MeetingError.of([Diagnostic(file=file, line=0, column=0, code=code, message=message, help=hint)])


def written(path: Path, text: str) -> None:
    """Write a file, in the place of one that is there.

    Raises:
        MeetingError: the file cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise fault(str(path), "M014", f"the file cannot be written: {error.strerror}", "check the path") from error


def actor(asked: Asked) -> str:
    """Return who asks."""
    return asked.actor or f"user:{_login()}"


def _login() -> str:
    """Return the login name, or the user's number where a container has given it no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # 3.13 raises OSError, earlier versions KeyError
        return str(os.getuid())


def answered(
    gate: Gatekeeper, asked: Asked, meeting: Meeting, *, ask_about: Container[str] | None = None
) -> Decision | Preview:
    """Decide one meeting: recorded where there is a log, else previewed, with what to ask about these platforms."""
    if asked.audit is None:
        return gate.preview_request(Request(meeting=meeting), known_at=asked.known_at, ask_about=ask_about)
    return gate.decide(meeting, actor=actor(asked), known_at=asked.known_at)


def promised(asked: Asked, meeting: Meeting) -> Meeting:
    """Add what the options say is fulfilled and enforced."""
    return attrs.evolve(
        meeting,
        fulfils=meeting.fulfils | frozenset(asked.fulfils),
        enforces=meeting.enforces | frozenset(asked.enforces),
    )
