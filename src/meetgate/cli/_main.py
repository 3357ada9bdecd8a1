"""Build the command `meetgate` and turn every outcome into its exit status (contract)."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

import click

from meetgate.cli._audit import audit
from meetgate.cli._check import check
from meetgate.cli._decide import decide, explain
from meetgate.cli._links import links
from meetgate.cli._platforms import platforms
from meetgate.cli._rules import rules
from meetgate.errors import AuditError, MeetgateError

BAD_INPUT: Final = 2
NOT_RECORDED: Final = 4
INTERNAL: Final = 70  # EX_SOFTWARE of sysexits.h


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="meetgate")
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


for _command in (check, decide, explain, rules, platforms, links, audit):
    meetgate.add_command(_command)


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
    written; 70: an unexpected error.
    """
    with _Unexpected() as unexpected:
        return _run(arguments)
    return unexpected.status


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = meetgate.main(args=None if arguments is None else list(arguments), standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except click.Abort:
        return BAD_INPUT
    except AuditError as error:
        click.echo(f"meetgate: not recorded, so there is no answer: {error}", err=True)
        return NOT_RECORDED
    except MeetgateError as error:
        click.echo(f"{error}", err=True)
        return BAD_INPUT
    except BrokenPipeError:
        # The reader of our output has gone, e.g. `head`; what is left would only raise again at exit.
        sys.stderr.close()
        return 0
    return int(status or 0)
