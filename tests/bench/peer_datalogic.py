"""Decide with datalogic-py (JSONLogic in Rust): one compiled rule for each platform, one parsed meeting.

Conceded: findings are folded into the rules as literal states, participants are a set of states, the meeting is
parsed before the clock starts, and an organisation is compared once for all of its rules.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from tests.bench.workload import DrawnMeeting, DrawnRule, Workload

NAME: Final = "datalogic"
PACKAGE: Final = "datalogic_py"

#: JSONLogic: an operator with its arguments, or a constant.
Logic = dict[str, Any] | bool


def compiled(workload: Workload) -> tuple[Callable[[DrawnMeeting], Any], Callable[[Any], tuple[str, ...]]]:
    """Return what prepares a meeting, and what decides a prepared one."""
    # Untyped on purpose: the environment that checks types installs no peers.
    datalogic: Any = importlib.import_module(PACKAGE)
    engine = datalogic.Engine()
    rules = [(name, engine.compile(_rule(workload, number))) for number, name in enumerate(workload.platforms)]
    holds = engine.session().evaluate_truthy

    def decide(data: Any) -> tuple[str, ...]:
        return tuple(name for name, rule in rules if holds(rule, data))

    return lambda meeting: datalogic.DataHandle(json.dumps(_data(meeting))), decide


def _rule(workload: Workload, platform: int) -> Logic:
    """Return: some permit holds, and no forbid does."""
    exposed = sorted(workload.exposure[platform])
    about = [each for each in workload.rules if each.platforms is None or platform in each.platforms]
    permits = [each for each in about if not each.forbids]
    forbids = [each for each in about if each.forbids and (exposed or not each.adverse)]
    return {"and": [_some(permits, exposed), {"!": [_some(forbids, exposed)]}]}


def _some(rules: Sequence[DrawnRule], exposed: list[str]) -> Logic:
    """Return that some rule holds; an organisation is compared once for all of its rules."""
    owned: dict[str | None, list[Logic]] = {None: [False]}
    for each in rules:
        owned.setdefault(each.organisation, []).append({"and": [True, *_conditions(each, exposed)]})
    general = owned.pop(None)
    ours = [{"and": [{"===": [{"var": "organisation"}, name]}, {"or": own}]} for name, own in owned.items()]
    return {"or": [*general, *ours]}


def _conditions(rule: DrawnRule, exposed: list[str]) -> Iterator[Logic]:
    if rule.topics:
        yield _any_of("topics", rule.topics)
    if rule.at_least is not None:
        yield {">=": [{"var": "level"}, rule.at_least]}
    if rule.at_most is not None:
        yield {"<=": [{"var": "level"}, rule.at_most]}
    if rule.days is not None:
        yield {"<=": [rule.days[0], {"var": "day"}, rule.days[1] - 1]}
    if rule.device is not None:
        yield {"===": [{"var": "device"}, rule.device]}
    if rule.crisis is not None:
        yield {"===": [{"var": "crisis"}, rule.crisis]}
    if rule.adverse:
        yield _any_of("against", exposed)
    if rule.states:
        yield _any_of("states", rule.states) if rule.forbids else _all_of("states", rule.states)


def _any_of(name: str, values: Iterable[str]) -> Logic:
    return {"some": [{"var": name}, {"in": [{"var": ""}, sorted(values)]}]}


def _all_of(name: str, values: Iterable[str]) -> Logic:
    return {"all": [{"var": name}, {"in": [{"var": ""}, sorted(values)]}]}


def _data(meeting: DrawnMeeting) -> dict[str, object]:
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
