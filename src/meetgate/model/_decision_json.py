"""Write answers as JSON for a reader: what that reader may not see is not in it (semantics, section 7)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from meetgate.model._decision import (
    Due,
    PlatformDecision,
    Reader,
    Reason,
    RuleSetReport,
    Verdict,
)
from meetgate.model._rule import Assumption
from meetgate.model._span import stamp

SCHEMA_VERSION: Final = 1


def readable(reason: Reason, reader: Reader, numbers: dict[tuple[str, str], int]) -> Reason:
    """Return the reason as this reader may see it: whole, or as a reference."""
    if reader.may_read(reason.disclose):
        return reason
    number = numbers.get((reason.ruleset, reason.rule), 0)
    return Reason(ruleset="", rule=f"reference {number}", effect="", because=f"a rule of your host, reference {number}")


def owed(due: Due, reader: Reader) -> Due:
    """Return the obligation as this reader may see it: its kind may say as much as the rule does."""
    if reader.may_read(due.disclose):
        return due
    return Due(kind="undisclosed", phase=due.phase, met=due.met, because="an obligation of your host")


def askable(decision: PlatformDecision, reader: Reader) -> tuple[tuple[str, ...], ...]:
    """Return the missing sets that this reader may see: the topic is as sensitive as the rule."""
    return tuple(
        facts
        for facts in decision.missing
        if all(fact in decision.disclosed and reader.may_read(decision.disclosed[fact]) for fact in facts)
    )


def platform_json(each: PlatformDecision, reader: Reader, numbers: dict[tuple[str, str], int]) -> dict[str, object]:
    """Return the JSON form of the verdict on one platform."""
    reasons, possible, owing = each.reasons, each.open, each.obligations
    if reader is not Reader.OFFICERS:  # who may read everything, and for whom records are written
        reasons = tuple(readable(reason, reader, numbers) for reason in reasons)
        possible = tuple(readable(reason, reader, numbers) for reason in possible)
        owing = tuple(owed(due, reader) for due in owing)
    # `_value_` is `value` without a call: there are platforms and outcomes by the hundred.
    return {
        "verdict": each.verdict._value_,
        "cause": None if each.cause is None else each.cause.value,
        "reasons": [_reason(reason) for reason in reasons],
        "missing": [list(facts) for facts in askable(each, reader)] if each.missing else [],
        "truncated": each.truncated,
        "open": [_reason(reason) for reason in possible],
        "obligations": [_due(due) for due in owing],
        "warnings": [] if reader is Reader.PUBLIC else list(each.warnings),
    }


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "ruleset": reason.ruleset,
        "rule": reason.rule,
        "effect": reason.effect,
        "strength": reason.strength,
        "because": reason.because,
        "source": reason.source,
        "at": reason.at,
    }


def _due(due: Due) -> dict[str, object]:
    return {
        "kind": due.kind,
        "phase": due.phase,
        "value": due.value,
        "met": due.met,
        "because": due.because,
        "from": list(due.rules),
    }


def ruleset_json(report: RuleSetReport) -> dict[str, object]:
    """Return the JSON form of what became of one rule set."""
    return {
        "revision": report.revision,
        "digest": report.digest,
        "status": report.status,
        "observed": report.observed,
        "bound": report.bound,
        "whom": list(report.whom),
        "in_force": report.in_force,
        "outcome": {name: outcome._value_ for name, outcome in sorted(report.outcome.items())},
    }


def assumption_json(each: Assumption) -> dict[str, object]:
    """Return the JSON form of an assumption."""
    return {
        "fact": each.fact,
        "value": sorted(each.value) if isinstance(each.value, frozenset) else each.value,
        "by": each.by,
        "because": each.because,
        "review_by": each.review_by,
        "scope": each.scope,
    }


def time_json(moment: datetime | None) -> str | None:
    """Return an instant as RFC 3339 in UTC, or None."""
    return None if moment is None else stamp(moment)


_TEXT: Final = {"type": "string"}
_MAYBE_TEXT: Final = {"type": ["string", "null"]}
_MAYBE_FLAG: Final = {"type": ["boolean", "null"]}
_TEXTS: Final = {"type": "array", "items": _TEXT}


def _object(**properties: object) -> dict[str, object]:
    keys = [name.rstrip("_") for name in properties]
    return {
        "type": "object",
        "properties": dict(zip(keys, properties.values(), strict=True)),
        "required": keys,
        "additionalProperties": False,
    }


def _table(item: object) -> dict[str, object]:
    return {"type": "object", "additionalProperties": item}


def _array(item: object) -> dict[str, object]:
    return {"type": "array", "items": item}


def decision_json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of what `Decision.to_json` writes."""
    reason = _object(
        ruleset=_TEXT, rule=_TEXT, effect=_TEXT, strength=_MAYBE_TEXT, because=_TEXT, source=_TEXT, at=_TEXT
    )
    due = _object(kind=_TEXT, phase=_TEXT, value=_MAYBE_TEXT, met=_MAYBE_FLAG, because=_TEXT, from_=_TEXTS)
    platform = _object(
        verdict={"enum": [verdict.value for verdict in Verdict]},
        cause=_MAYBE_TEXT,
        reasons=_array(reason),
        missing=_array(_TEXTS),
        truncated={"type": "boolean"},
        open=_array(reason),
        obligations=_array(due),
        warnings=_TEXTS,
    )
    ruleset = _object(
        revision={"type": "integer"},
        digest=_TEXT,
        status=_TEXT,
        observed={"type": "boolean"},
        bound=_MAYBE_FLAG,
        whom=_TEXTS,
        in_force=_MAYBE_FLAG,
        outcome=_table({"enum": ["forbid", "unknown", "permit", "abstain"]}),
    )
    assumption = _object(fact=_TEXT, value={}, by=_TEXT, because=_TEXT, review_by=_MAYBE_TEXT, scope=_TEXT)
    evaluated = _object(
        at=_MAYBE_TEXT, from_=_MAYBE_TEXT, until=_MAYBE_TEXT, known_at=_TEXT, replay={"type": "boolean"}
    )
    record = _object(store=_TEXT, index={"type": "integer", "minimum": 0})
    answer = _object(
        schema={"const": SCHEMA_VERSION},
        meeting=_MAYBE_TEXT,
        role=_MAYBE_TEXT,
        home=_TEXTS,
        evaluated=evaluated,
        permitted=_TEXTS,
        ranking=_array(_TEXTS),
        valid_until=_MAYBE_TEXT,
        platforms=_table(platform),
        rulesets=_table(ruleset),
        assumptions=_array(assumption),
        waivers=_TEXTS,
        warnings=_TEXTS,
        digests=_table(_TEXT),
        versions=_table({"type": ["string", "integer"]}),
        record={"anyOf": [record, {"type": "null"}]},
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Decision", **answer}
