"""Hold the public surface to what is promised."""

from __future__ import annotations

import subprocess
import sys

import pytest

import meetgate


def test_every_public_name_is_there() -> None:
    """Each name of `__all__` loads when it is used, and `dir` lists it."""
    assert all(getattr(meetgate, name).__name__ == name for name in meetgate.__all__)
    assert set(meetgate.__all__) <= set(dir(meetgate))
    assert list(meetgate.__all__) == sorted(meetgate.__all__)


def test_a_name_that_is_not_public_is_refused() -> None:
    """A misspelt name fails as it does for any module."""
    with pytest.raises(AttributeError, match="Gatekeper"):
        _ = meetgate.Gatekeper


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import meetgate` pulls in no YAML, Cerberus, structlog or command line."""
    code = "import sys, meetgate; from meetgate import Meeting; print(sorted({'yaml', 'cerberus', 'structlog', 'click', 'icalendar'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own interpreter
    assert done.stdout.strip() == "[]"
