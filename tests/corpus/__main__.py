"""Run a file of cases in plain terms and print one JSON line for each; exit 0 if none fails, 1 if one does."""

from __future__ import annotations

import collections
import sys
from pathlib import Path

from tests.corpus.running import Runner, read_lines

USAGE = 2


def main(arguments: list[str]) -> int:
    """Run every case of the named files."""
    if not arguments:
        sys.stderr.write("usage: python -m tests.corpus FILE.jsonl...\n")
        return USAGE
    runner = Runner()
    counts: collections.Counter[str] = collections.Counter()
    try:
        for name in arguments:
            for case in read_lines(Path(name).read_text(encoding="utf-8")):
                outcome = runner.run(case)
                counts[outcome.status] += 1
                sys.stdout.write(outcome.line() + "\n")
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    sys.stderr.write(", ".join(f"{count} {status}" for status, count in sorted(counts.items())) + "\n")
    return 1 if counts["fail"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
