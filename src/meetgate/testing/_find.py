"""Find test files: by path, by folder, by the name of a shipped rule set."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

from meetgate.documents import decode, did_you_mean
from meetgate.errors import Diagnostic, RuleSetError
from meetgate.gatekeeper.policy import pack_names

#: How the name of a test file ends.
SUFFIX: Final = "_test.yaml"


def shipped_cases() -> dict[str, str]:
    """Return the texts of the test files that are shipped, by name of the file."""
    root = resources.files("meetgate") / "packs" / "rulesets"
    found = {each.name: each.read_text(encoding="utf-8") for each in root.iterdir() if each.name.endswith(SUFFIX)}
    return dict(sorted(found.items()))


def find_cases(origins: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return name and text of every test file that is meant: files, folders to search, names of shipped rule sets.

    Raises:
        RuleSetError: a path or name leads to no test file, or a file cannot be read; all of them at once.
    """
    found: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for origin in origins:
        try:
            found |= dict(_meant(origin))
        except RuleSetError as error:
            problems.extend(error.diagnostics)
    if problems:
        raise RuleSetError.of(problems)
    return tuple(found.items())


def _meant(origin: str) -> Iterator[tuple[str, str]]:
    path = Path(origin)
    if path.is_dir():
        files = sorted(path.rglob(f"*{SUFFIX}"))
        yield from ((os.fspath(each), _read(each)) for each in files)
        if not files:
            raise _fault(origin, f"no file below ends in `{SUFFIX}`")
    elif origin in pack_names():
        yield _shipped(origin)
    elif not path.exists() and os.sep not in origin and not origin.endswith(".yaml"):
        raise _fault(origin, f"neither a path nor a shipped rule set is called `{origin}`", pack=origin)
    else:
        yield origin, _read(path)


def _shipped(pack: str) -> tuple[str, str]:
    name = f"{pack}{SUFFIX}"
    if name not in shipped_cases():
        raise _fault(pack, f"the rule set `{pack}` is shipped without tests")
    return name, shipped_cases()[name]


def _read(path: Path) -> str:
    try:
        text = decode(path.read_bytes(), file=os.fspath(path))
    except OSError as error:
        raise _fault(os.fspath(path), f"the tests cannot be read: {error.strerror}") from error
    if isinstance(text, Diagnostic):
        raise RuleSetError.of([text])
    return text


def _fault(file: str, message: str, *, pack: str = "") -> RuleSetError:
    hint = did_you_mean(pack, pack_names()) if pack else ""
    return RuleSetError.of([Diagnostic(file=file, line=0, column=0, code="T100", message=message, help=hint)])
