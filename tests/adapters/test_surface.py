from __future__ import annotations

import subprocess
import sys

import pytest

from meetgate import adapters


def test_the_public_names_are_sorted_and_there() -> None:
    """Each name of `__all__` is an attribute, those that load later too."""
    assert adapters.__all__ == sorted(adapters.__all__)
    assert all(hasattr(adapters, name) for name in adapters.__all__)


def test_an_unknown_name_is_refused() -> None:
    """A misspelt name is an AttributeError that names the module."""
    name = "event"
    with pytest.raises(AttributeError, match="no attribute `event`"):
        getattr(adapters, name)


def test_a_context_is_read_without_icalendar() -> None:
    """Deciding needs no calendar parser: what reads the context file does not import it, only `events` does."""
    code = (
        "import sys; from meetgate.adapters import load_context; load_context('context: x', file='c');"
        "print({'icalendar', 'dateutil'} & {*sys.modules}); from meetgate.adapters import events;"
        "print('icalendar' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603  # our own interpreter and text
    assert said == "set()\nTrue\n"
