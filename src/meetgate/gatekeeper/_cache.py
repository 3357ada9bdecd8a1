"""Keep what was read and found right for the next process (decision 0025): it is a loss of time, never an error.

Kept are pickles, and whoever can write a pickle can run code: nothing is read that anybody but the user could have
written. Where that cannot be told, as on systems without owners of files, nothing is kept.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import os
import pickle
import stat
import sys
import zoneinfo
from collections.abc import Generator
from pathlib import Path
from typing import Final

import attrs

import meetgate
from meetgate.model import Catalogue, RuleSet, Schemes, canonical, digest

#: No more is kept; what was not used for longest goes first.
MOST: Final = 16
_HEAD: Final = b"meetgate 1\n"
_SUFFIX: Final = ".pickle"
_FRESH: Final = ".new"
_HOMES: Final = {"darwin": "~/Library/Caches"}
#: The parts of the package on which it depends what a text means.
_READERS: Final = ("errors.py", "model", "documents", "catalogue", "rules", "gatekeeper/_build.py")
#: What a pickle raises that was written by other versions of what it is made of.
_UNREADABLE: Final = (
    *(pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, KeyError, TypeError, ValueError),
)


@attrs.frozen(kw_only=True)
class Checked:
    """Be what texts mean in which nothing is wrong; rule sets in the order in which they were named."""

    catalogue: Catalogue
    schemes: Schemes
    rule_sets: tuple[RuleSet, ...]


def key_of(texts: object) -> str:
    """Return the name of what these texts mean, as this code reads them with these time zones."""
    said = [texts, _code(), f"{sys.implementation.cache_tag} {sys.version_info}", _zones()]
    return digest(canonical(said)).removeprefix("sha256:")


@functools.cache
def _code() -> str:
    """Return the digest of the code that gives texts their meaning, which stands for its version and every edit."""
    root = Path(meetgate.__file__).parent
    found = hashlib.sha256()
    for name in _READERS:
        for file in sorted((root / name).rglob("*.py")) if (root / name).is_dir() else (root / name,):
            found.update(f"{file.relative_to(root)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _zones() -> list[str]:
    """Return the versions of the time zones: days of a text become instants by them."""
    versions: list[str] = []
    for folder in zoneinfo.TZPATH:
        with contextlib.suppress(OSError), (Path(folder) / "tzdata.zi").open(encoding="utf-8") as listed:
            versions.append(listed.readline())
    return [*versions, importlib.import_module("tzdata").IANA_VERSION]


def folder() -> Path | None:
    """Return where to keep things, None where nothing is kept; `MEETGATE_CACHE` names another place, or `off`."""
    said = os.environ.get("MEETGATE_CACHE", "")
    if said == "off" or not hasattr(os, "geteuid"):
        return None
    if said:
        return Path(said)
    base = os.environ.get("XDG_CACHE_HOME", "")
    # A relative path is to be ignored (XDG Base Directory Specification); so is a user without a home.
    home = Path(base if Path(base).is_absolute() else os.path.expanduser(_HOMES.get(sys.platform, "~/.cache")))  # noqa: PTH111  # `Path.expanduser` raises
    return home / "meetgate" if home.is_absolute() else None


def recall(key: str) -> Checked | None:
    """Return what was kept under this name, None where there is nothing that can be trusted and read."""
    place = folder()
    data = None if place is None else _content(place, key + _SUFFIX)
    if data is None or data[: len(_HEAD) + 32] != _sealed(data[len(_HEAD) + 32 :]):
        return None
    with contextlib.suppress(*_UNREADABLE):
        found: object = pickle.loads(data[len(_HEAD) + 32 :])  # noqa: S301  # only the user can have written it
        return found if isinstance(found, Checked) else None
    return None


def remember(key: str, checked: Checked) -> None:
    """Keep what was found right, in one step, for nobody but the user; where that fails, nothing is kept."""
    place = folder()
    if place is None:
        return
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _opened(place) as held:
            if held is not None:
                data = pickle.dumps(checked, protocol=5)
                _replace(place, key + _SUFFIX, _sealed(data) + data)
                _forget(place)


def _sealed(data: bytes) -> bytes:
    """Return what stands before data, and tells a file that was cut short or overwritten in part."""
    return _HEAD + hashlib.sha256(data).digest()


@contextlib.contextmanager
def _opened(place: Path) -> Generator[int | None, None, None]:
    """Open a folder; None where anybody else could write into it."""
    held = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield held if _is_ours(os.fstat(held)) else None
    finally:
        os.close(held)


def _is_ours(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _content(place: Path, name: str) -> bytes | None:
    """Return what a file holds, None where there is none that only the user could have written."""
    with contextlib.suppress(OSError), _opened(place) as held:
        if held is None:
            return None
        # What was checked is what is read: the file is opened once, below the folder that was opened.
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=held)
        with open(opened, "rb") as file:  # noqa: PTH123  # a descriptor has no path
            found = os.fstat(opened)
            if not (stat.S_ISREG(found.st_mode) and _is_ours(found)):
                return None
            with contextlib.suppress(OSError):
                os.utime(opened)  # used now, so that it goes last
            return file.read()
    return None


def _replace(place: Path, name: str, data: bytes) -> None:
    """Write a file that is there as a whole or not at all; `mkstemp` makes it for the user alone."""
    import tempfile  # half of the time that a load with everything kept takes

    opened, fresh = tempfile.mkstemp(suffix=_FRESH, dir=place)
    try:
        with open(opened, "wb") as file:  # noqa: PTH123  # a descriptor has no path
            file.write(data)
        Path(fresh).replace(place / name)
    except OSError:
        Path(fresh).unlink(missing_ok=True)
        raise


def _forget(place: Path) -> None:
    """Remove what was not used for longest, and what a process that was stopped has left behind; nothing of others."""
    kept = [each for each in place.iterdir() if each.suffix in {_SUFFIX, _FRESH}]
    for each in sorted(kept, key=lambda one: one.stat().st_mtime_ns, reverse=True)[MOST:]:
        each.unlink(missing_ok=True)
