"""Hold the answer: a verdict for every platform, with reasons, what is missing, and what it rests on."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import attrs

from meetgate.model._rule import Disclose


class Verdict(enum.Enum):
    """Name the six verdicts, worst first; only PERMITTED opens a gate (semantics, section 4)."""

    FORBIDDEN = "forbidden"
    UNAVAILABLE = "unavailable"
    NOT_COVERED = "not_covered"
    UNDETERMINED = "undetermined"
    CONDITIONAL = "conditional"
    PERMITTED = "permitted"


#: Worst first: a meeting that crosses a date gets the worst verdict of its parts (semantics, section 5).
WORST_FIRST: Final = tuple(Verdict)


class Cause(enum.Enum):
    """Name why a platform is forbidden or unavailable: a closed set."""

    RULE = "rule"
    UNADDRESSED_DENY = "unaddressed-deny"
    INVALID_LABEL = "invalid-label"
    RETIRED = "retired"
    CAPACITY = "capacity"
    NOT_AVAILABLE = "not-available"
    OBLIGATIONS_CONFLICT = "obligations-conflict"
    OBLIGATIONS_UNSUPPORTED = "obligations-unsupported"
    BETTER_TIER = "better-tier"


class Outcome(enum.Enum):
    """Name what one rule set says of one platform."""

    FORBID = "forbid"
    UNKNOWN = "unknown"
    PERMIT = "permit"
    ABSTAIN = "abstain"


class Reader(enum.Enum):
    """Name for whom an explanation is written."""

    PUBLIC = "public"
    HOME = "home"
    OFFICERS = "officers"

    def may_read(self, disclose: Disclose) -> bool:
        """Say whether this reader may see what is disclosed that far."""
        order = [Disclose.PUBLIC, Disclose.HOME, Disclose.OFFICERS]
        return order.index(disclose) <= [Reader.PUBLIC, Reader.HOME, Reader.OFFICERS].index(self)


@attrs.frozen(kw_only=True, order=True)
class Reason:
    """Name one rule that decides, with the sentence and the source it rests on, and its file and line."""

    ruleset: str
    rule: str
    effect: str
    strength: str | None = attrs.field(default=None, order=False)
    because: str = ""
    source: str = ""
    at: str = ""
    disclose: Disclose = attrs.field(default=Disclose.HOME, order=False)


@attrs.frozen(kw_only=True)
class Due:
    """Be an obligation that this decision carries; `met` is None where nobody can say."""

    kind: str
    phase: str
    met: bool | None
    because: str = ""
    value: str | None = None
    rules: tuple[str, ...] = ()
    disclose: Disclose = Disclose.HOME


@attrs.frozen(kw_only=True)
class PlatformDecision:
    """Be the verdict on one platform, and why.

    `missing` holds the smallest sets of facts that would settle an UNDETERMINED verdict, whatever the answers;
    `truncated` says that only a larger set than three does. `open` lists the objections that are possible.
    """

    platform: str
    verdict: Verdict
    cause: Cause | None = None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()
    truncated: bool = False
    open: tuple[Reason, ...] = ()
    obligations: tuple[Due, ...] = ()
    warnings: tuple[str, ...] = ()
    #: How far each missing fact may be named: as far as the least restricted rule that reads it.
    disclosed: Mapping[str, Disclose] = attrs.field(factory=dict[str, Disclose], repr=False)


@attrs.frozen(kw_only=True)
class RuleSetReport:
    """Say what became of one rule set: whom it binds, whether it is in force, and its outcome per platform."""

    revision: int
    digest: str
    status: str
    observed: bool
    bound: bool | None
    whom: tuple[str, ...]
    in_force: bool | None
    outcome: Mapping[str, Outcome]


@attrs.frozen(kw_only=True)
class Evaluated:
    """Say for when the answer holds: decided at, for a meeting from-until, by what was known at `known_at`."""

    at: datetime | None
    start: datetime | None
    until: datetime | None
    known_at: datetime
    replay: bool = False


@attrs.frozen(kw_only=True)
class RecordedAs:
    """Name the record in the audit log."""

    store: str
    index: int
