"""Turn texts into what a policy holds. YAML and Cerberus load here, and only where something is not kept already."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from meetgate.catalogue import load_catalogue, load_schemes
from meetgate.errors import Diagnostic, RuleSetError
from meetgate.gatekeeper._cache import Checked
from meetgate.gatekeeper._revisions import clashes
from meetgate.gatekeeper._texts import Origin, Texts, text_of
from meetgate.model import RuleSet, Waiver
from meetgate.rules import Vocabulary, canonical_form, load_rule_set, load_waivers


def vocabulary_of(texts: Texts) -> Vocabulary:
    """Read the platforms and the schemes that rule sets may name.

    Raises:
        CatalogueError: a catalogue file cannot be loaded.
    """
    return Vocabulary(catalogue=load_catalogue(texts.platforms), schemes=load_schemes(texts.schemes))


def build(texts: Texts) -> Checked:
    """Read everything.

    Raises:
        RuleSetError: a rule set cannot be loaded; all diagnostics of all rule sets.
        CatalogueError: a catalogue file cannot be loaded.
    """
    vocabulary = vocabulary_of(texts)
    found: list[tuple[str, RuleSet]] = []
    problems = [*texts.problems]
    for file, text in texts.rules:
        try:
            found.append((file, load_rule_set(text, file=file, vocabulary=vocabulary)))
        except RuleSetError as error:
            problems.extend(error.diagnostics)
    problems += clashes(found)
    if problems:
        raise RuleSetError.of(dict.fromkeys(problems))
    return Checked(
        catalogue=vocabulary.catalogue, schemes=vocabulary.schemes, rule_sets=tuple(each for _, each in found)
    )


def waivers_of(origins: Iterable[Origin | Waiver], checked: Checked) -> tuple[tuple[Waiver, ...], dict[str, str]]:
    """Read the waivers, with their texts; of a waiver that is a value, the canonical form is the text.

    Raises:
        RuleSetError: a waiver cannot be loaded; all diagnostics of all waivers.
    """
    vocabulary = Vocabulary(catalogue=checked.catalogue, schemes=checked.schemes)
    rule_sets: Sequence[RuleSet] = tuple({(each.name, each.revision): each for each in checked.rule_sets}.values())
    granted: list[Waiver] = []
    texts: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for origin in origins:
        if isinstance(origin, Waiver):
            granted.append(origin)
            texts[f"waivers/{origin.id}"] = canonical_form(origin).decode()
            continue
        file = os.fspath(origin)
        try:
            texts[f"waivers/{file}"] = text_of(origin, "waiver file")
            granted += load_waivers(texts[f"waivers/{file}"], file=file, rule_sets=rule_sets, vocabulary=vocabulary)
        except RuleSetError as error:
            problems.extend(error.diagnostics)
    problems += _twins(granted)
    if problems:
        raise RuleSetError.of(dict.fromkeys(problems))
    return tuple(dict.fromkeys(granted)), texts


def _twins(waivers: Iterable[Waiver]) -> list[Diagnostic]:
    """Report waivers of several files that have one id and differ."""
    seen: dict[str, Waiver] = {}
    return [
        Diagnostic(
            file="waivers",
            line=0,
            column=0,
            code="E207",
            message=f"two waivers with different words have the id `{each.id}`",
            help="give each its own",
        )
        for each in waivers
        if seen.setdefault(each.id, each) != each
    ]
