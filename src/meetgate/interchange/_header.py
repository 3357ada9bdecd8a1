"""Say at the top of an export what it is, for which meetings it answers, and what it leaves out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from meetgate.interchange._core import Core
from meetgate.model import stamp


def header(core: Core) -> Iterator[str]:
    """Yield the lines of a comment; names stand in it as JSON strings, so that none begins a line of its own."""
    yield "Exported by meetgate: the boolean core of rule sets. Whatever is missing makes nothing permitted."
    for each in core.rule_sets:
        yield f"rule set {json.dumps(each)}"
    yield f"catalogue and schemes as of {stamp(core.instant)}, by what was known at {stamp(core.known_at)}"
    yield f"answers for meetings from {_edge(core.since)} until {_edge(core.until)}; export again for others"
    yield "left out: how many a platform holds, what a meeting calls available, waivers, explanations, the record"
    for each in core.left_out:
        yield f"left out, as it changes no verdict: {json.dumps(each)}"


def _edge(moment: datetime | None) -> str:
    return "ever" if moment is None else stamp(moment)
