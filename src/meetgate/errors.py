"""Name what can go wrong, by whose fault it is.

    MeetgateError
      RuleSetError         the policy author's: diagnostics with positions; waivers too
      CatalogueError       the catalogue keeper's: a fact without source or date, a platform named twice
      MeetingError         the caller's: a naive time, a misspelt key, a context file that does not read
        UnknownPlatform    a name that the catalogue does not know
      LockError            the deployer's: what was loaded is not what was locked
      AuditError           the environment's: the decision could not be made durable, so it does not exist

A denial is a value and never one of these; a failure is never a denial in disguise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import attrs


@attrs.frozen(kw_only=True, order=False)
class Diagnostic:
    """State what is wrong in a document, where, and what to do about it.

    `message` is lower case, without a full stop, with the author's own words in backticks; `line` and `column`
    count from 1, and 0 means that the document as a whole is meant.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    help: str = ""
    severity: str = "error"

    @property
    def place(self) -> tuple[str, int, int, str, str]:
        """Return what diagnostics are sorted by: file, line, column, code, message."""
        return (self.file, self.line, self.column, self.code, self.message)

    def __str__(self) -> str:
        """Render `file:line:column: message [code]`, with the help on a line of its own."""
        head = f"{self.file}:{self.line}:{self.column}: {self.message} [{self.code}]"
        return f"{head}\n    help: {self.help}" if self.help else head


class MeetgateError(Exception):
    """Be the parent of every error that meetgate raises on purpose."""


class _DocumentError(MeetgateError):
    """Carry every diagnostic of the documents that were read, sorted by position."""

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, message: str, diagnostics: Iterable[Diagnostic] = ()) -> None:
        self.diagnostics = tuple(sorted(diagnostics, key=lambda each: each.place))
        super().__init__(message)

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic]) -> Self:
        """Build the error whose text is all the diagnostics, one after the other."""
        ordered = sorted(diagnostics, key=lambda each: each.place)
        return cls("\n".join(map(str, ordered)), ordered)


class RuleSetError(_DocumentError):
    """Report a rule set or a file of waivers that cannot be loaded: the policy author mends the text."""


class CatalogueError(_DocumentError):
    """Report a catalogue that cannot be loaded: the catalogue keeper mends the text."""


class MeetingError(_DocumentError):
    """Report a meeting, context or argument that cannot be read: the caller mends it."""


class UnknownPlatform(MeetingError):  # noqa: N818  # the contract names it so
    """Report a platform name that the catalogue does not know."""


class LockError(_DocumentError):
    """Report that what was read is not what was locked: whoever answers for the policy looks, and locks anew."""


class AuditError(MeetgateError):
    """Report that a decision could not be made durable: it does not exist, and nobody may act on it."""
