# ruff: noqa: INP001  # a script to copy, no package
"""Judge one meeting twice: by what was known on the day, and by what came out the day after.

On 2 April 2020 Zoom told a newspaper that meeting data stays where the host's account is at home. On 3 April it
admitted that meetings outside China had passed through servers in China since February, and mended it.

Run: python examples/replay/replay.py
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from meetgate import Gatekeeper, Meeting
from meetgate.audit import MemoryStore

MEETING: Final = Path(__file__).parent / "meeting.json"
ON_THE_DAY: Final = datetime(2020, 4, 2, 14, tzinfo=UTC)
AFTERWARDS: Final = datetime(2020, 4, 4, tzinfo=UTC)


def main() -> None:
    """Print the verdict on Zoom for the meeting, and for the same meeting four days later, in both times."""
    gate = Gatekeeper.load(
        rules=["generic-anything-goes", "generic-no-china-path"], home=["example.org"], audit=MemoryStore()
    )
    stated = json.loads(MEETING.read_text(encoding="utf-8"))
    for day, known_at in ((2, ON_THE_DAY), (2, AFTERWARDS), (6, AFTERWARDS)):
        times = {key: stated[key].replace("2020-04-02", f"2020-04-{day:02}") for key in ("starts", "ends")}
        decision = gate.decide(Meeting.from_json({**stated, **times}), actor="example:replay", known_at=known_at)
        zoom = decision["zoom"]
        sys.stdout.write(f"meeting of {day} April, known on {known_at.day} April: zoom is {zoom.verdict.value}\n")
        for each in zoom.reasons:
            sys.stdout.write(f"  {each.effect} {each.ruleset}/{each.rule}: {each.because} [{each.source}]\n")


if __name__ == "__main__":
    main()
