from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.commands import run

PACK = "gb-ncsc-parliament-2020-04"


def test_the_tests_of_a_shipped_rule_set_pass(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 and one line say that everything came out as expected."""
    status, out, _ = run(capsys, "test", PACK)
    assert status == 0
    assert out.endswith("pass\n")


def test_each_failure_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Exit 1 comes with the test, its place, what was expected and which rule decided; disputes are listed."""
    file = tmp_path / "x_test.yaml"
    file.write_text(
        f"policy: [{PACK}]\nas_of: 2020-04-28\nhome: convener\nmeetings:\n"
        "  china: {convener: {id: a, kinds: [parliament], kinds_complete: yes, state: GB}, detrimental_to: [CN]}\n"
        "tests:\n  - {name: wrong, meetings: [china], expect: {zoom: permitted}}\n"
        "  - {name: odd, disputed: it was said, meetings: [china], expect: {zoom: permitted}}\n",
        encoding="utf-8",
    )
    status, out, _ = run(capsys, "test", str(file))
    assert status == 1
    assert f"FAILED {file}:7: wrong, meeting `china`" in out
    assert f"decided by forbid {PACK}/china" in out
    assert f"disputed {file}:8: odd, meeting `china`: it was said" in out
    assert out.endswith("1 of 2 pass\n")


def test_a_file_that_is_no_test_file_is_bad_input(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Exit 2 is for what cannot be read, with its place."""
    file = tmp_path / "x_test.yaml"
    file.write_text("policy: []\n", encoding="utf-8")
    status, _, err = run(capsys, "test", str(file))
    assert status == 2
    assert f"{file}:1:" in err
