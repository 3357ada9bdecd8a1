"""Say what is wrong with a catalogue file, and where."""

from __future__ import annotations

from meetgate.documents import Node
from meetgate.errors import Diagnostic

#: The diagnostics of a load, gathered as files are read.
Problems = list[Diagnostic]


def problem(code: str, node: Node, message: str, hint: str = "") -> Diagnostic:
    """Build the diagnostic at the place of a value."""
    line, column = node.place
    return Diagnostic(file=node.file, line=line, column=column, code=code, message=message, help=hint)
