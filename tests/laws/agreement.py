"""Say what the definition and a plan answer to one case, in all parts, so that they can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tests.laws.vocabulary import KNOWN_AT
from tests.laws.worlds import World

from meetgate.engine import Answers, Case, Defined, Plan, compile_plan, define
from meetgate.model import PlatformDecision, Verdict

#: The parts of an answer beside the decisions on platforms.
PARTS: Final = ("ranking", "reports", "valid_until", "waivers")


def plan_of(world: World) -> Plan:
    """Compile the policy of a world."""
    return compile_plan(
        world.rule_sets,
        catalogue=world.catalogue,
        known_at=KNOWN_AT,
        schemes=world.schemes,
        base=world.base,
        waivers=world.waivers,
    )


def parts_of(answers: Answers) -> dict[str, object]:
    """Return everything that an engine answers."""
    return {"decisions": dict(answers.decisions()), **{name: getattr(answers, name)() for name in PARTS}}


def differences(plan: Plan, case: Case) -> dict[str, tuple[object, object]]:
    """Return what a plan answers and what the definition answers, where they are not the same, by part.

    The plan is asked for verdicts before it is asked for reasons, as a gate asks it, and for rules first and last.
    """
    decided = define(case)
    named, ruling = plan.run(case).rules(), plan.run(case)
    found: dict[str, object] = {"verdicts": ruling.verdicts, "permitted": ruling.permitted, **parts_of(ruling)}
    wanted: dict[str, object] = {
        "verdicts": {name: each.verdict for name, each in decided.items()},
        "permitted": tuple(name for name, each in decided.items() if each.verdict is Verdict.PERMITTED),
        **parts_of(Defined(case, decided)),
    }
    told = {name: (found[name], wanted[name]) for name in wanted if found[name] != wanted[name]}
    if named != ruling.rules() or not _rules(decided.values()) <= {*named}:
        told["rules"] = named, (ruling.rules(), _rules(decided.values()))
    return told


def _rules(decided: Iterable[PlatformDecision]) -> set[str]:
    """Return the rules that decisions name: a plan has to list them among those that may hold."""
    return {f"{reason.ruleset}/{reason.rule}" for each in decided for reason in (*each.reasons, *each.open)}
