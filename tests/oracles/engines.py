"""Ask Cedar and Rego, in this process, what an export says of a request."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs
from tests.interchange.answers import Answers

from meetgate.interchange import ACTIONS, Core, cedar_schema, to_cedar, to_rego
from meetgate.model import Verdict

# Untyped on purpose: the environment that checks types installs no foreign engines.
_CEDARPY: Final[Any] = importlib.import_module("cedarpy")
_REGORUS: Final[Any] = importlib.import_module("regorus")
_ENTITIES: Final = _CEDARPY.Entities.from_json_str("[]")
#: The predicates, as the sets of Rego are called.
PREDICATES: Final = tuple(attrs.fields_dict(Answers))


@attrs.frozen(kw_only=True)
class Cedar:
    """Be an export as Cedar holds it."""

    policies: Any
    schema: Any


def cedar(core: Core) -> Cedar:
    """Read an export into Cedar; its own validator must prove that no policy of it can err.

    Raises:
        ValueError: the text is not Cedar, or does not pass.
    """
    text, schema = to_cedar(core), cedar_schema(core)
    checked = _CEDARPY.validate_policies(text, schema)
    if not checked.validation_passed:
        raise ValueError("\n".join(map(str, checked.errors)))
    return Cedar(policies=_CEDARPY.PolicySet.from_str(text), schema=_CEDARPY.Schema.from_str(schema))


@attrs.frozen(kw_only=True)
class Said:
    """Be what Cedar answers: the four predicates, and the rules that it names for its answers."""

    predicates: tuple[bool, ...]
    verdict: Verdict
    named: Mapping[str, frozenset[str]]


def ask_cedar(held: Cedar, requests: Iterable[Mapping[str, Any]]) -> list[Said]:
    """Ask Cedar every question about every request, each validated against the schema, all in one go.

    Raises:
        ValueError: Cedar skipped a policy, because it erred.
    """
    asked = [_asked(request, action) for request in requests for action in ACTIONS]
    results = _CEDARPY.is_authorized_batch(asked, held.policies, _ENTITIES, held.schema)
    for each in results:
        if each.diagnostics.errors:
            raise ValueError("\n".join(each.diagnostics.errors))
    size = len(ACTIONS)
    return [_said(results[start : start + size]) for start in range(0, len(results), size)]


def _asked(request: Mapping[str, Any], action: str) -> dict[str, Any]:
    return {
        "principal": {"type": "Meetgate::Asker", "id": "anybody"},
        "action": {"type": "Meetgate::Action", "id": action},
        "resource": {"type": "Meetgate::Platform", "id": request["platform"]},
        "context": request,
    }


def _said(results: list[Any]) -> Said:
    """Read the predicates off four answers: a denial names the policies that forbid, if any does."""
    allowed = {action: each.allowed for action, each in zip(ACTIONS, results, strict=True)}
    named = {
        action: frozenset(each.diagnostics.id_annotations_by_reason.values())
        for action, each in zip(ACTIONS, results, strict=True)
    }
    objected_definitely = not allowed["possibly"] and bool(named["possibly"])
    objected_possibly = not allowed["definitely"] and bool(named["definitely"])
    predicates = (
        allowed["granted-definitely"],
        allowed["granted-possibly"],
        objected_definitely,
        objected_possibly,
    )
    return Said(predicates=predicates, verdict=_verdict(allowed, objected=objected_definitely), named=named)


def _verdict(allowed: Mapping[str, bool], *, objected: bool) -> Verdict:
    if allowed["definitely"]:
        return Verdict.PERMITTED
    if allowed["possibly"]:
        return Verdict.UNDETERMINED
    return Verdict.FORBIDDEN if objected else Verdict.NOT_COVERED


def rego(core: Core) -> Any:
    """Read an export into Rego.

    Raises:
        RuntimeError: the text is not Rego.
    """
    engine = _REGORUS.Engine()
    engine.add_policy("meetgate.rego", to_rego(core))
    return engine


def ask_rego(engine: Any, request: Mapping[str, Any]) -> tuple[Answers, Verdict]:
    """Ask Rego about one request; in JSON, since the binding reads False of Python as the number 0."""
    engine.set_input_json(json.dumps(request))
    found: dict[str, Any] = json.loads(engine.eval_rule_as_json("data.meetgate.decision"))
    answers = Answers(**{each: frozenset(found[each]) for each in PREDICATES})
    return answers, Verdict(found["verdict"])
