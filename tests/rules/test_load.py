"""Reading a rule set: what is done around the stages."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from tests.house import HOUSE
from tests.rules.texts import NAMES

from meetgate.errors import RuleSetError
from meetgate.rules import _load, lint, load_rule_set


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


@pytest.fixture
def _every_text_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_load, "_LONG", 0)


@pytest.mark.usefixtures("_every_text_is_long")
def test_garbage_is_looked_for_again_after_a_long_text() -> None:
    """The collector pauses for one text, whether it loads or not."""
    load_rule_set(HOUSE, file="house", vocabulary=NAMES)
    assert gc.isenabled()
    with pytest.raises(RuleSetError):
        load_rule_set(HOUSE.replace("zoom", "zum"), file="house", vocabulary=NAMES)
    assert gc.isenabled()


@pytest.mark.usefixtures("_every_text_is_long")
def test_a_collector_that_was_off_stays_off() -> None:
    """A host that collects by itself goes on doing so."""
    gc.disable()
    assert lint(HOUSE, file="house", vocabulary=NAMES) == ()
    assert not gc.isenabled()
