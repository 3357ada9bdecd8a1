"""Run cases in plain terms: load what they name, decide their meeting, judge the answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs
from tests.corpus.judging import expected_platforms, judge
from tests.corpus.meetings import Converted, convert
from tests.corpus.world import World
from tests.corpus.writer import listed

from meetgate.audit import MemoryStore
from meetgate.engine import Case, decide_platform
from meetgate.errors import CatalogueError, MeetingError, RuleSetError
from meetgate.gatekeeper import Gatekeeper
from meetgate.gatekeeper._answers import Engine
from meetgate.gatekeeper._circumstances import House
from meetgate.gatekeeper.policy import Policy, pack_names, read_policy
from meetgate.model import Meeting, Platform, PlatformDecision, Preview

Plain = Mapping[str, Any]
#: The building block that grants; the other blocks only restrict, so that a case of theirs is decided with it.
GRANTS: Final = "generic-anything-goes"
BLOCKS: Final = ("generic-", "label-model")


@attrs.frozen(kw_only=True)
class Outcome:
    """Be the outcome of one case: pass, fail, not-expressible or no-such-policy, and why."""

    id: str
    status: str
    why: str = ""

    def line(self) -> str:
        """Return the outcome as one line of JSON."""
        return json.dumps({"id": self.id, "status": self.status, "why": self.why}, ensure_ascii=False)


@attrs.frozen(kw_only=True)
class Decided:
    """Be a case with its answer."""

    converted: Converted
    answer: Preview
    world: World
    policies: tuple[str, ...]
    loaded: tuple[str, ...]


class Runner:
    """Decide cases; holds the rule sets that were loaded already."""

    def __init__(self) -> None:
        self._names = frozenset(each.partition("@")[0] for each in pack_names()) | frozenset(pack_names())

    @cached_property
    def _shipped(self) -> Policy:
        """Return everything that is shipped, read once."""
        return read_policy(rules=pack_names())

    def run(self, case: Plain) -> Outcome:
        """Decide one case and judge it; nothing that a file can say makes this raise."""
        name = str(case.get("id", ""))
        policies = policies_of(case)
        unknown = [each for each in policies if each not in self._names]
        if unknown or not policies:
            return Outcome(id=name, status="no-such-policy", why=f"not shipped: {', '.join(unknown) or 'none named'}")
        try:
            decided = self.decide(case)
        except Inexpressible as error:
            return Outcome(id=name, status="not-expressible", why=str(error))
        except (RuleSetError, CatalogueError) as error:
            return Outcome(id=name, status="fail", why=f"not loaded: {error}")
        found = judge(case.get("expect") or {}, decided.answer, world=decided.world, policies=policies)
        told = [*found, *(f"({each})" for each in decided.converted.warnings)] if found else []
        return Outcome(id=name, status="fail" if found else "pass", why="; ".join(told))

    def decide(self, case: Plain) -> Decided:
        """Decide the meeting of a case under its policies; a platform that no catalogue has is added without facts."""
        policies = policies_of(case)
        loaded = with_grants(policies)
        policy = self._policy(loaded)
        world = World(rule_sets=policy.rule_sets, catalogue=policy.catalogue, schemes=policy.schemes)
        converted, meeting = _written(case, world)
        asked = converted.platforms | expected_platforms(case.get("expect") or {}, world)
        policy = _with_platforms(policy, asked)
        house = House(home=converted.home)
        gate = Gatekeeper(policy, store=MemoryStore(), house=house, engine=_only(asked))
        answer = gate.preview(meeting, known_at=converted.known_at)
        return Decided(converted=converted, answer=answer, world=world, policies=policies, loaded=loaded)

    def _policy(self, names: tuple[str, ...]) -> Policy:
        """Return what is shipped with the rule sets of these names only: all revisions, or the one that is named."""
        held = [each for each in self._shipped.rule_sets if {each.name, f"{each.name}@{each.revision}"} & set(names)]
        return attrs.evolve(self._shipped, rule_sets=tuple(held))


def _only(names: frozenset[str]) -> Engine:
    """Return an engine that decides these platforms: the others are not judged."""

    def decide(case: Case) -> dict[str, PlatformDecision]:
        return {name: decide_platform(case, case.catalogue.platforms[name]) for name in sorted(names)}

    return decide


class Inexpressible(ValueError):  # noqa: N818  # a case is, as the status says
    """Report a case whose meeting cannot be written."""


def _written(case: Plain, world: World) -> tuple[Converted, Meeting]:
    """Return what a case converts to, and the meeting that it is; whatever is malformed makes it inexpressible."""
    try:
        converted = convert(_known_at(case), as_of=str(case["as_of"]), world=world)
        return converted, Meeting.from_json(converted.meeting)
    except (MeetingError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Inexpressible(f"{type(error).__name__}: {error}") from error


def policies_of(case: Plain) -> tuple[str, ...]:
    """Return the names of the policies of a case, one or several."""
    return tuple(str(each) for each in listed(case.get("policy") or []))


def with_grants(policies: tuple[str, ...]) -> tuple[str, ...]:
    """Return the policies, with the block that grants where one of them is a block that only restricts."""
    blocks = any(each.startswith(BLOCKS) for each in policies)
    return (*policies, GRANTS) if blocks and GRANTS not in policies else policies


def _known_at(case: Plain) -> dict[str, Any]:
    """Return the meeting of a case; the day of knowledge may stand beside it."""
    meeting = dict(case.get("meeting") or {})
    return {"known_at": case["known_at"], **meeting} if case.get("known_at") else meeting


def _with_platforms(policy: Policy, names: Iterable[str]) -> Policy:
    bare = {each: Platform(id=each, name=each) for each in names if each not in policy.catalogue.platforms}
    catalogue = attrs.evolve(policy.catalogue, platforms={**policy.catalogue.platforms, **bare})
    return attrs.evolve(policy, catalogue=catalogue)


def read_lines(text: str) -> Iterator[dict[str, Any]]:
    """Yield the cases of a file, one JSON object a line; raises `ValueError` for a line that is none."""
    for line in text.splitlines():
        if line.strip():
            case = json.loads(line)
            if not isinstance(case, dict):
                raise ValueError(f"not a JSON object: {line[:60]}")
            yield case
