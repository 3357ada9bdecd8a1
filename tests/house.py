"""Hold what the tests of several parts read: the rules of a house, a waiver of one of them, and a sitting."""

from __future__ import annotations

from typing import Any, Final

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
#: A rule of it that may be waived.
BAN: Final = """\
  - {id: ban, forbid: [zoom], when: {public: yes}, waivable_by: [security], because: not here, source: memo}
"""
WAIVERS: Final = """\
waivers:
  - id: summer
    ruleset: house
    rules: [ban]
    approver: a.boss
    approved_by_role: security
    requester: a.clerk
    because: the other service is down
    expires: 2020-07-01
    zone: Europe/London
"""
#: A public sitting on 22 April 2020.
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
