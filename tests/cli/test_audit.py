from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.commands import PARLIAMENT, run, sitting

from meetgate.cli import _audit


def test_audit_show_needs_a_log_and_an_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file, or no such entry, is a failure of the audit log: 4; nothing is created."""
    log = tmp_path / "a.db"
    status, out, err = run(capsys, "audit", "show", str(log))
    assert (status, out) == (4, "")
    assert "there is no audit log" in err
    assert not log.exists()
    run(capsys, "decide", sitting(tmp_path), *PARLIAMENT, "--audit", str(log))
    status, _, err = run(capsys, "audit", "show", str(log), "7")
    assert status == 4
    assert "has no entry 7" in err


def test_audit_show_reads_sparse_records() -> None:
    """A record that permits nothing, of a meeting without an id, has its line too."""
    record = {"at": "2020-04-22T11:00:00Z", "actor": "a", "type": "decision"}
    (line,) = _audit._lines(3, record)
    assert line[0].endswith("decision  a meeting without an id: nothing permitted")


def test_audit_show_does_not_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An auditor who looks at a log leaves its bytes as they were."""
    log = tmp_path / "log with space.db"
    run(capsys, "decide", sitting(tmp_path), *PARLIAMENT, "--audit", str(log))
    before = log.read_bytes()
    status, out, _ = run(capsys, "audit", "show", str(log), "0", "--format", "json")
    assert (status, json.loads(out)["type"]) == (0, "decision")
    assert log.read_bytes() == before
