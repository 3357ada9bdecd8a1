"""List the facts that are unknown and that a verdict may hang on, each with the answers that make a difference.

Two values of a fact are of one class when no loaded rule tells them apart; one value of each class is tried.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs

from meetgate.engine._bind import binds, binds_anybody, binds_unlisted, role_of
from meetgate.engine._case import AnswerValue, Case, Sight
from meetgate.engine._facts import head_count
from meetgate.engine._labels import invalid, label_gaps, labels_readable, links_at_stake
from meetgate.engine._reads import Read, Reads
from meetgate.engine._tiers import better
from meetgate.engine._time import cuts, doubtful, in_force, instants, rule_in_force
from meetgate.model import CHOICES, EVERYONE, Atom, Audience, Disclose, Label, Platform, RuleSet, State, Truth

#: Stands for every value that no rule mentions.
OTHER: Final = "(anything else)"
_TRUTHS: Final = (Truth.FALSE, Truth.TRUE)


@attrs.frozen(kw_only=True)
class Question:
    """Be one unknown fact, the answers to try, and how far its name may be disclosed."""

    fact: str
    answers: tuple[Mapping[str, AnswerValue], ...]
    disclose: Disclose


def questions(case: Case, platform: Platform) -> dict[str, Question]:
    """Return every question that may move the verdict on a platform, by the fact's name."""
    found: dict[str, Question] = {}
    reads = Reads()
    moments, judged = _moments(case), (platform, *better(case, platform))
    for rule_set in case.rule_sets:
        if rule_set.observe or all(_unbound(case, rule_set, moment) for moment in moments):
            continue
        for each in judged:
            reads.add_rule_set(case, rule_set, each, moments=moments)
        for question in _about_rule_set(case, rule_set):
            found[question.fact] = question
    found |= {name: _from_read(name, read) for name, read in reads.by_name.items()}
    found |= {question.fact: question for question in (*_about_meeting(case, reads), *_about_room(case, platform))}
    return {name: question for name, question in found.items() if question.answers}


def _moments(case: Case) -> tuple[datetime | None, ...]:
    judged, later = instants(case)
    return (*judged, *later)


def _unbound(case: Case, rule_set: RuleSet, moment: datetime | None) -> bool:
    return binds_anybody(case, rule_set, moment) is Truth.FALSE


def _truth_question(fact: str, disclose: Disclose = Disclose.PUBLIC) -> Question:
    return Question(fact=fact, answers=tuple({fact: each} for each in _TRUTHS), disclose=disclose)


def _about_rule_set(case: Case, rule_set: RuleSet) -> Iterator[Question]:
    """Ask whom a rule set binds, whether it is in force, and how a disputed rule is to be read."""
    closeness = min((rule.disclose for rule in rule_set.rules), key=list(Disclose).index, default=Disclose.HOME)
    for moment in _moments(case):
        for organisation in case.present:
            if binds(case, rule_set, organisation, moment) is Truth.UNKNOWN:
                yield _truth_question(f"binds:{rule_set.key}/{organisation.shown}", closeness)
        if moment is None:
            continue
        if in_force(case, rule_set, moment) is Truth.UNKNOWN:
            yield _truth_question(f"in_force:{rule_set.key}", closeness)
        for rule in rule_set.rules:
            sight = Sight(case=case, rule_set=rule_set, platform=_any_platform(case), instant=moment)
            if rule_in_force(sight, rule) is Truth.UNKNOWN:
                yield _truth_question(f"in_force:{rule_set.key}/{rule.id}", rule.disclose)
    for rule in rule_set.rules:
        if rule.disputed is not None:
            yield _truth_question(f"ruling:{rule_set.key}/{rule.id}", rule.disclose)


def _any_platform(case: Case) -> Platform:
    return next(iter(case.catalogue.platforms.values()))


def _about_meeting(case: Case, reads: Reads) -> Iterator[Question]:
    """Ask for the facts that no single condition reads: home, role, time, who else comes, the label."""
    if case.home is None:
        yield Question(fact="home", answers=tuple({"home": each} for each in _homes(case)), disclose=Disclose.PUBLIC)
    unlisted = [each.key for each in case.rule_sets if binds_unlisted(case, each) is Truth.UNKNOWN]
    if unlisted or reads.open_lists:
        yield _who_else(unlisted, others=reads.open_lists)
    if reads.asks_role and role_of(case) is None:
        yield Question(fact="role", answers=({"role": "host"}, {"role": "join"}), disclose=Disclose.PUBLIC)
    yield from _about_time(case)
    if reads.asks_label or invalid(case) is Truth.UNKNOWN:
        yield from _about_label(case, reads)
    for link in links_at_stake(case, reads.authorities):
        if reads.asks_label and any(link.valid.covers(moment) is Truth.UNKNOWN for moment in _moments(case)):
            yield _truth_question(f"equivalence:{link.name}")


def _homes(case: Case) -> list[str]:
    """Return the organisations that home may turn out to be: those listed, those that rules name, any other."""
    criteria = [each for rule_set in case.rule_sets for each in (*rule_set.binds.any, *rule_set.binds.none)]
    named = {each.organisation for each in criteria if each.organisation is not None}
    declared = {each.id for rule_set in case.rule_sets for each in rule_set.organisations if each.id is not None}
    return [*sorted({each.shown for each in case.present} | named | declared), OTHER]


def _who_else(unlisted: list[str], *, others: bool) -> Question:
    names = [*unlisted, *(["others"] if others else [])]
    return Question(
        fact="participants",
        answers=tuple({"participants": subset} for subset in _subsets(names)),
        disclose=Disclose.PUBLIC,
    )


