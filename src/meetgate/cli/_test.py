"""Run the tests of rule sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from meetgate.cli._text import Line, show
from meetgate.testing.cases import Result, find_cases, read_cases, run_cases


@click.command("test")
@click.argument("paths", nargs=-1, required=True, metavar="PATH|NAME...")
def test(paths: Sequence[str]) -> int:
    """Run test files, all below a folder, or those of a shipped rule set; exit 0 if all pass, 1 if one fails.

    \b
    Examples:
      meetgate test rules/
      meetgate test gb-ncsc-parliament-2020-04
    """
    files = [read_cases(text, file=file) for file, text in find_cases(paths)]
    results = [result for each in files for result in run_cases(each)]
    failed = [each for each in results if not each.passed]
    show(line for each in failed for line in _failure(each))
    show(line for each in results if each.passed and each.disputed for line in _dispute(each))
    passed = f"{len(results) - len(failed)} of {len(results)} pass"
    show([(passed, "red" if failed else "green")])
    return 1 if failed else 0


def _failure(result: Result) -> Iterator[Line]:
    yield f"FAILED {result.at}: {result.title}", "red"
    for failure in result.failures:
        yield from ((f"  {line}", None) for line in failure.split("\n"))


def _dispute(result: Result) -> Iterator[Line]:
    yield f"disputed {result.at}: {result.title}: {result.disputed}", "yellow"
