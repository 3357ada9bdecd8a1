"""Compile a policy once, and decide by it at the cost of a few microseconds, however many rules it has.

A plan answers exactly what `define` answers, which stays the definition: tests compare them, and the plan itself
asks it where an answer takes trying.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from meetgate.engine._case import Case
from meetgate.engine._compile import tabulate
from meetgate.engine._ruling import Ruling, judged, run
from meetgate.engine._shortcut import shortcut, take
from meetgate.engine._tables import Tables
from meetgate.model import Catalogue, RuleSet, Schemes, Waiver


class Plan:
    """Be a policy under one state of knowledge, compiled: a value that can be pickled and shared by threads."""

    __slots__ = ("_shortcut", "tables")

    def __init__(self, tables: Tables) -> None:
        """Hold the tables."""
        self.tables = tables
        self._shortcut = shortcut(tables)

    def __reduce__(self) -> tuple[type[Plan], tuple[Tables]]:
        """Leave the shortcut behind: it points into the tables."""
        return (type(self), (self.tables,))

    @property
    def digest(self) -> str:
        """Return the key of the plan: the digest of everything that it was compiled from."""
        return self.tables.digest

    @property
    def rule_sets(self) -> tuple[RuleSet, ...]:
        """Return the rule sets, in the order that cases have them; a case that holds this very tuple is quickest."""
        return self.tables.rule_sets

    def knows(self, known_at: datetime) -> bool:
        """Say whether the plan was compiled for what was known at an instant."""
        return self.tables.knows(known_at)

    def serves(self, case: Case) -> bool:
        """Say whether a case is of the plan's policy and state of knowledge, with nothing supposed."""
        return self.tables.serves(case)

    def run(self, case: Case) -> Ruling:
        """Decide a case.

        Raises:
            ValueError: the case is of another policy or state of knowledge, or supposes answers.
        """
        tables = self.tables
        # What a gatekeeper builds holds the very values that the plan was compiled from: that takes no call to see.
        if not (
            case.rule_sets is tables.rule_sets
            and case.catalogue is tables.catalogue
            and case.schemes is tables.schemes
            and case.base is tables.base
            and case.waivers is tables.waivers
            and (tables.until is None or case.known_at < tables.until)
            and (tables.since is None or tables.since <= case.known_at)
            and not (case.answers or case.deferred or case.unswitched)
        ) and not tables.serves(case):
            raise ValueError("the plan was compiled for another policy or another state of knowledge")
        if self._shortcut is not None:
            try:
                found = take(self._shortcut, tables, case)
            except TypeError:  # an unhashable value is no fact, and no key either: `run` takes it as unknown
                found = None
            if isinstance(found, Ruling):
                return found
            if found is not None:
                return judged(tables, case, [found], 1)
        return run(tables, case)


def compile_plan(
    rule_sets: Iterable[RuleSet],
    *,
    catalogue: Catalogue,
    known_at: datetime,
    schemes: Schemes | None = None,
    base: Iterable[str] = (),
    waivers: Iterable[Waiver] = (),
) -> Plan:
    """Compile rule sets and a catalogue, as it was known at an instant (aware), into a plan.

    The plan serves cases of the same rule sets, catalogue, schemes, base and waivers, until something more of the
    catalogue becomes public.
    """
    return Plan(
        tabulate(rule_sets, catalogue=catalogue, known_at=known_at, schemes=schemes, base=base, waivers=waivers)
    )
