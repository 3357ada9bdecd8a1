"""Say what a rule kind is: one value from which validator, JSON Schema and reference page are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from meetgate.documents import Node, Record, Shape, choice, either, flag, listing, one_or_many, record, text, variant
from meetgate.model import STATE_PATTERN, STRENGTHS, Disclose, Effect, Not, Rule, Selector, SelectorKind
from meetgate.rules._when import CONDITION

DAY: Final = text(
    "a day, or a range of days where nobody knows",
    pattern=r"\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?",
    written="a day such as `2020-04-22`, or a range such as `2020-04-13..2020-04-19`",
)
WINDOW: Final = record(
    "when it is in force, in half-open days of the rule set's zone", {"from": DAY, "until": DAY}, least=1
)

_STATE: Final = text("a state", pattern=STATE_PATTERN, written="the two capital letters of ISO 3166-1, such as `GB`")
_FACT: Final = record(
    "platforms of which a catalogue fact has one of these values",
    {"name": text("the fact"), "values": one_or_many("the values", text("a value"), least=1)},
    required=("name", "values"),
)
SELECTOR: Final = either(
    "a platform by id or alias, or platforms by what the catalogue knows",
    scalar=text("a platform"),
    mapping=variant(
        "platforms by what the catalogue knows",
        "a selector",
        {
            "vendor": record("platforms of one vendor", {"vendor": text("the vendor")}),
            "vendor_state": record("platforms of vendors of one state", {"vendor_state": _STATE}),
            "fact": record("platforms of which the catalogue states a fact", {"fact": _FACT}),
            "class": record("platforms of a class of this rule set, or `any`", {"class": text("the class, or `any`")}),
        },
    ),
)
SELECTORS: Final = one_or_many("platforms", SELECTOR, least=1)
GROUPS: Final = listing(
    "platforms or groups of equal rank, best first",
    either(
        "a platform or a group",
        scalar=SELECTOR.scalar,
        many=listing("a group", SELECTOR, least=1),
        mapping=SELECTOR.mapping,
    ),
    least=1,
)

#: What every rule has, whatever its kind.
COMMON: Final[Mapping[str, Shape]] = {
    "id": text(
        "the rule's name in reasons and waivers", pattern="[a-z0-9][a-z0-9-]*", written="lower case words and dashes"
    ),
    "because": text("the sentence that people are shown"),
    "source": text("the key of a source of this rule set"),
    "when": CONDITION,
    "in_force": WINDOW,
    "disclose": choice("who may read the rule", *(each.value for each in Disclose)),
    "strength": choice(
        "how strongly the directive says it; what is advised against is warned about and not forbidden", *STRENGTHS
    ),
    "disputed": record(
        "a source that contradicts the rule, which then is never certain",
        {"against": text("the key of the source that contradicts it")},
        required=("against",),
    ),
}

#: Strengths that say no, and those that say yes.
AGAINST: Final = ("ban", "should-not", "not-approved-for", "advised-against")
IN_FAVOUR: Final = ("recommended", "deemed-acceptable")

#: Turn selectors into core form: the node, and whether a product name means every edition.
Pick = Callable[[Node, bool], tuple[Selector, ...]]


@attrs.frozen(kw_only=True)
class Kind:
    """Be one rule kind: how it is written, what it desugars to, and what its page says.

    A module of this package that holds a `KIND` adds a kind; nothing else need be told of it. `order` is the
    place on the pages. `strengths` are those that mean something on such a rule.
    """

    name: str
    order: int = 100
    effect: Effect
    summary: str
    #: What the kind's own key holds.
    shape: Shape
    #: Keys that only this kind has.
    fields: Mapping[str, Shape] = attrs.field(factory=dict[str, Shape])
    required: tuple[str, ...] = ()
    #: A product name means every edition, present and future.
    editions: bool
    build: Callable[[Node, Rule, Pick], tuple[Rule, ...]]
    example: str
    when_missing: str
    strengths: tuple[str, ...] = STRENGTHS
    sources: str = ""

    @property
    def record(self) -> Record:
        """Return the shape of a rule of this kind."""
        fields: dict[str, Any] = {**COMMON, self.name: self.shape, **self.fields}
        required = ("id", "because", "source", self.name, *self.required)
        return record(self.summary, fields, required=required)


def selecting(kind_name: str, *, editions: bool) -> Callable[[Node, Rule, Pick], tuple[Rule, ...]]:
    """Build the desugaring of a kind that only picks platforms."""

    def build(node: Node, rule: Rule, pick: Pick) -> tuple[Rule, ...]:
        return (attrs.evolve(rule, platforms=pick(node[kind_name], editions)),)

    return build


WAIVABLE: Final[Mapping[str, Shape]] = {
    "waivable_by": listing("offices that may waive the rule", text("an office"), least=1)
}
YES: Final = flag("yes or no")


def ranking(kind_name: str) -> Callable[[Node, Rule, Pick], tuple[Rule, ...]]:
    """Build the desugaring of a kind that orders groups of platforms, each exactly the platforms that it names."""

    def build(node: Node, rule: Rule, pick: Pick) -> tuple[Rule, ...]:
        groups = [pick(each, False) for each in node[kind_name].items]  # noqa: FBT003  # exactly these platforms
        return (attrs.evolve(rule, ranks=tuple(groups)),)

    return build


def limited(permit: Rule) -> tuple[Rule, Rule]:
    """Return a permit, and the forbid `<id>/only` that says what the permit is the limit of (section 2).

    A strength that says no is about the limit: "advised against above OFFICIAL" warns above it.
    """
    limit = attrs.evolve(permit, id=f"{permit.id}/only", effect=Effect.FORBID, when=Not(permit.when))
    return (permit, limit if permit.strength in AGAINST else attrs.evolve(limit, strength=None))


def by_catalogue(node: Node) -> Selector:
    """Return the selector that a mapping states."""
    ((key, inner),) = node.members
    if key == "fact":
        return Selector(by=SelectorKind.FACT, value=inner["name"].text, fact_values=frozenset(inner["values"].texts))
    return Selector(by=SelectorKind(key), value=inner.text)
