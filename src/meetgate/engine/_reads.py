"""List the facts that the rules of a rule set read and that are unknown, with the values they are tested for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from meetgate.engine._attest import attested
from meetgate.engine._case import Case, Sight, sight_of
from meetgate.engine._clearance import authorities_read, clearance_reads, reads_open_lists
from meetgate.engine._evaluate import covers
from meetgate.engine._facts import has_feature, head_count, reads_as, required, several, single
from meetgate.engine._obligations import features
from meetgate.engine._time import doubtful, found_exposed, hinges, reading
from meetgate.model import (
    All,
    Any,
    Attested,
    Condition,
    Disclose,
    Effect,
    Exposed,
    Is,
    Level,
    Members,
    Not,
    Number,
    Organisation,
    Participant,
    Platform,
    PlatformClass,
    Rule,
    RuleSet,
    Selector,
    SelectorKind,
    Some,
    Truth,
)


@attrs.define(kw_only=True)
class Read:
    """Be what the rules test of one unknown fact, and how far the least restricted of them is disclosed."""

    values: list[frozenset[str | bool]] = attrs.field(factory=list[frozenset[str | bool]])
    disclose: Disclose = Disclose.OFFICERS
    set: bool = False
    flag: bool = False
    truth: bool = False
    #: The answer is the set of values that a platform fact has.
    wrapped: bool = False


@attrs.define(kw_only=True)
class Reads:
    """Gather reads by the name of the fact; it is filled rule by rule and then only looked at."""

    by_name: dict[str, Read] = attrs.field(factory=dict[str, Read])
    asks_label: bool = False
    asks_audience: bool = False
    asks_role: bool = False
    open_lists: bool = False
    authorities: set[str] = attrs.field(factory=set[str])
    label_disclose: Disclose = Disclose.OFFICERS
    _words: dict[str, set[str]] = attrs.field(factory=dict[str, set[str]])

    def label_words(self, attribute: str) -> list[str]:
        """Return, sorted, the marks or categories that rules test."""
        return sorted(self._words.get(attribute, ()))

    def add_rule_set(
        self, case: Case, rule_set: RuleSet, platform: Platform, *, moments: Iterable[datetime | None]
    ) -> None:
        """Add what one rule set, and the waivers of it, read about one platform."""
        for moment in moments:
            sight = sight_of(case, rule_set, platform, moment)
            for rule in rule_set.rules:
                self._add_selectors(sight, rule)
                if _says_nothing(sight, rule):
                    continue
                self._add(sight, rule.when, rule.disclose)
                if rule.effect is Effect.REQUIRE and rule.obligation is not None and rule.obligation.needs is not None:
                    self._feature(sight, rule.obligation.needs, rule.disclose)
                for feature in features(sight, rule.when):
                    self._disabled(sight, feature, rule.disclose)
            for waiver in case.waivers:
                self._add(sight, waiver.scope, Disclose.HOME)

    def _add_selectors(self, sight: Sight, rule: Rule) -> None:
        for selector in (*rule.platforms, *(each for group in rule.ranks for each in group)):
            self._selector(sight, selector, rule.disclose)

    def _selector(self, sight: Sight, selector: Selector, disclose: Disclose) -> None:
        if selector.by is SelectorKind.FACT:
            if reading(sight.case, sight.platform, selector.value, sight.instant) is None:
                self._read(_of_platform(sight, selector.value), disclose, [selector.fact_values], wrapped=True)
        elif selector.by is SelectorKind.CLASS and covers(sight, selector) is Truth.UNKNOWN:
            found = sight.rule_set.classes.get(selector.value, PlatformClass(members=()))
            for each in (*found.members, *found.excludes):
                self._selector(sight, each, disclose)
            self._read(f"ruling:{sight.rule_set.key}/{selector.value}", disclose, [], truth=True)

    def _add(self, sight: Sight, condition: Condition, disclose: Disclose) -> None:
        for each in leaves(condition):
            match each:
                case Is():
                    self._is(sight, each, disclose)
                case Members():
                    self._members(sight, each, disclose)
                case Level():
                    self._level(sight, each, disclose)
                case Exposed():
                    self._exposed(sight, each, disclose)
                case Number():
                    self._number(sight, each, disclose)
                case Attested() if attested(sight, each) is Truth.UNKNOWN:
                    self._read(f"attestations.{each.kind}", disclose, [], truth=True)
                case Some():
                    self._some(sight, each, disclose)
                case _:
                    pass

    def _read(
        self,
        name: str,
        disclose: Disclose,
        values: list[frozenset[str | bool]] | list[frozenset[str]],
        *,
        set_: bool = False,
        flag: bool = False,
        truth: bool = False,
        wrapped: bool = False,
    ) -> None:
        read = self.by_name.setdefault(name, Read(set=set_, flag=flag, truth=truth, wrapped=wrapped))
        read.values.extend(values)
        read.disclose = min(read.disclose, disclose, key=list(Disclose).index)

    def _is(self, sight: Sight, leaf: Is, disclose: Disclose) -> None:
        if leaf.fact.startswith("platform."):
            name = leaf.fact.removeprefix("platform.")
            if leaf.values <= {True, False}:
                self._feature(sight, name, disclose)
            elif reading(sight.case, sight.platform, name, sight.instant) is None:
                self._read(_of_platform(sight, name), disclose, [leaf.values], wrapped=True)
        elif leaf.fact == "role":
            self.asks_role = True
        elif leaf.fact == "requires.met":
            self._required(sight, disclose)
        elif single(sight, leaf.fact) is None:
            flag = leaf.values <= {True, False}
            self._read(sight.prefix + leaf.fact, disclose, [leaf.values], flag=flag)

    def _feature(self, sight: Sight, name: str, disclose: Disclose) -> None:
        values = reading(sight.case, sight.platform, name, sight.instant)
        if values is None:
            self._read(
                _of_platform(sight, name), disclose, [frozenset({"yes", "no"}), frozenset({"yes"})], wrapped=True
            )
            self._hinges(sight, name, disclose)
        elif (
            reads_as(sight, name, "plan")
            and single(attrs.evolve(sight, element=None, prefix=""), "host_account.plan") is None
        ):
            self._read("host_account.plan", disclose, [frozenset({"free"})])

    def _hinges(self, sight: Sight, name: str, disclose: Disclose) -> None:
        """Ask for the facts of the meeting on which what the catalogue states of the platform hangs."""
        for fact, words in hinges(sight.case, sight.platform, name, sight.instant).items():
            values = [frozenset({each}) for each in sorted(words)]
            setting = fact.startswith("host_account.settings.")
            self._read(fact, disclose, values, set_=fact.endswith("_regions"), flag=setting)

    def _required(self, sight: Sight, disclose: Disclose) -> None:
        """Ask what the meeting requires, of which the platform may have all or lack something; or what it has."""
        wanted = required(sight)
        for feature in sorted(wanted or ()):
            self._feature(sight, feature, disclose)
        if wanted is None:
            names = sorted({each.name for each in sight.platform.facts})
            lacking = [frozenset({each}) for each in names if has_feature(sight, each) is Truth.FALSE]
            self._read("requires", disclose, lacking[:1], set_=True)

    def _disabled(self, sight: Sight, feature: str, disclose: Disclose) -> None:
        """Ask what a switch disables, where the meeting needs something."""
        fact, needs = f"{feature}.disables", sight.case.meeting.needs
        unknown = reading(sight.case, sight.platform, fact, sight.instant) is None
        asked = needs or doubtful(sight.case, sight.platform, fact, sight.instant)
        if unknown and asked and reads_as(sight, feature, "switch"):
            self._read(_of_platform(sight, fact), disclose, [frozenset(needs or ())], set_=True)

    def _members(self, sight: Sight, leaf: Members, disclose: Disclose) -> None:
        if leaf.fact.startswith("classification."):
            self._label(disclose)
            self._words.setdefault(leaf.fact.removeprefix("classification."), set()).update(leaf.values)
        elif leaf.fact.startswith("platform."):
            name = leaf.fact.removeprefix("platform.")
            if reading(sight.case, sight.platform, name, sight.instant) is None:
                self._read(_of_platform(sight, name), disclose, [leaf.values], set_=True)
        elif not several(sight, leaf.fact)[1]:
            self._read(sight.prefix + leaf.fact, disclose, [leaf.values, leaf.values | {"(anything else)"}], set_=True)

    def _label(self, disclose: Disclose) -> None:
        self.asks_label = True
        self.label_disclose = min(self.label_disclose, disclose, key=list(Disclose).index)

    def _level(self, sight: Sight, leaf: Level, disclose: Disclose) -> None:
        self._label(disclose)
        self.authorities.update(authorities_read(sight, leaf))
        self.asks_audience = self.asks_audience or bool(leaf.audience_admits)
        self.open_lists = self.open_lists or reads_open_lists(sight, leaf)
        self._words.setdefault("categories", set()).update(leaf.label.categories)
        for each in clearance_reads(sight, leaf):
            self._read(each.fact, disclose, list(each.values), set_=each.set)

    def _exposed(self, sight: Sight, leaf: Exposed, disclose: Disclose) -> None:
        against = single(sight, "detrimental_to") if leaf.states is None else leaf.states
        states = {each.state for each in sight.platform.findings if each.authority in leaf.asserted_by}
        if against is None:
            tests = [frozenset({state}) for state in sorted(states)]
            self._read("detrimental_to", disclose, [*tests, frozenset({"(anything else)"})], set_=True)
        known = against if isinstance(against, frozenset) else frozenset[str]()
        for state in sorted(known if leaf.states is not None else states | known):
            exposed = found_exposed(
                sight.case, sight.platform, state, by=leaf.asserted_by, kinds=leaf.kinds, instant=sight.instant
            )
            if exposed is Truth.UNKNOWN:
                self._read(f"platform:{sight.platform.id}.exposed_to.{state}", disclose, [], truth=True)

    def _number(self, sight: Sight, leaf: Number, disclose: Disclose) -> None:
        least, most = head_count(sight)
        if least != most:
            self._read("attendance", disclose, [], truth=False)
            self.by_name["attendance"].values.append(frozenset({str(leaf.bound)}))

    def _some(self, sight: Sight, leaf: Some, disclose: Disclose) -> None:
        case, people = sight.case, leaf.of == "participants"
        elements: tuple[Participant | Organisation, ...] = (case.meeting.participants or ()) if people else case.present
        listed = case.meeting.participants is not None and case.meeting.participants_complete
        self.open_lists = self.open_lists or not (listed if people else case.present_complete)
        for number, element in enumerate(elements):
            inner = attrs.evolve(sight, element=element, prefix=f"{leaf.of}[{number}].")
            self._add(inner, leaf.test, disclose)


def _says_nothing(sight: Sight, rule: Rule) -> bool:
    """Say whether a rule moves no verdict on the platform, whatever its condition: it ranks, or is about others."""
    others = bool(rule.platforms) and all(covers(sight, each) is Truth.FALSE for each in rule.platforms)
    return others or rule.effect is Effect.PREFER


def leaves(condition: Condition) -> Iterator[Condition]:
    """Yield the parts of a condition that read facts."""
    match condition:
        case All(of=parts) | Any(of=parts):
            for each in parts:
                yield from leaves(each)
        case Not(of=inner):
            yield from leaves(inner)
        case _:
            yield condition


def _of_platform(sight: Sight, fact: str) -> str:
    return f"platform:{sight.platform.id}.{fact}"
