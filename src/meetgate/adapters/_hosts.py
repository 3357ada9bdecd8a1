"""Tell platforms by host: exact names, whole subdomains and native schemes, as the catalogue declares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Self

import attrs

_SCHEME: Final = "scheme:"
_BELOW: Final = "*."


def _lower(rules: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    return {rule.lower(): tuple(sorted(ids)) for rule, ids in rules.items()}


@attrs.frozen
class Hosts:
    """Map host rules to platform ids.

    A rule is `zoom.us` (that host), `*.zoom.us` (every host below it, not itself), or `scheme:zoommtg`.
    """

    rules: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict[str, tuple[str, ...]], converter=_lower)

    @classmethod
    def of(cls, platforms: Iterable[tuple[str, Iterable[str]]]) -> Self:
        """Build the map from platforms, each an id with its rules; two platforms may share a rule."""
        found: dict[str, set[str]] = {}
        for platform, rules in platforms:
            for rule in rules:
                found.setdefault(rule.lower(), set()).add(platform)
        return cls({rule: tuple(ids) for rule, ids in found.items()})

    def at(self, host: str) -> tuple[str, ...]:
        """Return the platforms at a host in lower case: the exact rule, else the longest `*.` rule above it."""
        labels = host.split(".")
        above = (_BELOW + ".".join(labels[start:]) for start in range(1, len(labels)))
        return next((self.rules[rule] for rule in (host, *above) if rule in self.rules), ())

    def under(self, scheme: str) -> tuple[str, ...]:
        """Return the platforms whose programs open a scheme."""
        return self.rules.get(_SCHEME + scheme, ())

    def mentioned(self, text: str) -> bool:
        """Tell whether a text, already folded, names a host of any platform anywhere."""
        names = (rule.removeprefix(_BELOW) for rule in self.rules if not rule.startswith(_SCHEME))
        return any(name in text for name in names)
