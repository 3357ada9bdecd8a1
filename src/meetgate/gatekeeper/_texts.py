"""Find texts by the names that callers use: packs by name and revision, everything else by path."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Final

import attrs

from meetgate.errors import CatalogueError, Diagnostic, LockError, MeetingError, RuleSetError

#: Where a rule set, a catalogue file, a context, waivers or a lock may come from: the name of a pack, or a path.
Origin = str | os.PathLike[str]

_FAULTS: Final[Mapping[str, type[RuleSetError | CatalogueError | MeetingError | LockError]]] = {
    "rule set": RuleSetError,
    "waiver file": RuleSetError,
    "catalogue": CatalogueError,
    "context": MeetingError,
    "lock": LockError,
}

#: A rule set's name, and the revision where one is meant: `NAME`, `NAME@N`.
_PACK: Final = re.compile(r"(?P<name>[a-z0-9][a-z0-9.-]*?)(?:@(?P<revision>[1-9]\d*))?")
#: What stands beside a pack: the meetings by which it is tested.
_CASES: Final = "_test.yaml"


@attrs.frozen(kw_only=True)
class Texts:
    """Hold every text that a policy is made of, by the name of its file.

    The last `own` of the rule sets are the house's own. `problems` are of rule sets that could not be found or read.
    """

    platforms: Mapping[str, str]
    schemes: Mapping[str, str]
    rules: tuple[tuple[str, str], ...]
    own: int
    problems: tuple[Diagnostic, ...]
    #: The texts of platforms and schemes by what a record calls them.
    named: dict[str, str]


def gathered(rules: Iterable[Origin], base: Iterable[Origin], *, catalogue: Iterable[Origin]) -> Texts:
    """Read the texts of rule sets, the house's own (`base`) after the others, and of the catalogue and the schemes.

    Raises:
        CatalogueError: a catalogue file cannot be read.
    """
    own = {os.fspath(origin): text_of(origin, "catalogue") for origin in catalogue}
    platforms, schemes, packs = shipped("platforms"), shipped("schemes"), shipped("rulesets")
    problems: list[Diagnostic] = []
    found = _found(rules, packs, problems)
    house = _found(base, packs, problems)
    return Texts(
        platforms={**{f"platforms/{name}": text for name, text in platforms.items()}, **own},
        schemes={f"schemes/{name}": text for name, text in schemes.items()},
        rules=(*found, *house),
        own=len(house),
        problems=tuple(problems),
        named={
            **{f"catalogue/{name}": text for name, text in {**platforms, **own}.items()},
            **{f"schemes/{name}": text for name, text in schemes.items()},
        },
    )


def _found(origins: Iterable[Origin], packs: Mapping[str, str], problems: list[Diagnostic]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for origin in origins:
        try:
            found += rule_texts(origin, packs).items()
        except RuleSetError as error:
            problems.extend(error.diagnostics)
    return found


def shipped(folder: str) -> dict[str, str]:
    """Return the shipped files of one folder by name; files of tests are not among them."""
    root = resources.files("meetgate") / "packs" / folder
    files = (each for each in root.iterdir() if each.name.endswith(".yaml") and not each.name.endswith(_CASES))
    return {each.name: each.read_text(encoding="utf-8") for each in files}


def pack_names() -> tuple[str, ...]:
    """Return, sorted, the names of the rule sets that are shipped, each once however many revisions it has."""
    return tuple(sorted({_split(name.removesuffix(".yaml"))[0] for name in shipped("rulesets")}))


def _split(name: str) -> tuple[str, int | None]:
    """Return the name of a rule set and its revision, None where none is named."""
    found = _PACK.fullmatch(name)
    if found is None:
        return name, None
    return found["name"], None if found["revision"] is None else int(found["revision"])


def rule_texts(origin: Origin, packs: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the texts that an origin names, by file: a pack's name means all of its revisions, `NAME@N` one.

    `packs` holds the texts of the shipped ones where they were read already.

    Raises:
        RuleSetError: no pack has the name or the revision, or the file cannot be read.
    """
    given = os.fspath(origin)
    packs = shipped("rulesets") if packs is None else packs
    name, revision = _split(given)
    files = {file: text for file, text in packs.items() if _split(file.removesuffix(".yaml"))[0] == name}
    if revision is not None:
        # A pack that has one revision only may be a file without a number.
        files = {file: text for file, text in files.items() if _revision_of(file, text) == revision}
    if files:
        return dict(sorted(files.items()))
    looks_like_path = os.sep in given or given.endswith((".yaml", ".yml")) or Path(given).exists()
    if not looks_like_path:
        raise RuleSetError.of([_no_pack(given, revisions=_revisions(name, packs))])
    return {given: text_of(origin, "rule set")}


def _revision_of(file: str, text: str) -> int | None:
    """Return the revision that the name of a pack's file states, or else its text."""
    named = _split(file.removesuffix(".yaml"))[1]
    stated = re.search(r"^revision: *(\d+)", text, flags=re.MULTILINE)
    return named if named is not None or stated is None else int(stated[1])


def _revisions(name: str, packs: Mapping[str, str]) -> list[int]:
    held = [_revision_of(file, text) for file, text in packs.items() if _split(file.removesuffix(".yaml"))[0] == name]
    return sorted(each for each in held if each is not None)


def _no_pack(given: str, *, revisions: list[int]) -> Diagnostic:
    if revisions:
        listed = ", ".join(map(str, revisions))
        return problem(given, f"the rule set has no such revision: `{given}`", help_=f"it has {listed}")
    from meetgate.documents import did_you_mean  # Cerberus: only for who has made a mistake

    return problem(given, f"no rule set is called `{given}`", help_=did_you_mean(given, pack_names()))


def text_of(origin: Origin, what: str) -> str:
    """Read a file as UTF-8 text; `what` names the kind of file, and so whose fault it is that it cannot be read.

    Raises:
        RuleSetError: a rule set or a file of waivers cannot be read.
        CatalogueError: a catalogue file cannot be read.
        MeetingError: the context file cannot be read.
        LockError: the lock cannot be read.
    """
    file = os.fspath(origin)
    try:
        return Path(file).read_bytes().removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except OSError as error:
        raise _FAULTS[what].of([problem(file, f"the {what} cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        from meetgate.documents import undecodable  # Cerberus: only for who has made a mistake

        raise _FAULTS[what].of([undecodable(error, file=file)]) from None


def problem(file: str, message: str, *, help_: str = "") -> Diagnostic:
    """Build the diagnostic of a document that could not be read or used as a whole."""
    return Diagnostic(file=file, line=0, column=0, code="E000", message=message, help=help_)
