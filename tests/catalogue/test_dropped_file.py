from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

import meetgate

NEW: Final = """
id: newcomer
name: Newcomer
hosts: [newcomer.example]
sources: {note: {title: Note, confidence: C}}
facts:
  - {name: mfa, value: yes, asserted_by: vendor, source: note, known_from: 2020-01-01}
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the package into which one platform file was dropped."""
    copy = tmp_path_factory.mktemp("tree")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(meetgate.__file__).parent, copy / "meetgate", ignore=ignored)
    (copy / "meetgate" / "packs" / "platforms" / "newcomer.yaml").write_text(NEW, encoding="utf-8")
    return copy


def _python(tree: Path, *arguments: str, stdin: str = "") -> str:
    """Run Python on the copy and return what it prints; statuses 0 and 3 are answers."""
    done = subprocess.run(  # noqa: S603  # our own interpreter on our own copy
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        cwd=tree,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(tree), "PYTHONUTF8": "1"},
        input=stdin,
    )
    assert done.returncode in {0, 3}, done.stderr
    return done.stdout


def test_links_know_a_dropped_platform(tree: Path) -> None:
    """A link to a host of the new file leads to the new platform."""
    (row,) = _python(tree, "-m", "meetgate", "links", "--format", "json", "https://newcomer.example/j/1").splitlines()
    assert json.loads(row)["platforms"] == ["newcomer"]


def test_decisions_know_a_dropped_platform(tree: Path) -> None:
    """The new platform has a verdict like every other."""
    meeting = json.dumps({"schema": 1, "starts": "2020-04-28T10:00:00+01:00"})
    rules = ("--rules", "gb-ncsc-parliament-2020-04", "--format", "json")
    decision = json.loads(_python(tree, "-m", "meetgate", "decide", *rules, "-", stdin=meeting))
    assert decision["platforms"]["newcomer"]["verdict"] == "not_covered"


def test_the_reference_knows_a_dropped_platform(tree: Path) -> None:
    """The generated page is drawn from the new file."""
    script = (
        "from meetgate.catalogue import platform_page; from meetgate.gatekeeper.policy import read_policy; "
        "print(platform_page(read_policy(rules=()).catalogue.platforms['newcomer']))"
    )
    page = _python(tree, "-c", script)
    assert "# Newcomer" in page
    assert "fact `mfa`: yes, says vendor (Note; confidence C)" in page
