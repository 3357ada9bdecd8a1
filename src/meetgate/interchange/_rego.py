"""Write the boolean core as a module in Rego, version 1."""

from __future__ import annotations

import json
from typing import Final, assert_never

import attrs

from meetgate.interchange._core import Core
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
    Test,
    Within,
    Word,
)
from meetgate.interchange._header import header

#: Tests that hold of nothing that is absent, and the verdict from the four sets of rules. Names are passed to them:
#: an escape inside a reference, as in `input.words["\u00fc"]`, is not read as one by every engine.
_PRELUDE: Final = """\
package meetgate

import rego.v1

has(group, name) if input[group][name] != null

flag(name, value) if input.flags[name] == value

word(name, values) if input.words[name] in values

at_least(name, bound) if input.numbers[name] >= bound

overlaps(name, values) if {
	some member in input.sets[name]
	member in values
}

within(name, values) if {
	every member in input.sets[name] {
		member in values
	}
}

verdict := "forbidden" if {
	count(objected_definitely) > 0
} else := "not_covered" if {
	count(granted_possibly) == 0
} else := "undetermined" if {
	count(granted_definitely) == 0
} else := "undetermined" if {
	count(objected_possibly) > 0
} else := "permitted"

decision := {
	"verdict": verdict,
	"granted_definitely": granted_definitely,
	"granted_possibly": granted_possibly,
	"objected_definitely": objected_definitely,
	"objected_possibly": objected_possibly,
}
"""
_SETS: Final = ("granted_definitely", "granted_possibly", "objected_definitely", "objected_possibly")


@attrs.frozen
class _Module:
    """Be a module that is being written: rules that stand for a disjunction, by what they stand for."""

    names: dict[tuple[Formula, bool], str] = attrs.field(factory=dict[tuple[Formula, bool], str])
    lines: list[str] = attrs.field(factory=list[str])


def to_rego(core: Core) -> str:
    """Return one module, `package meetgate`: `decision` has the verdict and four sets of the ids of the rules that hold.

    `input` is what `request_json` returns.
    """
    module = _Module()
    # A set to which nothing belongs would not be defined at all.
    rules = [f'{each} contains "" if {{ false }}' for each in _SETS]
    for policy in core.policies:
        for predicate, held in (("definitely", policy.held.definitely), ("possibly", policy.held.possibly)):
            head = f"{'granted' if policy.grants else 'objected'}_{predicate}"
            body = "; ".join(_literals(module, held, wanted=True))
            rules.append(f"{head} contains {json.dumps(policy.id)} if {{ {body} }}")
    comment = [f"# {line}" for line in header(core)]
    return "\n".join([*comment, "", _PRELUDE, *rules, "", *module.lines, ""])


def _literals(module: _Module, formula: Formula, *, wanted: bool) -> list[str]:
    """Return the expressions that must all hold for a formula to be true, or false where that is wanted."""
    match formula:
        case Neg(of=inner):
            return _literals(module, inner, wanted=not wanted)
        case And(of=parts) | Or(of=parts):
            if isinstance(formula, And) is wanted:
                return [each for part in parts for each in _literals(module, part, wanted=wanted)]
            return [_alternatives(module, formula, parts, wanted=wanted)]
        case Constant(value=value):
            return ["true" if value is wanted else "false"]
        case _:
            return [_text(formula) if wanted else f"not {_text(formula)}"]


def _alternatives(module: _Module, formula: Formula, parts: tuple[Formula, ...], *, wanted: bool) -> str:
    """Return the name of the rule that holds when one of several parts does: Rego has no `or`."""
    if (formula, wanted) not in module.names:
        bodies = ["; ".join(_literals(module, each, wanted=wanted)) for each in parts]
        name = module.names[formula, wanted] = f"case_{len(module.names)}"
        module.lines.extend(f"{name} if {{ {body} }}" for body in bodies)
    return module.names[formula, wanted]


def _listed(values: frozenset[str]) -> str:
    # An empty pair of braces is an empty object.
    return "{" + ", ".join(map(json.dumps, sorted(values))) + "}" if values else "set()"


def _text(test: Test) -> str:
    match test:
        case On(platforms=platforms):
            return f"input.platform in {_listed(platforms)}"
        case Has(group=group, name=name):
            return f"has({json.dumps(group.value)}, {json.dumps(name)})"
        case Flag(name=name, value=value):
            return f"flag({json.dumps(name)}, {json.dumps(value)})"
        case Word(name=name, values=values):
            return f"word({json.dumps(name)}, {_listed(values)})"
        case Overlaps(name=name, values=values):
            return f"overlaps({json.dumps(name)}, {_listed(values)})"
        case Within(name=name, values=values):
            return f"within({json.dumps(name)}, {_listed(values)})"
        case AtLeast(name=name, bound=bound):
            return f"at_least({json.dumps(name)}, {bound})"
        case _:
            assert_never(test)
