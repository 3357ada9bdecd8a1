"""Hold the rule kinds of language 1, one file each; adding a kind is adding a file and a line here."""

from __future__ import annotations

from typing import Final

from meetgate.rules.kinds import exception, forbid, never, permit, prefer, require
from meetgate.rules.kinds._kind import COMMON, DAY, SELECTORS, WINDOW, Kind, Pick, by_catalogue

#: Kind name -> kind, in the order in which they are documented.
KINDS: Final[dict[str, Kind]] = {
    each.KIND.name: each.KIND for each in (never, forbid, exception, permit, require, prefer)
}

__all__ = ["COMMON", "DAY", "KINDS", "SELECTORS", "WINDOW", "Kind", "Pick", "by_catalogue"]
