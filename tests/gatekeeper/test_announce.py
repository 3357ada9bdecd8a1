"""Who listens hears of a decision; where nobody does, nothing is made ready to be said."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Final

import pytest
from tests.gatekeeper.gates import gate, meeting

_SILENT: Final = """
import sys
from datetime import UTC, datetime
from meetgate import Gatekeeper, Meeting
from meetgate.audit import MemoryStore

gate = Gatekeeper.load(rules=["gb-ncsc-parliament-2020-04"], audit=MemoryStore())
gate.decide(Meeting(starts=datetime(2020, 4, 22, tzinfo=UTC)))
print("structlog" in sys.modules)
"""


def test_the_standard_log_hears_of_a_decision(caplog: pytest.LogCaptureFixture) -> None:
    """Without a host's structlog the event goes to the logger `meetgate`, at the level `INFO`."""
    with caplog.at_level(logging.INFO, logger="meetgate"):
        decision = gate().decide(meeting())
    (record,) = caplog.records
    assert record.name == "meetgate"
    assert record.getMessage().startswith(
        f"event='decision' store='memory' index=0 policy='{decision.digests['policy']}'"
    )


def test_a_quiet_log_hears_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Where the level is higher, there is no event."""
    with caplog.at_level(logging.WARNING, logger="meetgate"):
        gate().decide(meeting())
    assert caplog.records == []


def test_a_silent_host_does_not_pay_for_structlog() -> None:
    """A process in which nobody listens decides without loading structlog."""
    done = subprocess.run([sys.executable, "-c", _SILENT], capture_output=True, text=True, check=True)  # noqa: S603  # our own interpreter, our own words
    assert done.stdout.strip() == "False"
