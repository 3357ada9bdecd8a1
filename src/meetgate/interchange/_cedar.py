"""Write the boolean core as Cedar policies, and the schema that they are checked against."""

from __future__ import annotations

from typing import Final, assert_never

from meetgate.interchange._core import Core
from meetgate.interchange._formula import (
    And,
    AtLeast,
    Constant,
    Flag,
    Formula,
    Group,
    Has,
    Neg,
    On,
    Or,
    Overlaps,
    Within,
    Word,
)
from meetgate.interchange._header import header
from meetgate.interchange._reduce import Policy

_PLATFORM: Final = "Meetgate::Platform::"
_ACTION: Final = "Meetgate::Action::"
#: By whether a rule grants, and the predicate: what the policy is, and the questions for which it counts.
_HEADS: Final = {
    (True, "definitely"): ("permit", ("definitely", "granted-definitely")),
    (True, "possibly"): ("permit", ("possibly", "granted-possibly")),
    # Whoever possibly objects stands in the way of a definite permission, and the other way round.
    (False, "definitely"): ("forbid", ("possibly",)),
    (False, "possibly"): ("forbid", ("definitely",)),
}
#: What may be asked of every platform; the first two are verdicts, the others leave objections out.
ACTIONS: Final = ("definitely", "possibly", "granted-definitely", "granted-possibly")
_TYPES: Final = {Group.FLAGS: "Bool", Group.WORDS: "String", Group.SETS: "Set<String>", Group.NUMBERS: "Long"}
_PRINTABLE: Final = frozenset(map(chr, range(0x20, 0x7F))) - {'"', "\\"}


def to_cedar(core: Core) -> str:
    """Return the policies as Cedar text.

    Each rule is two policies, `@id("RULESET/RULE/definitely")` and `@id("RULESET/RULE/possibly")`. The action
    `definitely` is allowed exactly where the verdict is PERMITTED, `possibly` where it may yet be.
    """
    written = [_policy(each, name) for each in core.policies for name in ("definitely", "possibly")]
    return "\n".join([*(f"// {line}" for line in header(core)), "", *written])


def _policy(policy: Policy, name: str) -> str:
    held = policy.held.definitely if name == "definitely" else policy.held.possibly
    effect, asked = _HEADS[policy.grants, name]
    actions = ", ".join(f"{_ACTION}{quoted(each)}" for each in asked)
    identity = quoted(f"{policy.id}/{name}")
    return f"@id({identity})\n{effect} (principal, action in [{actions}], resource)\nwhen {{ {_text(held)} }};\n"


def quoted(text: str) -> str:
    """Return a string literal: whatever is not printable ASCII is written by its number, so no text is code."""
    return '"' + "".join(each if each in _PRINTABLE else f"\\u{{{ord(each):x}}}" for each in text) + '"'


def _listed(values: frozenset[str], prefix: str = "") -> str:
    return "[" + ", ".join(prefix + quoted(each) for each in sorted(values)) + "]"


def _text(formula: Formula) -> str:
    match formula:
        case Constant(value=value):
            return "true" if value else "false"
        case And(of=parts):
            return "(" + " && ".join(map(_text, parts)) + ")"
        case Or(of=parts):
            return "(" + " || ".join(map(_text, parts)) + ")"
        case Neg(of=inner):
            return f"!({_text(inner)})"
        case On(platforms=platforms):
            return f"{_listed(platforms, _PLATFORM)}.contains(resource)"
        case Has(group=group, name=name):
            return _has(group, name)
        case Flag(name=name, value=value):
            return f"({_has(Group.FLAGS, name)} && {_value(Group.FLAGS, name)} == {'true' if value else 'false'})"
        case Word(name=name, values=values):
            return f"({_has(Group.WORDS, name)} && {_listed(values)}.contains({_value(Group.WORDS, name)}))"
        case Overlaps(name=name, values=values):
            return f"({_has(Group.SETS, name)} && {_value(Group.SETS, name)}.containsAny({_listed(values)}))"
        case Within(name=name, values=values):
            # Cedar's validator knows no type of an empty set that is written out.
            found = _value(Group.SETS, name)
            inside = f"{_listed(values)}.containsAll({found})" if values else f"{found}.isEmpty()"
            return f"({_has(Group.SETS, name)} && {inside})"
        case AtLeast(name=name, bound=bound):
            return f"({_has(Group.NUMBERS, name)} && {_value(Group.NUMBERS, name)} >= {bound})"
        case _:
            assert_never(formula)


def _has(group: Group, name: str) -> str:
    return f"context.{group.value} has {quoted(name)}"


def _value(group: Group, name: str) -> str:
    return f"context.{group.value}[{quoted(name)}]"


def cedar_schema(core: Core) -> str:
    """Return the schema of the policies: every attribute is optional, and nothing else may be sent.

    A request of another shape is refused by whoever validates requests; unvalidated, a wrong type makes a policy
    err, and Cedar skips a policy that errs.
    """
    groups = ", ".join(f"{quoted(each.value)}: {{{_fields(core, each)}}}" for each in Group)
    actions = ", ".join(map(quoted, ACTIONS))
    context = f'{{"platform": String, {groups}}}'
    return (
        "namespace Meetgate {\n  entity Asker;\n  entity Platform;\n"
        f"  action {actions} appliesTo {{principal: [Asker], resource: [Platform], context: {context}}};\n}}\n"
    )


def _fields(core: Core, group: Group) -> str:
    names = sorted(name for read, name in core.reads if read is group)
    return ", ".join(f"{quoted(each)}?: {_TYPES[group]}" for each in names)
