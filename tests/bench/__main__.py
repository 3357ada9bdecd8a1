"""Print the figures that the project promises: `python -m tests.bench [--format json] [--quick]`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from typing import Final

from tests.bench import cold, extremes, figures, report
from tests.bench.effort import Effort, Found
from tests.bench.scenes import PEERS, installed

_FULL: Final = Effort(rounds=10, meetings=100)
_QUICK: Final = Effort(rounds=3, meetings=40, quick=True)
#: What is measured, in this order; each frees what it built before the next begins.
_PARTS: Final[dict[str, Callable[[Effort], Found]]] = {
    "engines": figures.against_others,
    "variants": figures.one_thing_varied,
    "compiling": figures.compiling,
    "reading": figures.reading,
    "crowds": extremes.crowded,
    "organisations": extremes.many_organisations,
    "packs": extremes.everything_shipped,
    "load": cold.load_packs,
    "imports": cold.imports,
}


def main() -> None:
    """Measure, and print a table with what was promised, or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--quick", action="store_true", help="look shorter, at fewer engines and smaller extremes")
    parser.add_argument("--only", choices=_PARTS, action="append", help="measure this part; may be given again")
    wanted = parser.parse_args()
    effort = _QUICK if wanted.quick else _FULL
    for peer in PEERS:
        if not installed(peer):
            sys.stderr.write(f"not installed, so not measured: {peer.NAME}\n")
    # CLIPS says something to standard output whenever one of its environments ends: that goes to standard error.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as output:
        os.dup2(2, 1)
        found = measured(effort, wanted.only or [*_PARTS])
        output.write((report.as_json(found) if wanted.format == "json" else report.as_text(found)) + "\n")


def measured(effort: Effort, parts: Iterable[str]) -> Found:
    """Measure the parts, one after the other."""
    found = Found()
    for part in parts:
        here = _PARTS[part](effort)
        found.figures.update(here.figures)
        found.times.update(here.times)
    return found


if __name__ == "__main__":
    main()
