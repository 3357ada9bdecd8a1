"""Hold what a test file says and what running it found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Literal

import attrs

from meetgate.documents import Node
from meetgate.model import Meeting, Verdict

#: The moment of knowledge where a file states none: whatever was ever published is known.
EVERYTHING_KNOWN: Final = datetime(9999, 1, 1, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Expected:
    """Be what a test expects of one platform; what is None is not looked at. `verdict` None means any."""

    verdict: Verdict | None
    cause: str | None = None
    because: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    obligations: tuple[str, ...] | None = None
    warnings: bool | None = None
    at: str = ""


@attrs.frozen(kw_only=True)
class Stated:
    """Be a meeting of a test file, complete with what it has from its base; `known_at` is an aware datetime."""

    meeting: Meeting
    known_at: datetime = EVERYTHING_KNOWN


@attrs.frozen(kw_only=True)
class Test:
    """Be one test: the meetings by name, what is expected by platform, and whether others may be anything."""

    name: str
    meetings: tuple[str, ...]
    expect: Mapping[str, Expected]
    others_any: bool = False
    unbound: tuple[str, ...] = ()
    prefer: tuple[tuple[str, ...], ...] = ()
    case: str | None = None
    disputed: str | None = None
    node: Node = attrs.field(eq=False, repr=False)

    @property
    def at(self) -> str:
        """Return `file:line` of the test."""
        return self.node.at


@attrs.frozen(kw_only=True)
class CaseFile:
    """Be a test file whose text is in order; its names are looked up when it is run."""

    file: str
    policy: tuple[str, ...]
    base: tuple[str, ...] = ()
    catalogue: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    home: tuple[str, ...] | Literal["convener"] | None = None
    meetings: Mapping[str, Stated]
    tests: tuple[Test, ...]


@attrs.frozen(kw_only=True)
class Result:
    """Be the outcome of one test for one of its meetings; `failures` is empty where everything was as expected.

    A disputed test states what is believed wrong: `failures` then holds a line only where it came out all the
    same, and `differs` what came out instead.
    """

    file: str
    at: str
    name: str
    meeting: str
    case: str | None = None
    disputed: str | None = None
    failures: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Say whether the test came out as the file says."""
        return not self.failures

    @property
    def title(self) -> str:
        """Return the test and its meeting in one line."""
        return f"{self.name}, meeting `{self.meeting}`"
