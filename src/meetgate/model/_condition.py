"""Build conditions from ten node types; everything that rule authors write desugars to them.

No node compares text by pattern or computes: every condition is finite, total and decidable.
"""

from __future__ import annotations

import enum

import attrs

from meetgate.model._label import Label


class SetTest(enum.Enum):
    """Name how a set is tested: some member is among the values, or every member is."""

    ANY_OF = "any_of"
    WITHIN = "within"


class OrderTest(enum.Enum):
    """Name how a level or a number is tested against a bound."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class Quantifier(enum.Enum):
    """Name how many members of a list must meet a condition."""

    ANY = "any"
    ALL = "all"


@attrs.frozen
class All:
    """Hold when every part holds; of nothing, always."""

    of: tuple[Condition, ...] = ()


@attrs.frozen
class Any:
    """Hold when some part holds; of nothing, never."""

    of: tuple[Condition, ...] = ()


@attrs.frozen
class Not:
    """Hold when the part does not; unknown stays unknown."""

    of: Condition


@attrs.frozen(kw_only=True)
class Is:
    """Hold when a single fact has one of the values. `platform.NAME` reads a fact of the platform.

    `requires.met` is whether the platform has every feature that the meeting requires.
    """

    fact: str
    values: frozenset[str | bool]


@attrs.frozen(kw_only=True)
class Members:
    """Hold when a set has some member among the values (ANY_OF), or none outside them (WITHIN)."""

    fact: str
    test: SetTest
    values: frozenset[str]


@attrs.frozen(kw_only=True)
class Level:
    """Hold when the classification is at most, or at least, the given label.

    With `platform_fact`, the bound is what the platform states under that name, and `label` is the bound where
    it is stated to have none; a label without a level is a bound that nothing marked fits. With
    `categories_fact`, the restrictive categories must be among those that the platform states there. The
    audience must admit whomever `audience_admits` names: participants, organisations, exposure. `levels` is
    False where the levels are not tested.
    """

    test: OrderTest
    label: Label
    platform_fact: str | None = None
    categories_fact: str | None = None
    audience_admits: frozenset[str] = frozenset()
    levels: bool = True


@attrs.frozen(kw_only=True)
class Exposed:
    """Hold when a named authority found the platform exposed to a state whose interests the talk is against.

    With `states`, when it is exposed to one of these states, whatever the talk is about.
    """

    asserted_by: frozenset[str]
    kinds: frozenset[str]
    states: frozenset[str] | None = None


@attrs.frozen(kw_only=True)
class Some:
    """Hold when any, or all, of the `participants` or `organisations` meet a condition on their own facts."""

    of: str
    quantifier: Quantifier
    test: Condition


@attrs.frozen(kw_only=True)
class Number:
    """Hold when the head count is at most, or at least, the bound."""

    test: OrderTest
    bound: int


@attrs.frozen(kw_only=True)
class Attested:
    """Hold when an attestation of this kind is on file, valid at the meeting, for this platform or for all.

    `roles` is an approval chain: each office attests in this order, by dates that do not decrease.
    """

    kind: str
    roles: tuple[str, ...] = ()
    never_expires: bool = False


Condition = All | Any | Not | Is | Members | Level | Exposed | Some | Number | Attested

#: The condition of a rule that has none.
ALWAYS_TRUE = All()
