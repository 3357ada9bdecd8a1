# ruff: noqa: INP001  # a script to copy, no package
"""Book a meeting on the first platform that the rules allow, or say what stands in the way.

python book.py meeting.json audit.db
"""

from __future__ import annotations

import sys
from pathlib import Path

from meetgate import Gatekeeper, Meeting


def book(meeting: Meeting, gate: Gatekeeper, available: tuple[str, ...] = ("zoom", "microsoft-teams")) -> str:
    """Return the platform that was booked, or nothing and why; the decision is on disk before this returns."""
    decision = gate.decide(meeting, actor="system:booking")
    for platform in available:
        if decision.allows(platform):
            return f"booked on {platform}, by entry {decision.record.index if decision.record else None} of the log"
    return "; ".join(f"{name} is {decision[name].verdict.value}" for name in available)


if __name__ == "__main__":
    path, log = sys.argv[1:]
    gatekeeper = Gatekeeper.load(rules=["gb-ncsc-parliament-2020-04"], audit=log)
    print(book(Meeting.from_json(Path(path).read_bytes()), gatekeeper))  # noqa: T201  # what the example is for
