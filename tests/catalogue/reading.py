"""Read facts of the shipped catalogue, and of platforms built here, for a meeting."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from meetgate.engine import Case, case_of
from meetgate.engine._time import reading
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import Catalogue, Meeting, Organisation, Platform, PlatformFact

US: Final = Organisation(id="example.com", state="US")
EVER: Final = datetime(2100, 1, 1, tzinfo=UTC)


def day(text: str) -> datetime:
    """Return noon of a day."""
    return datetime.fromisoformat(f"{text}T12:00:00+00:00")


@cache
def shipped() -> Catalogue:
    """Return the catalogue as it is shipped."""
    return read_policy(rules=()).catalogue


def case(*, catalogue: Catalogue | None = None, known: datetime = EVER, host: bool = True, **facts: Any) -> Case:
    """Return the case of a meeting that example.com hosts, or joins, with these facts."""
    meeting = Meeting(convener=US if host else Organisation(id="else.example"), **facts)
    return case_of(meeting, rule_sets=(), catalogue=catalogue or shipped(), known_at=known, home=(str(US.id),))


def read(platform: str, fact: str, on: str, **facts: Any) -> frozenset[str] | None:
    """Return how a fact of a shipped platform reads at noon of a day."""
    found = case(**facts)
    return reading(found, found.catalogue.platforms[platform], fact, day(on))


def built(*statements: PlatformFact) -> Platform:
    """Return a platform of which these statements are made."""
    return Platform(id="p", name="P", facts=statements)


def said(value: str, *, by: str = "vendor", **more: Any) -> PlatformFact:
    """Return a statement on the fact `f`."""
    return PlatformFact(name="f", values=frozenset({value}), asserted_by=by, source=by, **more)


def tell(*statements: PlatformFact, on: str = "2020-06-01", **facts: Any) -> frozenset[str] | None:
    """Return how `f` reads of a platform of which these statements are made."""
    platform = built(*statements)
    found = case(catalogue=Catalogue(platforms={"p": platform}), **facts)
    return reading(found, platform, "f", day(on))
