"""Check the names of platform facts: nobody has to declare them, and a misspelt one would be unknown for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from meetgate.documents import Node, did_you_mean, quoted
from meetgate.errors import Diagnostic
from meetgate.rules._reading import Reading, found

#: Facts that callers and catalogues of deployments state, beside those that the loaded catalogue states.
KNOWN: Final = frozenset(
    {
        *(f"e2ee.{each}" for each in ("text", "voice", "video", "file", "screen")),
        *("testable-encryption", "mfa", "invitation-controls", "minimal-third-party-sharing", "public-source"),
        *("secure-deletion.client", "secure-deletion.server", "certification.fedramp", "jurisdiction", "aes-256-gcm"),
        *("china-path", "region-control", "capacity", "anonymous-host", "unauthenticated-guests", "host-in-china"),
        *(
            "operated_by",
            "operator_state",
            "accredited_for",
            "accredited_categories",
            "exposed_to",
            "government-contracted",
        ),
        *("disa.il2", "disa.il4", "disa.il5"),
    }
)


def lint_platform_fact(reading: Reading, node: Node, name: str) -> Iterator[Diagnostic]:
    """Report a fact that neither the catalogue nor the language knows."""
    known = (reading.vocabulary.facts, KNOWN)
    if not any(each in some for some in known for each in (name, name.removesuffix(".disables"))):
        hint = did_you_mean(name, KNOWN.union(*known)) or "a catalogue of yours, or the caller, must state it"
        yield found("W105", node, f"no platform states the fact {quoted(name)}", hint)
