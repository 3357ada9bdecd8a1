"""Decide, before a meeting is booked, which meeting platforms may carry it, and why.

A name loads what it needs when it is first used (PEP 562), so that a scheduler which imports meetgate at start
pays next to nothing; YAML, Cerberus and structlog load with the first gatekeeper and the first decision.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from meetgate.errors import (
        AuditError,
        CatalogueError,
        Diagnostic,
        LockError,
        MeetgateError,
        MeetingError,
        RuleSetError,
        UnknownPlatform,
    )
    from meetgate.gatekeeper import Gatekeeper
    from meetgate.model import (
        Assumption,
        Decision,
        Meeting,
        Organisation,
        Participant,
        PlatformDecision,
        Preview,
        Reader,
        Reason,
        Verdict,
    )

__all__ = [
    "Assumption",
    "AuditError",
    "CatalogueError",
    "Decision",
    "Diagnostic",
    "Gatekeeper",
    "LockError",
    "MeetgateError",
    "Meeting",
    "MeetingError",
    "Organisation",
    "Participant",
    "PlatformDecision",
    "Preview",
    "Reader",
    "Reason",
    "RuleSetError",
    "UnknownPlatform",
    "Verdict",
]

_ERRORS: Final = frozenset({"Diagnostic", "UnknownPlatform"})


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module `meetgate` has no attribute `{name}`")
    home = "gatekeeper" if name == "Gatekeeper" else "errors" if name.endswith("Error") or name in _ERRORS else "model"
    found: object = getattr(importlib.import_module(f"meetgate.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
