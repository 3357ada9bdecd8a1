"""Say whether an attestation is on file and valid at the meeting, or a chain of them in its order."""

from __future__ import annotations

from datetime import date, datetime

from meetgate.engine._case import Sight
from meetgate.engine._time import day_start
from meetgate.model import Attestation, Attested, Truth, any_of, truth


def attested(sight: Sight, condition: Attested) -> Truth:
    """Say whether the attestation is there; one that is not listed is unknown unless the list is complete."""
    found = _on_file(sight, condition)
    answer = sight.case.answers.get(f"attestations.{condition.kind}")
    return answer if found is Truth.UNKNOWN and isinstance(answer, Truth) else found


def _on_file(sight: Sight, condition: Attested) -> Truth:
    listed = sight.case.meeting.attestations
    matching = [
        each for each in listed or () if each.kind == condition.kind and each.platform in {None, sight.platform.id}
    ]
    absent = Truth.FALSE if listed is not None and sight.case.meeting.attestations_complete else Truth.UNKNOWN
    if not condition.roles:
        return any_of(_valid(each, condition, sight.instant) for each in matching) | absent
    judged = [(each, _valid(each, condition, sight.instant)) for each in matching]
    certain = [each for each, valid in judged if valid is Truth.TRUE]
    if _in_order(certain, condition.roles):
        return Truth.TRUE
    possible = [each for each, valid in judged if valid is not Truth.FALSE]
    return Truth.UNKNOWN if _perhaps_in_order(possible, condition.roles) else absent


def _valid(attestation: Attestation, condition: Attested, instant: datetime | None) -> Truth:
    """Say whether one attestation is valid at an instant; without an expiry only of a kind that never expires."""
    # Without a date it may have been given after the meeting.
    begun = Truth.UNKNOWN
    if attestation.on is not None and instant is not None:
        begun = truth(value=instant >= day_start(attestation.on))
    if attestation.expires is None:
        return begun & (Truth.TRUE if condition.never_expires else Truth.UNKNOWN)
    return begun & truth(value=None if instant is None else instant < day_start(attestation.expires))


def _in_order(attestations: list[Attestation], roles: tuple[str, ...]) -> bool:
    """Say whether dates can be picked, one for each office, that do not decrease."""
    latest = date.min
    for role in roles:
        days = [each.on for each in attestations if each.role == role and each.on is not None and each.on >= latest]
        if not days:
            return False
        latest = min(days)
    return True


def _perhaps_in_order(attestations: list[Attestation], roles: tuple[str, ...]) -> bool:
    """Say whether the chain may hold: an undated attestation may fit anywhere, a nameless one be any office's."""
    latest = date.min
    for role in roles:
        days = [each.on for each in attestations if each.role in {role, None} and (each.on or latest) >= latest]
        if not days:
            return False
        latest = min(day or latest for day in days)
    return True
