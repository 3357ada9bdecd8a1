"""Export rule sets at noon, for the tests of exports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.engine.houses import NOON, SCHEMES, case
from tests.interchange.answers import Answers, told

from meetgate.interchange import Core, core_of, request_json
from meetgate.model import Catalogue, Platform, RuleSet, Truth

ZOOM = Platform(id="zoom", name="Zoom")


def core(*rule_sets: RuleSet, zoom: Platform = ZOOM, **more: Any) -> Core:
    """Return the export of rule sets, for a catalogue of Zoom alone."""
    settings: dict[str, Any] = {"instant": NOON, "known_at": NOON, "schemes": SCHEMES}
    return core_of(rule_sets, catalogue=Catalogue(platforms={zoom.id: zoom}), **(settings | more))


def answered(exported: Core, *, instant: datetime | None = NOON, **facts: Any) -> Answers:
    """Return what an export says of a meeting on Zoom that has these facts."""
    return told(exported, asked(exported, instant=instant, **facts))


def asked(exported: Core, *, instant: datetime | None = NOON, **facts: Any) -> dict[str, Any]:
    """Return the request about a meeting on Zoom that has these facts."""
    return request_json(exported, case(**facts), "zoom", instant=instant)


def truth_of(rule: str, answers: Answers) -> Truth:
    """Say whether a rule of these answers holds."""
    if rule in answers.granted_definitely | answers.objected_definitely:
        return Truth.TRUE
    return Truth.UNKNOWN if rule in answers.granted_possibly | answers.objected_possibly else Truth.FALSE
