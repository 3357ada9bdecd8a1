"""Print the figures that issues name: `python -m tests.bench [--format json]`."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

_RUNS = 15
_STATEMENTS = {
    "python": "pass",
    "attrs": "import attrs",
    "meetgate": "import attrs, meetgate",
    "gatekeeper": "import attrs; from meetgate import Gatekeeper, Meeting",
}


def _milliseconds(statement: str) -> float:
    """Return how long one fresh interpreter takes for a statement."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)  # noqa: S603  # our own interpreter, our own words
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Measure the statements in turn, so that a busy moment of the machine hits them all alike."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    wanted = parser.parse_args()
    found: dict[str, list[float]] = {name: [] for name in _STATEMENTS}
    for _ in range(_RUNS):
        for name, statement in _STATEMENTS.items():
            found[name].append(_milliseconds(statement))
    median = {name: round(statistics.median(runs), 1) for name, runs in found.items()}
    median["import_meetgate_beyond_attrs_ms"] = round(median["meetgate"] - median["attrs"], 1)
    median["import_gatekeeper_beyond_attrs_ms"] = round(median["gatekeeper"] - median["attrs"], 1)
    if wanted.format == "json":
        sys.stdout.write(json.dumps(median) + "\n")
    else:
        sys.stdout.writelines(f"{name:40} {value:8.1f} ms\n" for name, value in median.items())


if __name__ == "__main__":
    main()
