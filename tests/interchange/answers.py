"""Answer by the definition, and by the formulas themselves, which of the rules of a world hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, cast

import attrs

from meetgate.engine import Case
from meetgate.engine._define import _hear
from meetgate.engine._hearing import Spoken
from meetgate.engine._report import labelled
from meetgate.interchange import Core
from meetgate.interchange._formula import (
    And,
    AtLeast,
    Constant,
    Flag,
    Formula,
    Has,
    Neg,
    On,
    Or,
    Overlaps,
    Within,
    Word,
)
from meetgate.model import Platform, Truth, Verdict

_GUARD: Final = "(export)/label"


@attrs.frozen(kw_only=True)
class Answers:
    """Be the ids of the rules that hold of one platform at one moment, by what they do and how surely."""

    granted_definitely: frozenset[str]
    granted_possibly: frozenset[str]
    objected_definitely: frozenset[str]
    objected_possibly: frozenset[str]

    @property
    def verdict(self) -> Verdict:
        """Return what they amount to."""
        if self.objected_definitely:
            return Verdict.FORBIDDEN
        if not self.granted_possibly:
            return Verdict.NOT_COVERED
        sure = self.granted_definitely and not self.objected_possibly
        return Verdict.PERMITTED if sure else Verdict.UNDETERMINED


def defined(case: Case, platform: Platform, instant: datetime | None) -> Answers:
    """Return what the definition says."""
    heard = _hear(case, platform, instant, asked=((), ()), home_only=False)
    names = {(each.name, each.revision): key for key, each in labelled(case.rule_sets).items()}

    def held(spoken: Iterable[Spoken], *truths: Truth) -> set[str]:
        return {f"{names[each.name, each.revision]}/{rule.id}" for each, (rule, found) in spoken if found in truths}

    invalid, certain = heard.invalid, (Truth.TRUE,)
    possible = (Truth.TRUE, Truth.UNKNOWN)
    return Answers(
        granted_definitely=frozenset(held(heard.grants, *certain)),
        granted_possibly=frozenset(held(heard.grants, *possible)),
        objected_definitely=frozenset(held(heard.objections, *certain) | ({_GUARD} if invalid in certain else set())),
        objected_possibly=frozenset(held(heard.objections, *possible) | ({_GUARD} if invalid in possible else set())),
    )


def told(core: Core, request: Mapping[str, Any]) -> Answers:
    """Return what the formulas of the export say of a request."""

    def ids(*, grants: bool, definitely: bool) -> frozenset[str]:
        return frozenset(
            each.id
            for each in core.policies
            if each.grants is grants and holds(each.held.definitely if definitely else each.held.possibly, request)
        )

    return Answers(
        granted_definitely=ids(grants=True, definitely=True),
        granted_possibly=ids(grants=True, definitely=False),
        objected_definitely=ids(grants=False, definitely=True),
        objected_possibly=ids(grants=False, definitely=False),
    )


def outside(core: Core, instant: datetime | None) -> bool:
    """Say whether an export does not answer for a moment."""
    if instant is None:
        return False
    return (core.since is not None and instant < core.since) or (core.until is not None and instant >= core.until)


def holds(formula: Formula, request: Mapping[str, Any]) -> bool:
    """Say whether a formula holds of a request."""
    match formula:
        case Constant(value=value):
            return value
        case And(of=parts):
            return all(holds(each, request) for each in parts)
        case Or(of=parts):
            return any(holds(each, request) for each in parts)
        case Neg(of=inner):
            return not holds(inner, request)
        case On(platforms=platforms):
            return request["platform"] in platforms
        case Has(group=group, name=name):
            return name in request[group.value]
        case Flag(name=name, value=value):
            return request["flags"].get(name) is value
        case Word(name=name, values=values):
            return request["words"].get(name) in values
        case Overlaps(name=name, values=values):
            return bool(values.intersection(request["sets"].get(name, ())))
        case Within(name=name, values=values):
            return name in request["sets"] and values.issuperset(request["sets"][name])
        case AtLeast(name=name, bound=bound):
            return name in request["numbers"] and cast("int", request["numbers"][name]) >= bound
