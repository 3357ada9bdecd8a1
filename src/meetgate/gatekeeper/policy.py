"""Read what a gatekeeper decides by: rule sets, catalogue, schemes and context, with the texts they came from.

This module pulls in YAML, Cerberus and the time zones; `import meetgate` does not import it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Final

import attrs

from meetgate.adapters import Context, load_context
from meetgate.catalogue import load_catalogue, load_schemes
from meetgate.documents import decode, did_you_mean
from meetgate.errors import CatalogueError, Diagnostic, MeetingError, RuleSetError
from meetgate.model import Catalogue, RuleSet, Schemes, canonical, digest
from meetgate.rules import Vocabulary, lint, load_rule_set

#: Where a rule set, a catalogue file or a context may come from: the name of a pack, or a path.
Origin = str | os.PathLike[str]

_FAULTS: Final[Mapping[str, type[RuleSetError | CatalogueError | MeetingError]]] = {
    "rule set": RuleSetError,
    "catalogue": CatalogueError,
    "context": MeetingError,
}


@attrs.frozen(kw_only=True)
class Policy:
    """Hold everything that was read, and its texts by digest, so that a record can be replayed."""

    rule_sets: tuple[RuleSet, ...]
    base: frozenset[str]
    catalogue: Catalogue
    schemes: Schemes
    context: Context | None = None
    #: What was read: `rules/NAME`, `catalogue/FILE`, `context` -> digest of the text.
    sources: Mapping[str, str] = attrs.field(factory=dict[str, str])
    texts: Mapping[str, bytes] = attrs.field(factory=dict[str, bytes], repr=False)

    @cached_property
    def digest(self) -> str:
        """Return the digest of what the rule sets mean, and of which of them are the house's own."""
        return digest(
            canonical({"rulesets": {each.name: each.digest for each in self.rule_sets}, "base": sorted(self.base)})
        )

    def without_assumptions(self) -> Policy:
        """Return the policy without what stands in for absent facts: the context's statements, and `assume`."""
        stated = self.context or Context()
        context = Context(name=stated.name, directory=stated.directory, domains=stated.domains, home=stated.home)
        return attrs.evolve(
            self, context=context, rule_sets=tuple(attrs.evolve(each, assumes=()) for each in self.rule_sets)
        )


def pack_names() -> tuple[str, ...]:
    """Return, sorted, the names of the rule sets that are shipped."""
    return tuple(sorted(name.removesuffix(".yaml") for name in _shipped("rulesets")))


def _shipped(folder: str) -> dict[str, str]:
    """Return the shipped files of one folder by name."""
    root = resources.files("meetgate") / "packs" / folder
    names = (each for each in root.iterdir() if each.name.endswith(".yaml") and not each.name.endswith("_test.yaml"))
    return {each.name: each.read_text(encoding="utf-8") for each in names}


def read_policy(
    *,
    rules: Sequence[Origin],
    base: Sequence[Origin] = (),
    catalogue: Sequence[Origin] = (),
    context: Origin | None = None,
) -> Policy:
    """Read rule sets, catalogue and context.

    Raises:
        RuleSetError: a rule set cannot be loaded; all diagnostics of all rule sets.
        CatalogueError: a catalogue file cannot be loaded.
        MeetingError: the context file cannot be loaded.
    """
    own = {os.fspath(origin): _text_of(origin, "catalogue") for origin in catalogue}
    platforms, schemes = _shipped("platforms"), _shipped("schemes")
    known = load_catalogue({**{f"platforms/{name}": text for name, text in platforms.items()}, **own})
    scales = load_schemes({f"schemes/{name}": text for name, text in schemes.items()})
    texts = {f"catalogue/{name}": text for name, text in {**platforms, **own}.items()}
    texts |= {f"schemes/{name}": text for name, text in schemes.items()}
    found, rule_texts = _rule_sets([*rules, *base], known, scales)
    texts |= rule_texts
    stated: Context | None = None
    if context is not None:
        texts["context"] = _text_of(context, "context")
        stated = load_context(texts["context"], file=os.fspath(context))
    encoded = {name: text.encode() for name, text in texts.items()}
    return Policy(
        rule_sets=tuple({each.name: each for each in found}.values()),
        base=frozenset(each.name for each in found[len(rules) :]),
        catalogue=known,
        schemes=scales,
        context=stated,
        sources={name: digest(body) for name, body in encoded.items()},
        texts={digest(body): body for body in encoded.values()},
    )


def diagnose(origins: Sequence[Origin], *, catalogue: Sequence[Origin] = ()) -> tuple[Diagnostic, ...]:
    """Return everything that lint reports on rule sets, warnings included, sorted by place.

    Raises:
        RuleSetError: a rule set cannot be read at all.
        CatalogueError: a catalogue file cannot be loaded.
    """
    policy = read_policy(rules=(), catalogue=catalogue)
    vocabulary = Vocabulary(catalogue=policy.catalogue, schemes=policy.schemes)
    found: list[Diagnostic] = []
    for origin in origins:
        text, file = _rule_text(origin)
        found.extend(lint(text, file=file, vocabulary=vocabulary))
    return tuple(sorted(found, key=lambda each: each.place))


def _rule_sets(
    origins: Iterable[Origin], catalogue: Catalogue, schemes: Schemes
) -> tuple[list[RuleSet], dict[str, str]]:
    vocabulary = Vocabulary(catalogue=catalogue, schemes=schemes)
    found: list[RuleSet] = []
    texts: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for origin in origins:
        try:
            text, file = _rule_text(origin)
            rule_set = load_rule_set(text, file=file, vocabulary=vocabulary)
        except RuleSetError as error:
            problems.extend(error.diagnostics)
            continue
        twin = next((each for each in found if each.name == rule_set.name), None)
        if twin is not None and twin.digest != rule_set.digest:
            problems.append(_problem(file, f"rule set `{rule_set.name}` is loaded twice with different rules"))
        found.append(rule_set)
        texts[f"rules/{rule_set.name}"] = text
    if problems:
        raise RuleSetError.of(problems)
    return found, texts


def _rule_text(origin: Origin) -> tuple[str, str]:
    """Return the text of a rule set and the name of its file: a pack by its name, anything else by its path."""
    name = os.fspath(origin)
    packs = _shipped("rulesets")
    if f"{name}.yaml" in packs:
        return packs[f"{name}.yaml"], f"{name}.yaml"
    looks_like_path = os.sep in name or name.endswith((".yaml", ".yml")) or Path(name).exists()
    if not looks_like_path:
        message = f"no rule set is called `{name}`"
        raise RuleSetError.of([_problem(name, message, help_=did_you_mean(name, pack_names()))])
    return _text_of(origin, "rule set"), name


def _text_of(origin: Origin, what: str) -> str:
    """Read a file as UTF-8 text."""
    file = os.fspath(origin)
    try:
        text = decode(Path(file).read_bytes(), file=file)
    except OSError as error:
        raise _FAULTS[what].of([_problem(file, f"the {what} cannot be read: {error.strerror}")]) from error
    if isinstance(text, Diagnostic):
        raise _FAULTS[what].of([text])
    return text


def _problem(file: str, message: str, *, help_: str = "") -> Diagnostic:
    return Diagnostic(file=file, line=0, column=0, code="E000", message=message, help=help_)
