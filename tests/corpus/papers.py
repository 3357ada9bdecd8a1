"""Write what is on file: dated evaluations, and approvals in their order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from tests.corpus.words import slug
from tests.corpus.world import similar
from tests.corpus.writer import Plain, Writer, listed

#: Keys that say what is on file.
ATTESTING: Final = frozenset({"risk_evaluated", "approvals", "approval", "component_approval"})
_EVALUATION: Final = "risk-evaluation"


def risk_evaluated(writer: Writer, plain: Plain) -> None:
    """Put dated evaluations on file; the list is open, since a case names those that it is about."""
    writer.out.setdefault("attestations", [])
    for name, day in plain.items():
        if day is None or day is False:
            continue
        on = writer.day if day is True else date.fromisoformat(str(day)[:10])
        for kind in similar(_EVALUATION, writer.world.attestations()) or (_EVALUATION,):
            writer.attest(kind, on=on, platform=writer.platform(name))


def approvals(writer: Writer, value: object) -> None:
    """Put approvals on file in their order, a day apart, the last on the day of the meeting; there are no others."""
    offices = [slug(each) for each in listed(value)]
    writer.out["attestations_complete"] = True
    writer.out.setdefault("attestations", [])
    for kind in dict.fromkeys([kind for kind, _ in writer.world.chained()] or ["approval"]):
        for number, office in enumerate(offices, 1):
            on = writer.day - timedelta(days=len(offices) - number)
            writer.attest(kind, on=on, by={"role": _role(writer, office)}, order=number)


def _role(writer: Writer, office: str) -> str:
    """Return the office as the loaded rule sets write it."""
    roles = sorted({role for _, chain in writer.world.chained() for role in chain})
    return next((each for each in roles if slug(each) == office), office)


def approval(writer: Writer, value: object) -> None:
    """Put an approval on file: yes of whoever has to, or of a named office; no closes the list."""
    if isinstance(value, bool):
        writer.statement("approval", granted=value)
    else:
        approvals(writer, value)
        writer.statement(f"{slug(value)}-approval", granted=True)


def component_approval(writer: Writer, value: object) -> None:
    """Put the approval of a component on file, or close the list where it gave none."""
    writer.statement("component-approval", granted=bool(value))
