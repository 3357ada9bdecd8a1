"""Run the stages, each one file: parse, validate, elaborate, lint, seal. The only entry."""

from __future__ import annotations

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
    checked = _checked(text, file)
    reading = _reading(checked, vocabulary)
    found = [*checked.diagnostics, *(() if reading is None else lint_rule_set(reading))]
    errors = [each for each in found if each.severity == "error"]
    if errors or reading is None:
        raise RuleSetError.of(errors)
    return seal(reading.rule_set)


def lint(text: str, *, file: str, vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with the text of a rule set, warnings included, sorted by place."""
    checked = _checked(text, file)
    reading = _reading(checked, vocabulary)
    found = [*checked.diagnostics, *(() if reading is None else lint_rule_set(reading))]
    return tuple(sorted(found, key=lambda each: each.place))


def _checked(text: str, file: str) -> Checked:
    return validate(parse(text, file=file), RULE_SET)


def _reading(checked: Checked, vocabulary: Vocabulary) -> Reading | None:
    """Return what the text means; a text that did not check has no meaning that could be linted."""
    if checked.value is None or any(each.severity == "error" for each in checked.diagnostics):
        return None
    document = root(checked)
    return Reading(document=document, rule_set=elaborate(document, vocabulary.catalogue), vocabulary=vocabulary)
