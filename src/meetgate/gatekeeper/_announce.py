"""Tell operators, through the host's logging, that a decision was recorded."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable
from typing import Any, Final

from meetgate.model import Decision

_LOGGER: Final = logging.getLogger("meetgate")


def announce(decision: Decision) -> None:
    """Tell operators that a decision was recorded: index, digests and counts, never what was decided on what.

    The event may be lost; the record is not. A host's logging set-up may raise whatever it likes: the decision
    is on disk already, so it must reach the caller. Where nobody listens, nothing is counted.
    """
    with contextlib.suppress(Exception):
        tell = _listener()
        if tell is not None:
            tell("decision", **_told(decision))


def _told(decision: Decision) -> dict[str, object]:
    counts: dict[str, int] = {}
    for each in decision.platforms.values():
        counts[each.verdict.value] = counts.get(each.verdict.value, 0) + 1
    record = decision.record
    return {
        "store": None if record is None else record.store,
        "index": None if record is None else record.index,
        "policy": decision.digests["policy"],
        "catalogue": decision.digests["catalogue"],
        "input": decision.digests["input"],
        **counts,
    }


def _listener() -> Callable[..., Any] | None:
    """Return what takes an event: a logger of a host that has set up structlog, else one that speaks through `logging`.

    structlog's own default prints to standard output, which belongs to the host.
    """
    # A host that set it up has imported it; to import it here would cost 60 ms for nobody.
    held = sys.modules.get("structlog")
    if held is not None and held.is_configured():
        found: Callable[..., Any] = held.get_logger("meetgate").info
        return found
    return _plain if _LOGGER.isEnabledFor(logging.INFO) else None


def _plain(event: str, **told: object) -> None:
    import structlog

    line = structlog.processors.KeyValueRenderer(key_order=["event"])
    structlog.wrap_logger(_LOGGER, processors=[line]).info(event, **told)
