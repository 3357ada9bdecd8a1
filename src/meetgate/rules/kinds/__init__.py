"""Hold the rule kinds of language 1, one file each; adding a kind is adding a file here, and nothing else."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Final

from meetgate.rules.kinds._kind import (
    AGAINST,
    COMMON,
    DAY,
    SELECTOR,
    SELECTORS,
    WINDOW,
    Kind,
    Pick,
    by_catalogue,
    limited,
)


def found() -> Iterator[Kind]:
    """Yield the kind of every module of this package that is not private.

    Raises:
        AttributeError: a module holds no `KIND`.
    """
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        if not module.name.rpartition(".")[2].startswith("_"):
            yield importlib.import_module(module.name).KIND


#: Kind name -> kind, in the order in which they are documented.
KINDS: Final[dict[str, Kind]] = {each.name: each for each in sorted(found(), key=lambda kind: (kind.order, kind.name))}

__all__ = [
    "AGAINST",
    "COMMON",
    "DAY",
    "KINDS",
    "SELECTOR",
    "SELECTORS",
    "WINDOW",
    "Kind",
    "Pick",
    "by_catalogue",
    "found",
    "limited",
]
