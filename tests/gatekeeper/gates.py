"""Build the gatekeepers and meetings that the tests of the gatekeeper share."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any, Final

from tests.house import SITTING

from meetgate import Gatekeeper, Meeting
from meetgate.audit import MemoryStore, Store

PARLIAMENT: Final = "gb-ncsc-parliament-2020-04"
NOW: Final = datetime(2020, 5, 1, tzinfo=UTC)


def meeting(**changes: object) -> Meeting:
    """Return a public sitting on 22 April 2020 with these changes; None removes a field."""
    said = {**SITTING, **changes}
    return Meeting.from_json({name: value for name, value in said.items() if value is not None})


def gate(audit: str | os.PathLike[str] | Store | None = None, **options: Any) -> Gatekeeper:  # handed on
    """Return a gatekeeper under the rules of parliament, on 1 May 2020."""
    options = {"rules": [PARLIAMENT], "clock": lambda: NOW, **options}
    return Gatekeeper.load(audit=MemoryStore() if audit is None else audit, **options)
