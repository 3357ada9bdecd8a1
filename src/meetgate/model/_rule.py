"""Describe rules, rule sets, waivers and what they rest on."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Final

import attrs

from meetgate.model._condition import ALWAYS_TRUE, Condition
from meetgate.model._organisation import Binding, Organisation
from meetgate.model._platform import Source
from meetgate.model._span import ALWAYS, Span


class Effect(enum.Enum):
    """Name what a rule does."""

    NEVER = "never"
    FORBID = "forbid"
    EXCEPT = "except"
    PERMIT = "permit"
    REQUIRE = "require"
    PREFER = "prefer"
    TIER = "tier"


class Disclose(enum.Enum):
    """Name who may read a rule: everybody, the organisations of home, or the security officers only."""

    PUBLIC = "public"
    HOME = "home"
    OFFICERS = "officers"


class Unaddressed(enum.Enum):
    """Name what a rule set says of a platform that no rule of it addresses."""

    ABSTAIN = "abstain"
    PERMIT = "permit"
    DENY = "deny"


class Phase(enum.Enum):
    """Name when an obligation is to be met."""

    BEFORE = "before"
    SETUP = "setup"
    JOIN = "join"
    DURING = "during"
    AFTER = "after"


class SelectorKind(enum.Enum):
    """Name by what a selector picks platforms."""

    PLATFORM = "platform"
    VENDOR = "vendor"
    VENDOR_STATE = "vendor_state"
    FACT = "fact"
    CLASS = "class"


@attrs.frozen(kw_only=True)
class Selector:
    """Pick platforms. `editions` makes a product name mean every edition, present and future.

    For FACT, `value` is the fact's name and `fact_values` the values of which it must have one. For CLASS, it is
    the name of a class of the rule set, or `any`; product names in the class are then read with `editions`.
    """

    by: SelectorKind = SelectorKind.PLATFORM
    value: str
    editions: bool = False
    fact_values: frozenset[str] = frozenset()


#: The class that every rule set has: every platform, present and future.
ANY_PLATFORM: Final = "any"


@attrs.frozen(kw_only=True)
class PlatformClass:
    """Be a class of platforms that a directive names by examples: members, and what is certainly not in it.

    `closed` says that there are no other members; in an open class nobody can tell of any other platform.
    """

    members: tuple[Selector, ...]
    excludes: tuple[Selector, ...] = ()
    closed: bool = False
    because: str = ""
    source: str = ""


#: How strongly a directive says it. What is advised against is warned about and not forbidden.
STRENGTHS: Final = ("ban", "should-not", "not-approved-for", "advised-against", "recommended", "deemed-acceptable")
ADVISED_AGAINST: Final = "advised-against"

#: What a value of a platform fact may be read as, where a rule asks whether the platform has a feature.
READINGS: Final = ("yes", "no", "unknown", "switch", "plan")


@attrs.frozen(kw_only=True)
class Obligation:
    """Be something that must be done for the permission to hold.

    `needs` names the platform fact without which the edition cannot do it; `conflicts` names the kinds that
    cannot be met together with it; two different `value`s of one kind conflict too.
    """

    kind: str
    phase: Phase
    value: str | None = None
    needs: str | None = None
    conflicts: frozenset[str] = frozenset()
    never_expires: bool = False


@attrs.frozen(kw_only=True)
class Assumption:
    """Stand in for a fact that nobody stated, with the name and the reason of who says so.

    `fact` is a fact name, or `unlisted_guests`, `longest_meeting`, `home`; `scope` says inside what it holds.
    """

    fact: str
    value: str | bool | int | frozenset[str]
    by: str
    because: str
    review_by: str | None = None
    scope: str = ""


@attrs.frozen(kw_only=True)
class Rule:
    """Be one rule: an effect on some platforms under a condition, with the reason and the source it rests on."""

    id: str
    effect: Effect
    platforms: tuple[Selector, ...] = ()
    when: Condition = ALWAYS_TRUE
    because: str = ""
    source: str = ""
    at: str = attrs.field(default="", eq=False)
    in_force: Span = ALWAYS
    lifts: frozenset[str] = frozenset()
    grants: bool = False
    waivable_by: frozenset[str] = frozenset()
    disputed: str | None = None
    disclose: Disclose = Disclose.HOME
    strength: str | None = None
    obligation: Obligation | None = None
    #: For `prefer` and `tier`: groups of platforms, best first.
    ranks: tuple[tuple[Selector, ...], ...] = ()


@attrs.frozen(kw_only=True)
class Vocabulary:
    """Declare the facts, circumstances and kinds of organisation that one rule set adds; fact -> its values."""

    facts: Mapping[str, frozenset[str]] = attrs.field(factory=dict[str, frozenset[str]])
    circumstances: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Cell:
    """Be one cell of a rule table: `permit`, `note`, `approval` or `forbid`, with the note or the office."""

    says: str
    what: str = ""
    because: str = ""
    source: str = ""


@attrs.frozen(kw_only=True)
class Matrix:
    """Be a rule table as its author wrote it; the rules that it means stand among the rules of the rule set.

    `by` is `classification` (rows from low to high) or `information`; a column is a platform with one cell, or
    None for a blank, for each row.
    """

    by: str
    rows: tuple[str, ...]
    columns: tuple[tuple[str, tuple[Cell | None, ...]], ...]


@attrs.frozen(kw_only=True)
class Derivation:
    """Be a fact that a rule set derives from others: it sets the fact and never unsets it."""

    fact: str
    value: str | bool
    when: Condition
    because: str = ""
    source: str = ""


@attrs.frozen(kw_only=True)
class RuleSet:
    """Be one directive: whom it binds, when it is in force, its rules and their sources.

    `house` binds home always, whoever it is. `derives` and `matrix` are kept for whoever reads: `rules` already
    says what they mean.
    """

    name: str
    revision: int = 1
    status: str = "draft"
    approved_by: str = ""
    title: str = ""
    issuer: str = ""
    issuer_state: str | None = None
    binds: Binding = attrs.field(factory=Binding)
    house: bool = False
    in_force: Span = ALWAYS
    zone: str = "UTC"
    unaddressed: Unaddressed = Unaddressed.ABSTAIN
    rules: tuple[Rule, ...] = ()
    sources: Mapping[str, Source] = attrs.field(factory=dict[str, Source])
    assumes: tuple[Assumption, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    vocabulary: Vocabulary = attrs.field(factory=Vocabulary)
    classes: Mapping[str, PlatformClass] = attrs.field(factory=dict[str, PlatformClass])
    #: How values of platform facts read, where the rule set does not read them as everybody does.
    reads: Mapping[str, str] = attrs.field(factory=dict[str, str])
    #: Whose statements on platforms count in this rule set; of nobody named, everybody's.
    trusts: frozenset[str] = frozenset()
    derives: tuple[Derivation, ...] = ()
    matrix: Matrix | None = None
    observe: bool = False
    monotone: bool = True
    monotone_because: str = ""
    digest: str = attrs.field(default="", eq=False)
    file: str = attrs.field(default="", eq=False)
    #: Whether other revisions are loaded beside this one, so that its name alone does not tell it apart.
    one_of_several: bool = attrs.field(default=False, eq=False)

    @property
    def key(self) -> str:
        """Return the name, or `NAME@REVISION` where other revisions are loaded beside this one."""
        return f"{self.name}@{self.revision}" if self.one_of_several else self.name

    @cached_property
    def cuts(self) -> frozenset[datetime]:
        """Return every instant at which something in it begins or ends."""
        spans = [self.in_force, *(rule.in_force for rule in self.rules)]
        spans += [kind.valid for each in self.organisations for kind in each.kinds]
        spans += [each.valid for each in (*self.binds.any, *self.binds.none)]
        return frozenset(cut for span in spans for cut in span.cuts)


@attrs.frozen(kw_only=True)
class Waiver:
    """Be a grant outside a rule set: it lifts named forbids, within a scope, until it expires.

    Its form must hold definitely, else it does nothing: somebody else approves than requests, the approver's
    office is one that the forbid names in `waivable_by`, and an expiry is stated.
    """

    id: str
    ruleset: str
    rules: frozenset[str]
    approver: str | None = None
    approved_by_role: str | None = None
    requester: str | None = None
    because: str = ""
    expires: datetime | None = None
    scope: Condition = ALWAYS_TRUE
    platforms: tuple[Selector, ...] = ()


def same_person(one: str, other: str) -> bool:
    """Say whether two names are one person's: capitals, blanks, widths and unseen characters tell nobody apart."""
    return _person(one) == _person(other)


def _person(name: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(each for each in folded if each.isprintable() and not each.isspace())
