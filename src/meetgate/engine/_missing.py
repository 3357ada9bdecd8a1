"""Name the smallest sets of facts that would settle an undetermined verdict, whatever the answers (section 4).

The search tries answers: for every unknown fact that the loaded rules read, the classes of values that no rule
tells apart have one representative each. A set settles the verdict when every combination of its answers
moves it off UNDETERMINED.
"""

from __future__ import annotations

import itertools
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


@attrs.frozen(kw_only=True)
class Missing:
    """Hold the smallest settling sets; `truncated` says that none has three facts or fewer."""

    sets: tuple[tuple[str, ...], ...] = ()
    truncated: bool = False
    #: How far the name of each fact that may be asked for is disclosed.
    disclosed: Mapping[str, Disclose] = attrs.field(factory=dict[str, Disclose])


def missing(case: Case, platform: Platform) -> Missing:
    """Return what to ask about an undetermined platform."""
    asked = questions(case, platform)
    disclosed = {name: each.disclose for name, each in asked.items()}
    needed = _needed(case, platform, asked)
    for size in range(max(1, len(needed)), LARGEST + 1):
        found = list(itertools.islice(_settling(case, platform, asked, needed=needed, size=size), MOST))
        if found:
            return Missing(sets=tuple(found), disclosed=disclosed)
    return Missing(sets=_larger(case, platform, asked, needed=needed), truncated=True, disclosed=disclosed)


def _needed(case: Case, platform: Platform, asked: Mapping[str, Question]) -> frozenset[str]:
    """Return facts that every settling set holds: without them, answers to all the others leave it open.

    Knowing less than those answers settles no more (law 2), so that no set without the fact has to be tried.
    """

    def open_without(fact: str, pick: int) -> bool:
        answers = {
            name: value for key, each in asked.items() if key != fact for name, value in each.answers[pick].items()
        }
        return decide_platform(_answered(case, answers), platform).verdict is Verdict.UNDETERMINED

    return frozenset(fact for fact in asked if open_without(fact, 0) or open_without(fact, -1))


def _settling(
    case: Case, platform: Platform, asked: Mapping[str, Question], *, needed: frozenset[str], size: int
) -> Iterator[tuple[str, ...]]:
    others = sorted(asked.keys() - needed)
    for more in itertools.combinations(others, size - len(needed)):
        facts = tuple(sorted({*needed, *more}))
        if settles(case, platform, [asked[fact] for fact in facts]):
            yield facts


def settles(case: Case, platform: Platform, asked: Sequence[Question]) -> bool:
    """Say whether every combination of answers moves the verdict off UNDETERMINED."""
    combinations = 1
    for each in asked:
        combinations *= max(1, len(each.answers))
    return combinations <= PATIENCE and all(
        decide_platform(_answered(case, answers), platform).verdict is not Verdict.UNDETERMINED
        for answers in _all_answers(asked)
    )


def _all_answers(asked: Sequence[Question]) -> Iterator[dict[str, AnswerValue]]:
    for values in itertools.product(*(each.answers for each in asked)):
        yield {name: value for each in values for name, value in each.items()}


def _answered(case: Case, answers: Mapping[str, AnswerValue]) -> Case:
    home = answers.get("home")
    stated = at_home(case, home) if isinstance(home, str) else case
    return attrs.evolve(stated, answers={**case.answers, **answers})


def _larger(
    case: Case, platform: Platform, asked: Mapping[str, Question], *, needed: frozenset[str]
) -> tuple[tuple[str, ...], ...]:
    """Return one larger set that settles the verdict: all facts, less those that it can do without."""
    kept = sorted(asked)
    if not settles(case, platform, [asked[fact] for fact in kept]):
        return ()
    for fact in sorted(asked.keys() - needed):
        fewer = [each for each in kept if each != fact]
        if settles(case, platform, [asked[each] for each in fewer]):
            kept = fewer
    return (tuple(kept),)
