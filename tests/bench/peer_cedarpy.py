"""Decide with cedarpy (Cedar in Rust): one policy for each rule, one batch of requests for each meeting.

Conceded: policies and entities are parsed once, the requests of a meeting share one context as text, which is
written before the clock starts, and findings are an attribute of the platform.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from tests.bench.workload import DrawnMeeting, DrawnRule, Workload

NAME: Final = "cedarpy"
PACKAGE: Final = "cedarpy"


def compiled(workload: Workload) -> tuple[Callable[[DrawnMeeting], Any], Callable[[Any], tuple[str, ...]]]:
    """Return what prepares a meeting, and what decides a prepared one."""
    # Untyped on purpose: the environment that checks types installs no peers.
    cedar: Any = importlib.import_module(PACKAGE)
    policies = cedar.PolicySet.from_str("\n".join(_policy(workload, each) for each in workload.rules))
    entities = cedar.Entities.from_json_str(json.dumps(list(_entities(workload))))

    def decide(requests: Any) -> tuple[str, ...]:
        found = cedar.is_authorized_batch(requests, policies, entities)
        return tuple(name for name, each in zip(workload.platforms, found, strict=True) if each.allowed)

    return lambda meeting: _requests(workload, meeting), decide


def _entities(workload: Workload) -> Iterator[dict[str, object]]:
    for name, states in zip(workload.platforms, workload.exposure, strict=True):
        yield {"uid": {"type": "Platform", "id": name}, "attrs": {"exposed": sorted(states)}, "parents": []}


def _requests(workload: Workload, meeting: DrawnMeeting) -> list[dict[str, str]]:
    context = json.dumps(_context(meeting))
    plain = {"principal": 'Person::"anybody"', "action": 'Action::"meet"', "context": context}
    return [{**plain, "resource": f'Platform::"{name}"'} for name in workload.platforms]


def _context(meeting: DrawnMeeting) -> dict[str, object]:
    return {
        "organisation": meeting.organisation,
        "level": meeting.level,
        "day": meeting.day,
        "topics": sorted(meeting.topics),
        "against": sorted(meeting.against),
        "states": sorted({*meeting.people}),
        "device": meeting.device,
        "crisis": meeting.crisis,
    }


def _policy(workload: Workload, rule: DrawnRule) -> str:
    tests = " && ".join(_tests(workload, rule))
    return f"{'forbid' if rule.forbids else 'permit'}(principal, action, resource) when {{ {tests or 'true'} }};"


def _tests(workload: Workload, rule: DrawnRule) -> Iterator[str]:
    if rule.organisation is not None:
        yield f'context.organisation == "{rule.organisation}"'
    if rule.platforms is not None:
        names = (f'Platform::"{workload.platforms[number]}"' for number in sorted(rule.platforms))
        yield f"[{', '.join(names)}].contains(resource)"
    if rule.topics:
        yield f"context.topics.containsAny({_listed(rule.topics)})"
    if rule.at_least is not None:
        yield f"context.level >= {rule.at_least}"
    if rule.at_most is not None:
        yield f"context.level <= {rule.at_most}"
    if rule.days is not None:
        yield f"context.day >= {rule.days[0]} && context.day < {rule.days[1]}"
    if rule.device is not None:
        yield f'context.device == "{rule.device}"'
    if rule.crisis is not None:
        yield "context.crisis" if rule.crisis else "!context.crisis"
    if rule.adverse:
        yield "resource.exposed.containsAny(context.against)"
    if rule.states and rule.forbids:
        yield f"context.states.containsAny({_listed(rule.states)})"
    if rule.states and not rule.forbids:
        yield f"{_listed(rule.states)}.containsAll(context.states)"


def _listed(words: frozenset[str]) -> str:
    quoted: Sequence[str] = [f'"{each}"' for each in sorted(words)]
    return f"[{', '.join(quoted)}]"
