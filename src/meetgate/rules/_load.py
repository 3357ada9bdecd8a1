"""Run the stages, each one file: parse, validate, elaborate, lint, seal. The only entry."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Generator

from meetgate.documents import Checked, parse, root, validate
from meetgate.errors import Diagnostic, RuleSetError
from meetgate.model import RuleSet
from meetgate.rules._elaborate import elaborate
from meetgate.rules._lint import lint_rule_set
from meetgate.rules._reading import Reading, Vocabulary
from meetgate.rules._seal import seal
from meetgate.rules._shape import RULE_SET


def load_rule_set(text: str, *, file: str, vocabulary: Vocabulary) -> RuleSet:
    """Turn the text of a rule set into a rule set, sealed with its digest.

    Raises:
        RuleSetError: something is wrong; all diagnostics at once, sorted, each with `file:line:column`.
    """
    with _undisturbed():
        reading, found = _read(text, file, vocabulary)
        errors = [each for each in found if each.severity == "error"]
        if errors or reading is None:
            raise RuleSetError.of(errors)
        return seal(reading.rule_set)


def lint(text: str, *, file: str, vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with the text of a rule set, warnings included, sorted by place."""
    with _undisturbed():
        _, found = _read(text, file, vocabulary)
    return tuple(sorted(found, key=lambda each: each.place))


@contextlib.contextmanager
def _undisturbed() -> Generator[None, None, None]:
    """Let no garbage be looked for while a text is read.

    What is made of it is made to stay, by the million where rules are many. The collector would look through all of
    it again and again, for a third of the time, and find nothing.
    """
    pause = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def _read(text: str, file: str, vocabulary: Vocabulary) -> tuple[Reading | None, list[Diagnostic]]:
    """Return what the text means, if it has a meaning, and everything that is wrong with it."""
    checked = validate(parse(text, file=file), RULE_SET)
    reading = _reading(checked, vocabulary)
    return reading, [*checked.diagnostics, *(() if reading is None else lint_rule_set(reading))]


def _reading(checked: Checked, vocabulary: Vocabulary) -> Reading | None:
    """Return what the text means; a text that did not check has no meaning that could be linted."""
    if checked.value is None or any(each.severity == "error" for each in checked.diagnostics):
        return None
    document = root(checked)
    return Reading(document=document, rule_set=elaborate(document, vocabulary.catalogue), vocabulary=vocabulary)
