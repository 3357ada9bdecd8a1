"""Reading a rule set: what is done around the stages."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from tests.house import HOUSE
from tests.rules.texts import NAMES

from meetgate.errors import RuleSetError
from meetgate.rules import lint, load_rule_set


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_garbage_is_looked_for_again_after_a_text() -> None:
    """The collector pauses for one text, whether it loads or not."""
    load_rule_set(HOUSE, file="house", vocabulary=NAMES)
    assert gc.isenabled()
    with pytest.raises(RuleSetError):
        load_rule_set(HOUSE.replace("zoom", "zum"), file="house", vocabulary=NAMES)
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    """A host that collects by itself goes on doing so."""
    gc.disable()
    assert lint(HOUSE, file="house", vocabulary=NAMES) == ()
    assert not gc.isenabled()
