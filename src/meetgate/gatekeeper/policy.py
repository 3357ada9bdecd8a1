"""Read what a gatekeeper decides by: rule sets, waivers, catalogue, schemes and context, with their texts.

This module pulls in YAML, Cerberus and the time zones; `import meetgate` does not import it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import attrs

from meetgate.adapters import Context, load_context
from meetgate.catalogue import load_catalogue, load_schemes
from meetgate.errors import Diagnostic, RuleSetError
from meetgate.gatekeeper._codes import GATE_CODES
from meetgate.gatekeeper._lock import lock_text, refuse_unless_locked
from meetgate.gatekeeper._policy import Policy
from meetgate.gatekeeper._revisions import chained, clashes, labelled
from meetgate.gatekeeper._texts import Origin, pack_names, rule_texts, shipped, text_of
from meetgate.model import Catalogue, RuleSet, Schemes, Waiver, digest
from meetgate.rules import Vocabulary, canonical_form, lint, load_rule_set, load_waivers

__all__ = ["GATE_CODES", "Origin", "Origins", "Policy", "diagnose", "lock_text", "pack_names", "read", "read_policy"]


@attrs.frozen(kw_only=True)
class Origins:
    """Name where everything is read from, so that it can be read again.

    Waivers are files, or values that a caller has built.
    """

    rules: tuple[Origin, ...]
    base: tuple[Origin, ...] = ()
    catalogue: tuple[Origin, ...] = ()
    context: Origin | None = None
    waivers: tuple[Origin | Waiver, ...] = ()
    lock: Origin | None = None


@attrs.frozen(kw_only=True)
class _Read:
    """Be one rule set that was read, with its file and text; `ours` marks the house's own."""

    file: str
    text: str
    rule_set: RuleSet
    ours: bool


def read_policy(
    *,
    rules: Sequence[Origin],
    base: Sequence[Origin] = (),
    catalogue: Sequence[Origin] = (),
    context: Origin | None = None,
    waivers: Sequence[Origin | Waiver] = (),
    lock: Origin | None = None,
) -> Policy:
    """Read rule sets, waivers, catalogue and context; see `read`."""
    return read(
        Origins(
            rules=tuple(rules),
            base=tuple(base),
            catalogue=tuple(catalogue),
            context=context,
            waivers=tuple(waivers),
            lock=lock,
        )
    )


def read(origins: Origins) -> Policy:
    """Read everything that the origins name.

    Raises:
        RuleSetError: a rule set or waiver cannot be loaded; all diagnostics of all rule sets, then of all waivers.
        CatalogueError: a catalogue file cannot be loaded.
        MeetingError: the context file cannot be loaded.
        LockError: what was read is not what the lock lists; every difference.
    """
    known, scales, texts = _world(origins.catalogue)
    vocabulary = Vocabulary(catalogue=known, schemes=scales)
    found = _rule_sets(origins, vocabulary)
    rule_sets = tuple({(each.rule_set.name, each.rule_set.revision): each.rule_set for each in found}.values())
    granted, waiver_texts = _waivers(origins.waivers, rule_sets, vocabulary)
    texts |= waiver_texts | _rule_files(found, rule_sets)
    stated: Context | None = None
    if origins.context is not None:
        texts["context"] = text_of(origins.context, "context")
        stated = load_context(texts["context"], file=os.fspath(origins.context))
    encoded = {name: text.encode() for name, text in texts.items()}
    policy = Policy(
        rule_sets=chained(rule_sets),
        base=frozenset(each.rule_set.name for each in found if each.ours),
        catalogue=known,
        schemes=scales,
        context=stated,
        waivers=granted,
        sources={name: digest(body) for name, body in encoded.items()},
        texts={digest(body): body for body in encoded.values()},
    )
    if origins.lock is not None:
        refuse_unless_locked(policy, text_of(origins.lock, "lock"), file=os.fspath(origins.lock))
    return policy


def _world(catalogue: Iterable[Origin]) -> tuple[Catalogue, Schemes, dict[str, str]]:
    """Read platforms and schemes, the shipped ones and the deployer's, with their texts."""
    own = {os.fspath(origin): text_of(origin, "catalogue") for origin in catalogue}
    platforms, schemes = shipped("platforms"), shipped("schemes")
    known = load_catalogue({**{f"platforms/{name}": text for name, text in platforms.items()}, **own})
    scales = load_schemes({f"schemes/{name}": text for name, text in schemes.items()})
    texts = {f"catalogue/{name}": text for name, text in {**platforms, **own}.items()}
    return known, scales, texts | {f"schemes/{name}": text for name, text in schemes.items()}


def _rule_sets(origins: Origins, vocabulary: Vocabulary) -> list[_Read]:
    """Read the rule sets, the house's own after the others."""
    found: list[_Read] = []
    problems: list[Diagnostic] = []
    pairs = [*((each, False) for each in origins.rules), *((each, True) for each in origins.base)]
    for origin, ours in pairs:
        try:
            texts = rule_texts(origin)
        except RuleSetError as error:
            problems.extend(error.diagnostics)
            continue
        for file, text in texts.items():
            try:
                rule_set = load_rule_set(text, file=file, vocabulary=vocabulary)
            except RuleSetError as error:
                problems.extend(error.diagnostics)
            else:
                found.append(_Read(file=file, text=text, rule_set=rule_set, ours=ours))
    problems += clashes([(each.file, each.rule_set) for each in found])
    if problems:
        raise RuleSetError.of(dict.fromkeys(problems))
    return found


def _rule_files(found: Iterable[_Read], rule_sets: Iterable[RuleSet]) -> dict[str, str]:
    """Return the texts of rule sets by what a record calls them."""
    labels = {(each.name, each.revision): label for label, each in labelled(rule_sets).items()}
    return {f"rules/{labels[each.rule_set.name, each.rule_set.revision]}": each.text for each in found}


def _waivers(
    origins: Iterable[Origin | Waiver], rule_sets: Sequence[RuleSet], vocabulary: Vocabulary
) -> tuple[tuple[Waiver, ...], dict[str, str]]:
    """Read the waivers, with their texts; of a waiver that is a value, the canonical form is the text."""
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


def diagnose(origins: Sequence[Origin], *, catalogue: Sequence[Origin] = ()) -> tuple[Diagnostic, ...]:
    """Return everything that lint reports on rule sets, warnings included, sorted by place.

    Raises:
        RuleSetError: a rule set cannot be read at all.
        CatalogueError: a catalogue file cannot be loaded.
    """
    known, scales, _ = _world(catalogue)
    vocabulary = Vocabulary(catalogue=known, schemes=scales)
    texts = [pair for origin in origins for pair in rule_texts(origin).items()]
    found = [each for file, text in texts for each in lint(text, file=file, vocabulary=vocabulary)]
    return tuple(sorted(found, key=lambda each: each.place))
