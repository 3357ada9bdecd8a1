"""Build the command `meetgate` and turn every outcome into its exit status (contract)."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

import click
import structlog

from meetgate.cli._audit import audit
from meetgate.cli._check import check
from meetgate.cli._decide import decide, explain
from meetgate.cli._diff import diff_rules
from meetgate.cli._links import links
from meetgate.cli._lock import lock
from meetgate.cli._new import new_rules
from meetgate.cli._platforms import platforms
from meetgate.cli._rules import rules
from meetgate.cli._test import test
from meetgate.cli._text import plain
from meetgate.errors import AuditError, MeetgateError

BAD_INPUT: Final = 2
NOT_RECORDED: Final = 4
INTERNAL: Final = 70  # EX_SOFTWARE of sysexits.h
CUT_SHORT: Final = 141  # what a shell shows for SIGPIPE; 0 would say that everything asked is permitted


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="meetgate", prog_name="meetgate")
def meetgate() -> None:
    """Decide which meeting platforms may carry a meeting, and why.

    \b
    Examples:
      meetgate check calendar.ics --rules gb-ncsc-parliament-2020-04 --context context.yaml
      meetgate decide meeting.json --rules my-rules.yaml --audit audit.db
      meetgate explain meeting.json zoom --rules gb-ncsc-parliament-2020-04
      meetgate rules lint my-rules.yaml
      meetgate links https://us02web.zoom.us/j/81234567890
    """


for _command in (check, decide, explain, rules, test, lock, platforms, links, audit):
    meetgate.add_command(_command)
for _command in (new_rules, diff_rules):
    rules.add_command(_command)


class _Unexpected:
    """Report an error that nobody foresaw and exit 70: it must never look like an answer."""

    status = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        traceback.print_exception(kind, error, trace)
        self.status = INTERNAL
        return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    0: everything asked is permitted; 3: not; 2: bad input, rules or usage; 4: the audit log could not be
    written or read; 70: an unexpected error; 141: the reader of the output went away.
    """
    _log_to_standard_error()
    with _Unexpected() as unexpected:
        return _run(arguments)
    return unexpected.status


def _log_to_standard_error() -> None:
    """Keep events off standard output, which belongs to the answer; say nothing below a warning."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def _run(arguments: Sequence[str] | None) -> int:
    try:
        given = None if arguments is None else list(arguments)
        status = meetgate.main(args=given, prog_name="meetgate", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except click.Abort:
        return BAD_INPUT
    except AuditError as error:
        _complain(f"meetgate: there is no answer: {error}")
        return NOT_RECORDED
    except MeetgateError as error:
        _complain(f"{error}")
        return BAD_INPUT
    except SystemExit:
        # click's way of saying that the reader of our output, e.g. `head`, has gone; it exits 1 by itself.
        return CUT_SHORT
    return int(status or 0)


def _complain(text: str) -> None:
    """Write an error to standard error; what it quotes must not drive the terminal."""
    click.echo("\n".join(map(plain, text.split("\n"))), err=True)
