"""Measure what a fresh interpreter pays: imports, and reading everything that is shipped."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from typing import Final

from tests.bench.effort import Effort, Found

from meetgate.gatekeeper.policy import pack_names

_STATEMENTS: Final = {
    "python": "pass",
    "attrs": "import attrs",
    "meetgate": "import attrs, meetgate",
    "gatekeeper": "import attrs; from meetgate import Gatekeeper, Meeting",
}
#: The log is opened by the first decision, and none is made.
_LOAD: Final = """
import time
from meetgate import Gatekeeper
began = time.perf_counter()
Gatekeeper.load(rules={names!r}, audit="never-opened.sqlite")
print(time.perf_counter() - began)
"""


def imports(effort: Effort) -> Found:
    """Return what the imports cost in milliseconds, interpreter included, and what is ours of it."""
    found: dict[str, list[float]] = {name: [] for name in _STATEMENTS}
    for _ in range(3 if effort.quick else 15):
        for name, statement in _STATEMENTS.items():
            found[name].append(_milliseconds(statement))
    median = {name: round(statistics.median(runs), 1) for name, runs in found.items()}
    median["import_meetgate_beyond_attrs_ms"] = round(median["meetgate"] - median["attrs"], 1)
    median["import_gatekeeper_beyond_attrs_ms"] = round(median["gatekeeper"] - median["attrs"], 1)
    return Found({**median})


def load_packs(effort: Effort) -> Found:
    """Return how long a fresh interpreter takes to read every shipped pack, in milliseconds; imports included."""
    load = _LOAD.format(names=sorted(pack_names()))
    taken = [float(_said(load)) * 1000 for _ in range(1 if effort.quick else 3)]
    return Found({"load_packs_cold_ms": round(statistics.median(taken), 1)})


def _milliseconds(statement: str) -> float:
    """Return how long one fresh interpreter takes for a statement."""
    began = time.perf_counter()
    _said(statement)
    return (time.perf_counter() - began) * 1000


def _said(statement: str) -> str:
    cold = {**os.environ, "MEETGATE_CACHE": "off"}  # or only the first of several would be
    done = subprocess.run([sys.executable, "-c", statement], check=True, capture_output=True, text=True, env=cold)  # noqa: S603  # our own interpreter, our own words
    return done.stdout
