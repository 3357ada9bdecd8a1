# ruff: noqa: INP001  # a script to copy, no package
"""Decide one meeting by a compiled plan, without a gatekeeper and without a record, and hold it against the definition.

    python examples/plan/plan.py

Whoever books needs `Gatekeeper`, which does this and has the answer on disk before it is given. A plan alone is for
looking: what would be permitted, for thousands of meetings, in microseconds each.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from meetgate import Meeting
from meetgate.engine import case_of, compile_plan, define
from meetgate.gatekeeper.policy import read_policy

KNOWN_AT = datetime(2020, 5, 1, tzinfo=UTC)
RULES = ["gb-ncsc-parliament-2020-04", "gb-ncsc-government-2020-04"]


def main() -> None:
    """Print what is permitted, and that plan and definition say the same of every platform."""
    policy = read_policy(rules=RULES)
    plan = compile_plan(
        policy.rule_sets, catalogue=policy.catalogue, schemes=policy.schemes, known_at=KNOWN_AT, base=policy.base
    )
    meeting = Meeting.from_json(
        {
            "starts": "2020-04-22T12:00:00+01:00",
            "ends": "2020-04-22T12:30:00+01:00",
            "convener": {"id": "parliament.uk", "kinds": ["parliament"], "kinds_complete": True, "state": "GB"},
            "organisations": [],
            "participants": [],
            "participants_complete": True,
            "public": True,
            "detrimental_to": [],
        }
    )
    # A case built from the plan's own rule sets is recognised at once.
    case = case_of(
        meeting,
        rule_sets=plan.rule_sets,
        catalogue=policy.catalogue,
        schemes=policy.schemes,
        known_at=KNOWN_AT,
        home=("parliament.uk",),
        base=policy.base,
    )
    ruling = plan.run(case)
    same = ruling.decisions() == define(case)
    sys.stdout.write(f"permitted: {', '.join(ruling.permitted)}\n")
    sys.stdout.write(f"because of: {', '.join(ruling.rules())}\n")
    sys.stdout.write(f"the definition says the same of all {len(ruling.verdicts)} platforms: {same}\n")


if __name__ == "__main__":
    main()
