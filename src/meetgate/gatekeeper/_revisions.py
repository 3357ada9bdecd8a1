"""Keep several revisions of one rule set apart: what they are called, and when each is in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from meetgate.engine import labelled
from meetgate.errors import Diagnostic
from meetgate.gatekeeper._texts import problem
from meetgate.model import Edge, RuleSet, Span

__all__ = ["chained", "clashes", "labelled"]


def chained(rule_sets: Sequence[RuleSet]) -> tuple[RuleSet, ...]:
    """End the force of each revision where a later one of the same name begins.

    Where the beginning is uncertain, so is the end: inside the range both revisions may be in force, so that a
    platform is permitted there only if it is permitted by either. An end that the earlier revision states for
    itself, and which comes first, stays: the gap is a gap. A revision that begins no later than an earlier one
    replaces it from the start.
    """
    begins: dict[str, list[tuple[int, Edge | None]]] = {}
    for each in rule_sets:
        begins.setdefault(each.name, []).append((each.revision, each.in_force.start))
    return tuple(_ended(each, _later(each, begins[each.name])) for each in rule_sets)


def _later(rule_set: RuleSet, begins: Iterable[tuple[int, Edge | None]]) -> list[Edge]:
    """Return when the later revisions of a rule set begin."""
    return [start for revision, start in begins if revision > rule_set.revision and start is not None]


def _ended(rule_set: RuleSet, begins: Sequence[Edge]) -> RuleSet:
    if not begins:
        return rule_set
    ends = [*begins, *([rule_set.in_force.end] if rule_set.in_force.end is not None else [])]
    # Passed as soon as any has passed, and not before one may have: Kleene's "or", as one edge.
    end = Edge(min(each.earliest for each in ends), min(each.latest for each in ends))
    return attrs.evolve(rule_set, in_force=Span(start=rule_set.in_force.start, end=end))


def clashes(rule_sets: Sequence[tuple[str, RuleSet]]) -> list[Diagnostic]:
    """Report, by file, texts that claim one name and revision and differ, and revisions that never end another."""
    found: list[Diagnostic] = []
    seen: dict[tuple[str, int], RuleSet] = {}
    first: dict[str, int] = {}
    for _, each in rule_sets:
        first[each.name] = min(each.revision, first.get(each.name, each.revision))
    for file, each in rule_sets:
        twin = seen.setdefault((each.name, each.revision), each)
        if twin.digest != each.digest:
            message = f"rule set `{each.name}` is loaded twice as revision {each.revision}, with different rules"
            found.append(problem(file, message, help_=f"give one a revision of its own; the other is {twin.file}"))
        if first[each.name] < each.revision and each.in_force.start is None:
            message = f"revision {each.revision} of `{each.name}` does not say when it begins"
            found.append(problem(file, message, help_="add `from` to `in_force`: it ends the revision before it"))
    return found
