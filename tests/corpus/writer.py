"""Hold the meeting JSON of a case while it is written, and what every part of a case is written with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from tests.corpus.words import slug
from tests.corpus.world import World, similar

Plain = Mapping[str, Any]


def listed(value: object) -> list[Any]:
    """Return a list of what may be written as its only member."""
    return cast("list[object]", value) if isinstance(value, list) else [value]


def mapped(value: object) -> dict[str, Any]:
    """Return a mapping; what is none, and null, has nothing in it."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


class Writer:
    """Write one meeting of one day, from noon to one o'clock UTC; holds what is written so far."""

    def __init__(self, plain: Plain, day: date, world: World) -> None:
        self.plain, self.day, self.world = plain, day, world
        noon = datetime.combine(day, time(12), tzinfo=UTC)
        self.out: dict[str, Any] = {"starts": noon.isoformat(), "ends": (noon + timedelta(hours=1)).isoformat()}
        self.platforms: set[str] = set()
        self.warnings: list[str] = []

    def platform(self, name: object) -> str:
        """Return the id of a platform, and note that the case is about it."""
        found = self.world.platform(str(name))
        self.platforms.add(found)
        return found

    def of_platform(self, name: object, **facts: list[str]) -> None:
        """State facts of a platform, as its tenancy or its operator has them; `__` stands for a dash."""
        held = self.out.setdefault("platforms", {}).setdefault(self.platform(name), {})
        held |= {key.replace("__", "-"): values for key, values in facts.items()}

    def own_fact(self, name: str, value: object) -> bool:
        """State a fact of a rule set's own; say whether any of those that are loaded declares it."""
        names = self.world.facts(name)
        self.out.setdefault("facts", {}).update(dict.fromkeys(names, value))
        return bool(names)

    def enforce(self, *kinds: str) -> None:
        """Promise that obligations are kept."""
        self.out["enforces"] = sorted({*self.out.get("enforces", []), *kinds})

    def attest(self, kind: str, *, on: date | None = None, **more: object) -> None:
        """Put a statement on file; the case presents it as valid on its day."""
        expires = (self.day + timedelta(days=1)).isoformat()
        entry = {"kind": kind, "on": (on or self.day).isoformat(), "expires": expires}
        self.out.setdefault("attestations", []).append({**entry, **more})

    def statement(self, kind: str, *, granted: bool) -> None:
        """Put a statement on file that was given; where it was refused, close the list."""
        self.out.setdefault("attestations", [])
        if granted:
            for each in similar(kind, self.world.attestations()) or (kind,):
                self.attest(each)
        else:
            self.out["attestations_complete"] = True

    def generic(self, key: str, value: object) -> None:
        """State what a case says in words of its own wherever a loaded rule set knows the word."""
        name = slug(key)
        if isinstance(value, bool):
            known = self._flag(name, stated=value)
        elif isinstance(value, list):
            known = self.own_fact(name, [slug(each) for each in listed(cast("object", value))])
        else:
            known = isinstance(value, str | int) and self.own_fact(name, slug(value))
        if not known:
            self.warnings.append(f"no rule set that is loaded knows `{key}`")

    def _flag(self, name: str, *, stated: bool) -> bool:
        """State yes or no as a circumstance, a fact, an attestation, or an obligation that is kept."""
        circumstance = name in self.world.circumstances()
        if circumstance:
            self.out.setdefault("circumstances", {})[name] = stated
        own = self.own_fact(name, stated)
        on_file = similar(name, self.world.attestations())
        if on_file:
            self.statement(name, granted=stated)
        kept = similar(name, self.world.obligations()) if stated else ()
        self.enforce(*kept)
        return circumstance or own or bool(on_file) or bool(kept)
