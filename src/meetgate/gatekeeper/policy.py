"""Read what a gatekeeper decides by: rule sets, waivers, catalogue, schemes and context, with their texts.

This module pulls in YAML, Cerberus and the time zones; `import meetgate` does not import it.
"""

from __future__ import annotations

from collections.abc import Sequence

from meetgate.errors import Diagnostic
from meetgate.gatekeeper._build import vocabulary_of
from meetgate.gatekeeper._codes import GATE_CODES
from meetgate.gatekeeper._lock import lock_text
from meetgate.gatekeeper._policy import Policy
from meetgate.gatekeeper._read import Origins, read, read_policy
from meetgate.gatekeeper._texts import Origin, gathered, pack_names, rule_texts
from meetgate.rules import lint

__all__ = ["GATE_CODES", "Origin", "Origins", "Policy", "diagnose", "lock_text", "pack_names", "read", "read_policy"]


def diagnose(origins: Sequence[Origin], *, catalogue: Sequence[Origin] = ()) -> tuple[Diagnostic, ...]:
    """Return everything that lint reports on rule sets, warnings included, sorted by place.

    Raises:
        RuleSetError: a rule set cannot be read at all.
        CatalogueError: a catalogue file cannot be loaded.
    """
    vocabulary = vocabulary_of(gathered((), (), catalogue=catalogue))
    texts = [pair for origin in origins for pair in rule_texts(origin).items()]
    found = [each for file, text in texts for each in lint(text, file=file, vocabulary=vocabulary)]
    return tuple(sorted(found, key=lambda each: each.place))
