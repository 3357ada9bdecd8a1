"""Read what a gatekeeper decides by: rule sets, waivers, catalogue, schemes and context, with their texts.

What the texts mean is kept for the next process (`_cache`); what reads them loads only where nothing is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from meetgate.gatekeeper._cache import Checked, key_of, recall, remember
from meetgate.gatekeeper._policy import Policy
from meetgate.gatekeeper._revisions import chained, labelled
from meetgate.gatekeeper._texts import Origin, Texts, gathered, text_of
from meetgate.model import RuleSet, Waiver, digest

if TYPE_CHECKING:  # pragma: no cover  # imports that type checkers alone read
    from meetgate.adapters import Context


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
    texts = gathered(origins.rules, origins.base, catalogue=origins.catalogue)
    checked = _checked(texts)
    rule_sets = tuple({(each.name, each.revision): each for each in checked.rule_sets}.values())
    named = texts.named | _rule_files(texts, checked, rule_sets)
    granted, waiver_texts = _waivers(origins.waivers, checked)
    stated, context_texts = _context(origins.context)
    encoded = {name: text.encode() for name, text in (named | waiver_texts | context_texts).items()}
    digests = {name: digest(body) for name, body in encoded.items()}
    policy = Policy(
        rule_sets=chained(rule_sets),
        base=frozenset(each.name for each in checked.rule_sets[len(checked.rule_sets) - texts.own :]),
        catalogue=checked.catalogue,
        schemes=checked.schemes,
        context=stated,
        waivers=granted,
        sources=digests,
        texts={digests[name]: body for name, body in encoded.items()},
    )
    if origins.lock is not None:
        from meetgate.gatekeeper._lock import refuse_unless_locked  # reads YAML

        refuse_unless_locked(policy, text_of(origins.lock, "lock"), file=os.fspath(origins.lock))
    return policy


def _checked(texts: Texts) -> Checked:
    """Return what texts mean: as it was kept, or read now; what is wrong is read each time, and kept nowhere."""
    key = key_of([texts.platforms, texts.schemes, texts.rules])
    kept = None if texts.problems else recall(key)
    if kept is not None:
        return kept
    from meetgate.gatekeeper._build import build  # YAML and Cerberus

    found = build(texts)
    remember(key, found)
    return found


def _waivers(origins: Iterable[Origin | Waiver], checked: Checked) -> tuple[tuple[Waiver, ...], dict[str, str]]:
    if not origins:
        return (), {}
    from meetgate.gatekeeper._build import waivers_of  # YAML and Cerberus

    return waivers_of(origins, checked)


def _context(origin: Origin | None) -> tuple[Context | None, dict[str, str]]:
    if origin is None:
        return None, {}
    from meetgate.adapters import load_context  # YAML and Cerberus

    text = text_of(origin, "context")
    return load_context(text, file=os.fspath(origin)), {"context": text}


def _rule_files(texts: Texts, checked: Checked, rule_sets: Iterable[RuleSet]) -> dict[str, str]:
    """Return the texts of rule sets by what a record calls them."""
    labels = {(each.name, each.revision): label for label, each in labelled(rule_sets).items()}
    return {
        f"rules/{labels[each.name, each.revision]}": text
        for (_, text), each in zip(texts.rules, checked.rule_sets, strict=True)
    }
