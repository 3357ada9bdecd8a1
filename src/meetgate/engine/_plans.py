"""Answer cases of one policy: by a plan for what was known then, or by the definition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from meetgate.engine._case import Case, arranged
from meetgate.engine._missing import Missing, missing
from meetgate.engine._plan import Plan, compile_plan
from meetgate.engine._rank import ranking
from meetgate.engine._report import report
from meetgate.engine._ruling import Ruling
from meetgate.engine._time import horizon
from meetgate.engine._waivers import waivers_in_use
from meetgate.model import Catalogue, PlatformDecision, RuleSet, RuleSetReport, Schemes, Verdict, Waiver

#: As many states of knowledge are held compiled: the present one, and some that replays ask for.
_HELD: Final = 4


class Answers(Protocol):
    """Be everything that an engine says of one case."""

    def decisions(self) -> Mapping[str, PlatformDecision]:
        """Return the verdict on every platform, with its reasons."""
        ...

    def missing(self, platform: str) -> Missing:
        """Return what to ask about an undetermined platform."""
        ...

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """Return the permitted platforms in groups of equal preference, best first."""
        ...

    def reports(self) -> Mapping[str, RuleSetReport]:
        """Return what became of each rule set."""
        ...

    def valid_until(self) -> datetime | None:
        """Return the earliest instant at which the answer may become another."""
        ...

    def waivers(self) -> tuple[str, ...]:
        """Return the ids of the waivers that are not without effect."""
        ...


class Defined:
    """Be the answers of the definition, or of whatever else decided the platforms of a case."""

    def __init__(self, case: Case, decided: Mapping[str, PlatformDecision]) -> None:
        """Hold what was decided."""
        self.case = case
        self.decided = decided

    def decisions(self) -> Mapping[str, PlatformDecision]:
        """Return what was decided."""
        return self.decided

    def missing(self, platform: str) -> Missing:
        """Return what to ask about an undetermined platform."""
        return missing(self.case, self.case.catalogue.platforms[platform])

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """Return the permitted platforms in groups of equal preference, best first."""
        permitted = [name for name, each in self.decided.items() if each.verdict is Verdict.PERMITTED]
        return ranking(self.case, permitted)

    def reports(self) -> Mapping[str, RuleSetReport]:
        """Return what became of each rule set."""
        return report(self.case)

    def valid_until(self) -> datetime | None:
        """Return the earliest instant at which the answer may become another."""
        return horizon(self.case)

    def waivers(self) -> tuple[str, ...]:
        """Return the ids of the waivers that are not without effect."""
        return waivers_in_use(self.case)


class Plans:
    """Hold the plans of one policy, compiled when they are first needed; threads may share it."""

    def __init__(
        self,
        rule_sets: tuple[RuleSet, ...],
        *,
        catalogue: Catalogue,
        schemes: Schemes,
        base: frozenset[str],
        waivers: tuple[Waiver, ...],
    ) -> None:
        """Hold the policy; nothing is compiled yet."""
        #: As cases have to hold them: whoever builds a case from this very tuple is decided fastest.
        self.rule_sets = arranged(rule_sets)
        self._catalogue = catalogue
        self._schemes = schemes
        self._base = base
        self._waivers = waivers
        self._held: tuple[Plan, ...] = ()

    def at(self, known_at: datetime) -> Plan:
        """Return the plan for what was known at an instant."""
        for plan in self._held:
            if plan.knows(known_at):
                return plan
        fresh = compile_plan(
            self.rule_sets,
            catalogue=self._catalogue,
            schemes=self._schemes,
            known_at=known_at,
            base=self._base,
            waivers=self._waivers,
        )
        # One reference is set: of two threads that compile the same at once, either plan is as good.
        self._held = (fresh, *self._held)[:_HELD]
        return fresh

    def __call__(self, case: Case) -> Ruling:
        """Answer a case of the policy."""
        return self.at(case.known_at).run(case)
