"""Compare our answers with those of Cedar and Rego on many random meetings: `python -m tests.oracles`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from tests.oracles.engines import PREDICATES
from tests.oracles.running import MEETINGS, Tally, compared, smallest

from meetgate.model import Verdict

#: The verdicts that the boolean core has, and the least share of meetings that each must be seen in.
_VERDICTS: Final = (Verdict.PERMITTED, Verdict.FORBIDDEN, Verdict.NOT_COVERED, Verdict.UNDETERMINED)
_SHARE: Final = 0.05


def main() -> int:
    """Compare, print what was compared, and say whether everybody agreed on everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracles")
    parser.add_argument("--meetings", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    wanted = parser.parse_args()
    began = time.monotonic()
    seeds = range(wanted.seed, wanted.seed + -(-wanted.meetings // MEETINGS))
    with ProcessPoolExecutor(wanted.processes) as pool:
        tallies = list(pool.map(compared, seeds, chunksize=4))
    _report(tallies, seconds=time.monotonic() - began)
    return 1 if _wrong(tallies) else 0


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{each}\n" for each in lines)


def _report(tallies: Iterable[Tally], *, seconds: float) -> None:
    listed = list(tallies)
    verdicts = sum((each.verdicts for each in listed), Counter[Verdict]())
    predicates = sum((each.predicates for each in listed), Counter[str]())
    moments = sum(each.moments for each in listed)
    _say(f"{sum(verdicts.values())} meetings in {len(listed)} worlds, at {moments} moments, in {seconds:.0f} s")
    for verdict in _VERDICTS:
        _say(f"  {verdict.value}: {verdicts[verdict] / sum(verdicts.values()):.1%}")
    for name in PREDICATES:
        _say(f"  {name}: {predicates[name] / moments:.1%} of the moments")


def _wrong(tallies: list[Tally]) -> bool:
    """Say what is wrong, if anything is: a disagreement, as small as it gets, or a verdict that is hardly drawn."""
    verdicts = sum((each.verdicts for each in tallies), Counter[Verdict]())
    rare = [each.value for each in _VERDICTS if verdicts[each] < _SHARE * sum(verdicts.values())]
    if rare:
        _say(f"hardly ever drawn: {', '.join(rare)}")
    troubles = [each for tally in tallies for each in tally.trouble]
    for who, count in Counter(_who(told) for _, _, told in troubles).items():
        _say(f"{who} disagrees in {count} worlds")
    for world, question, _ in troubles[:1]:
        small, asked, told = smallest(world, question)
        _say("The first, as small as it gets:")
        for rule_set in small.rule_sets:
            _say(*(f"  {rule_set.name}: {rule}" for rule in rule_set.rules))
        _say(f"  {asked.platform}, {asked.case.meeting}\n{told}")
    return bool(rare or troubles)


def _who(told: str) -> str:
    """Return who says something else, by the last line of what is told of it."""
    return told.rpartition("\n")[2].partition(" says ")[0]


if __name__ == "__main__":
    sys.exit(main())
