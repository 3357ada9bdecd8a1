"""State the types that callers rely on; type checkers read this file, nothing runs it."""

from __future__ import annotations

from typing import assert_type

from meetgate import Decision, Gatekeeper, Meeting, PlatformDecision, Preview, Verdict


def check(gate: Gatekeeper, meeting: Meeting) -> None:
    """Name what each call returns."""
    decision = gate.decide(meeting, actor="system:types")
    assert_type(decision, Decision)
    assert_type(decision.permitted, tuple[str, ...])
    assert_type(decision.allows("zoom"), bool)
    assert_type(decision["zoom"], PlatformDecision)
    assert_type(decision["zoom"].verdict, Verdict)
    assert_type(gate.preview(meeting), Preview)
