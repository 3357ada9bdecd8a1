"""Put several cases of one policy to one plan, and hold each answer against the definition's."""

from __future__ import annotations

from tests.laws.agreement import differences

from meetgate.engine import Case, Plan, Ruling, compile_plan


def plan_for(case: Case) -> Plan:
    """Compile the policy of a case."""
    return compile_plan(
        case.rule_sets,
        catalogue=case.catalogue,
        known_at=case.known_at,
        schemes=case.schemes,
        base=case.base,
        waivers=case.waivers,
    )


def agreed(*cases: Case, plan: Plan | None = None) -> list[Ruling]:
    """Return what one plan answers to several cases; it answers what the definition does, in whatever order."""
    asked = plan or plan_for(cases[0])
    for each in (*cases, *reversed(cases)):
        assert differences(asked, each) == {}
    return [asked.run(each) for each in cases]


def verdicts(*cases: Case, plan: Plan | None = None, platform: str = "zoom") -> list[str]:
    """Return the verdicts on one platform, once they were found to be the definition's."""
    return [each.verdicts[platform].value for each in agreed(*cases, plan=plan)]
