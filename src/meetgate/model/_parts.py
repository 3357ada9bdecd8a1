"""Describe what a meeting is made of: people, accounts, attendance and attestations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from meetgate.model._fact import State
from meetgate.model._organisation import Organisation

Flag = bool | State | None
Word = str | State | None


@attrs.frozen(kw_only=True)
class Client:
    """Be the program that a participant uses."""

    kind: str | None = None
    version: str | None = None


@attrs.frozen(kw_only=True)
class Account:
    """Be the account that hosts, or ours."""

    platform: str | None = None
    owner: str | None = None
    plan: str | None = None
    edition: str | None = None
    licence: str | None = None
    home_region: str | None = None
    opted_out_regions: frozenset[str] | None = None
    settings: Mapping[str, bool] = attrs.field(factory=dict[str, bool])


@attrs.frozen(kw_only=True)
class Participant:
    """Be somebody who takes part; without an address, nobody is the same person as anybody."""

    address: str | None = None
    state: str | None = None
    organisation: Organisation | None = None
    device: Word = None
    access: Word = None
    client: Client | None = None


@attrs.frozen(kw_only=True)
class Attendance:
    """Be what is known of the head count, without names."""

    count: int | None = None
    at_least: int | None = None
    at_most: int | None = None
    states: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Attestation:
    """Be a statement on file: somebody evaluated, approved or confirmed something, on a day, until a day."""

    kind: str
    platform: str | None = None
    role: str | None = None
    organisation: str | None = None
    requested_by: str | None = None
    on: date | None = None
    expires: date | None = None
    order: int | None = None