def _about_time(case: Case) -> Iterator[Question]:
    edges = cuts(case)
    meeting = case.meeting
    if meeting.starts is None and edges:
        first = edges[0] if meeting.ends is None else min(edges[0], meeting.ends)
        before = [each for each in edges if meeting.ends is None or each < meeting.ends]
        probes = [_day_before(first), *before]
        yield Question(fact="starts", answers=tuple({"starts": each} for each in probes), disclose=Disclose.PUBLIC)
    later = edges if meeting.starts is None else instants(case)[1]
    if meeting.ends is None and later:
        probes = [later[0], *(cut + timedelta(microseconds=1) for cut in later)]
        yield Question(fact="ends", answers=tuple({"ends": each} for each in probes), disclose=Disclose.PUBLIC)


def _day_before(moment: datetime) -> datetime:
    """Return the instant a day earlier, or the first that there is."""
    first = datetime.min.replace(tzinfo=UTC)
    return max(moment, first + timedelta(days=1)) - timedelta(days=1)


def _about_room(case: Case, platform: Platform) -> Iterator[Question]:
    """Ask how many the platform takes, where what is stated of it cannot be told."""
    if any(doubtful(case, platform, "capacity", moment) for moment in _moments(case)):
        least, _ = head_count(Sight(case=case, rule_set=RuleSet(name=""), platform=platform, instant=None))
        fact = f"platform:{platform.id}.capacity"
        limits = {max(least - 1, 0), least}
        answers = tuple({fact: frozenset({str(each)})} for each in sorted(limits))
        yield Question(fact=fact, answers=answers, disclose=Disclose.PUBLIC)


def _about_label(case: Case, reads: Reads) -> Iterator[Question]:
    marks, categories = reads.label_words("marks"), reads.label_words("categories")
    if case.meeting.classification is None or not labels_readable(case, _moments(case)[0]):
        levels = [
            Label.of(f"{scheme.authority}:{level}").atoms
            for scheme in case.schemes.by_authority.values()
            if scheme.authority in reads.authorities
            for level in scheme.levels
        ]
        # A level of a scheme that is not held can be stated, and tells nothing.
        levels += [frozenset({Atom(each, OTHER)}) for each in sorted(reads.authorities - {*case.schemes.by_authority})]
        words = itertools.product(_subsets(marks), _subsets(categories))
        audiences = [EVERYONE, Audience.only()] if reads.asks_audience else [EVERYONE]
        answers = [
            Label(atoms=atoms, marks=mark, categories=category, audience=audience)
            for (mark, category), atoms, audience in itertools.product(words, [frozenset[Atom](), *levels], audiences)
        ]
        yield Question(
            fact="classification",
            answers=tuple({"classification": each} for each in answers),
            disclose=reads.label_disclose,
        )
        return
    for gap, values in label_gaps(case, marks=_subsets(marks), categories=_subsets(categories)).items():
        yield Question(fact=gap, answers=tuple({gap: each} for each in values), disclose=reads.label_disclose)


def _from_read(name: str, read: Read) -> Question:
    """Turn what the rules read of one fact into the answers that they tell apart."""
    if read.truth:
        return _truth_question(name, read.disclose)
    answers: Iterable[AnswerValue]
    if name == "attendance":
        return _about_heads(read)
    representatives = sorted(_classes(read.values), key=str)
    if read.set:
        answers = _subsets([str(each) for each in representatives])
    elif read.flag:
        # Where rules ask for yes and for no, `stated none` is neither.
        both = {True, False} <= {each for values in read.values for each in values}
        answers = (False, True, State.NONE) if both else (False, True)
    elif frozenset({"yes", "no"}) in read.values:
        # A feature: what is neither yes nor no would leave the question open, so nobody is asked to answer so.
        answers = ("no", "yes")
    else:
        closed = CHOICES.get(name.rpartition(".")[2], frozenset())
        rest = sorted(closed - {each for values in read.values for each in values}) if closed else [OTHER]
        others: list[AnswerValue] = [*rest[:1]]
        answers = [*representatives, *(others or [State.NONE])]
    if read.wrapped:
        answers = [frozenset({str(each)}) for each in answers]
    return Question(fact=name, answers=tuple({name: each} for each in answers), disclose=read.disclose)


def _about_heads(read: Read) -> Question:
    bounds = {int(each) for values in read.values for each in values}
    counts = sorted({count for bound in bounds for count in (bound - 1, bound, bound + 1) if count >= 0})
    return Question(fact="attendance", answers=tuple({"attendance": each} for each in counts), disclose=read.disclose)


def _classes(tests: Iterable[frozenset[str | bool]]) -> list[str | bool]:
    """Return one value of each class: values that stand in exactly the same tests are one class."""
    listed = list(tests)
    seen: dict[tuple[bool, ...], str | bool] = {}
    for value in sorted({each for test in listed for each in test}, key=str):
        seen.setdefault(tuple(value in test for test in listed), value)
    return list(seen.values())


def _subsets(members: Iterable[str]) -> list[frozenset[str]]:
    """Return every set of the members; of more than ten, those with at most two, and all of them."""
    listed = list(members)
    sizes = range(len(listed) + 1) if len(listed) <= 10 else (0, 1, 2, len(listed))  # noqa: PLR2004  # 2**10 is PATIENCE/4
    return [frozenset(each) for size in sizes for each in itertools.combinations(listed, size)]
