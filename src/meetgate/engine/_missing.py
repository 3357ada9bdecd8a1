"""Name the smallest sets of facts that would settle an undetermined verdict, whatever the answers (section 4).

The search tries answers: for every unknown fact that the loaded rules read, the classes of values that no rule
tells apart have one representative each. A set settles the verdict when every combination of its answers
moves it off UNDETERMINED. Every answer that leaves it open rules out many sets at once: knowing less settles no
more (law 2), so a settling set holds some fact outside whatever can be answered with the verdict still open.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs

from meetgate.engine._case import AnswerValue, Case, at_home
from meetgate.engine._define import decide_platform
from meetgate.engine._questions import Question, questions
from meetgate.model import Disclose, Platform, Verdict

#: No more facts are asked for in one set, unless only a larger one settles the verdict.
LARGEST: Final = 3
#: No more sets are listed.
MOST: Final = 5
#: Combinations of answers that are tried for one set of facts; above it the set counts as not settling.
PATIENCE: Final = 4096

#: Facts with the number of the answer that each is given.
Picks = dict[str, int]


@attrs.frozen(kw_only=True)
class Missing:
    """Hold the smallest settling sets; `truncated` says that none has three facts or fewer."""

    sets: tuple[tuple[str, ...], ...] = ()
    truncated: bool = False
    #: How far the name of each fact that may be asked for is disclosed.
    disclosed: Mapping[str, Disclose] = attrs.field(factory=dict[str, Disclose])


def missing(case: Case, platform: Platform) -> Missing:
    """Return what to ask about an undetermined platform."""
    search = _Search(case=case, platform=platform, asked=questions(case, platform))
    disclosed = {name: each.disclose for name, each in search.asked.items()}
    for size in range(1, LARGEST + 1):
        found = tuple(itertools.islice(_settling(search, size), MOST))
        if found:
            return Missing(sets=found, disclosed=disclosed)
    return Missing(sets=_larger(search), truncated=True, disclosed=disclosed)


@attrs.frozen(kw_only=True)
class _Search:
    """Hold what is asked about one platform, and the sets of which every settling set holds a fact, as found so far."""

    case: Case
    platform: Platform
    asked: Mapping[str, Question]
    hits: list[frozenset[str]] = attrs.field(factory=list[frozenset[str]])
    #: What home alone would find of the platforms that tiers rank above this one, under the answers that touch each.
    alone: dict[str, dict[frozenset[tuple[str, int]], Verdict]] = attrs.field(
        factory=dict[str, dict[frozenset[tuple[str, int]], Verdict]]
    )

    def open(self, picks: Picks) -> bool:
        """Say whether the verdict stays open under these answers."""
        answers = {
            name: value for fact, each in picks.items() for name, value in self.asked[fact].answers[each].items()
        }
        case = _answered(self.case, answers)
        touching = {rival: _touching(picks, rival) for rival in self.alone}
        case.alone.update({each: self.alone[each][key] for each, key in touching.items() if key in self.alone[each]})
        verdict = decide_platform(case, self.platform).verdict
        for rival, found in case.alone.items():
            self.alone.setdefault(rival, {})[_touching(picks, rival)] = found
        return verdict is Verdict.UNDETERMINED


def _touching(picks: Picks, platform: str) -> frozenset[tuple[str, int]]:
    """Return the answers that may move a platform: all but those about the facts of another one."""
    return frozenset(
        each
        for each in picks.items()
        if not each[0].startswith("platform:") or each[0].startswith(f"platform:{platform}.")
    )


def _settling(search: _Search, size: int) -> Iterator[tuple[str, ...]]:
    for facts in itertools.combinations(sorted(search.asked), size):
        if all(not each.isdisjoint(facts) for each in search.hits) and _settles(search, facts):
            yield facts


def _settles(search: _Search, facts: Sequence[str]) -> bool:
    """Say whether every combination of answers moves the verdict off UNDETERMINED; learn from one that does not."""
    choices = [range(len(search.asked[fact].answers)) for fact in facts]
    if math.prod(len(each) for each in choices) > PATIENCE:
        return False
    combinations = (dict(zip(facts, each, strict=True)) for each in itertools.product(*choices))
    picks = next((each for each in combinations if search.open(each)), None)
    if picks is None:
        return True
    search.hits.append(_outside(search, picks))
    return False


def _outside(search: _Search, picks: Picks) -> frozenset[str]:
    """Return the facts that remain when as many others as possible are answered too, with the verdict still open."""
    left: set[str] = set()
    chunks = [sorted(search.asked.keys() - picks.keys())]
    while chunks:
        chunk = chunks.pop()
        fuller = next((each for each in _fuller(search, picks, chunk) if search.open(each)), None)
        if fuller is not None:
            picks = fuller
        elif len(chunk) == 1:
            left |= {*chunk}
        else:
            middle = len(chunk) // 2
            chunks += [half for half in (chunk[middle:], chunk[:middle]) if half]
    return frozenset(left)


def _fuller(search: _Search, picks: Picks, chunk: Sequence[str]) -> Iterator[Picks]:
    """Yield the answers with a chunk of facts answered too: one fact in every way, several in the first and the last."""
    ways = range(len(search.asked[chunk[0]].answers)) if len(chunk) == 1 else (0, -1)
    for way in ways:
        yield {**picks, **dict.fromkeys(chunk, way)}


def _answered(case: Case, answers: Mapping[str, AnswerValue]) -> Case:
    home = answers.get("home")
    stated = at_home(case, home) if isinstance(home, str) else case
    return attrs.evolve(stated, answers={**case.answers, **answers})


def _larger(search: _Search) -> tuple[tuple[str, ...], ...]:
    """Return one larger set that settles the verdict: all facts, less those that it can do without."""
    kept = sorted(search.asked)
    if not _settles(search, kept):
        return ()
    for fact in sorted(search.asked):
        fewer = [each for each in kept if each != fact]
        if all(not each.isdisjoint(fewer) for each in search.hits) and _settles(search, fewer):
            kept = fewer
    return (tuple(kept),)
