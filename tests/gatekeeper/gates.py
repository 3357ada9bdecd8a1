"""Build the gatekeepers and meetings that the tests of the gatekeeper share."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any, Final

from meetgate import Gatekeeper, Meeting
from meetgate.audit import MemoryStore, Store

PARLIAMENT: Final = "gb-ncsc-parliament-2020-04"
NOW: Final = datetime(2020, 5, 1, tzinfo=UTC)
SITTING: Final[dict[str, Any]] = {
    "schema": 1,
    "id": "one",
    "starts": "2020-04-22T12:00:00+01:00",
    "ends": "2020-04-22T13:00:00+01:00",
    "home": ["parliament.uk"],
    "convener": {"id": "parliament.uk", "kinds": ["parliament"], "state": "GB"},
    "public": True,
    "detrimental_to": [],
}
HOUSE: Final = """
ruleset: house
language: 1
revision: 1
status: draft
title: House rules
issuer: {name: The house, state: GB}
binds: {any: [{kind: parliament, state: GB}]}
in_force: {from: 2020-01-01, zone: Europe/London}
unaddressed: abstain
sources: {memo: {title: Memo, published: 2020-01-01, locator: page 1}}
rules:
  - {id: all, permit: [zoom], because: it is run here, source: memo}
"""


def meeting(**changes: object) -> Meeting:
    """Return a public sitting on 22 April 2020 with these changes; None removes a field."""
    said = {**SITTING, **changes}
    return Meeting.from_json({name: value for name, value in said.items() if value is not None})


def gate(audit: str | os.PathLike[str] | Store | None = None, **options: Any) -> Gatekeeper:  # handed on
    """Return a gatekeeper under the rules of parliament, on 1 May 2020."""
    options = {"rules": [PARLIAMENT], "clock": lambda: NOW, **options}
    return Gatekeeper.load(audit=MemoryStore() if audit is None else audit, **options)
