"""Decide, before a meeting is booked, which meeting platforms may carry it, and why.

Importing this pulls in attrs and the standard library; YAML, Cerberus and structlog load on first use.
"""

from meetgate.errors import (
    AuditError,
    CatalogueError,
    Diagnostic,
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
