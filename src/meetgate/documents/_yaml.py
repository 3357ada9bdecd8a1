"""Read the strict YAML of this library: text in, plain values with their places out.

Plain scalars stay text (`NO` is Norway, `12:30` is no number), duplicate keys, anchors, tags and empty values are
refused. Everything is built from parser events on an explicit stack, so that no document, however nested, can
exhaust the interpreter's.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs
import yaml

from meetgate.documents._codes import diagnostic
from meetgate.documents._suggest import quoted
from meetgate.errors import Diagnostic

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]

MAX_DEPTH: Final = 32
MAX_CHARACTERS: Final = 16 * 1024 * 1024
#: After so many mistakes nobody reads on, and neither does this module.
MOST_MISTAKES: Final = 1000
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
# YAML 1.1 allows U+0085, U+2028 and U+2029 and counts them as line breaks; editors do not, and positions would lie.
_UNSEEN: Final = re.compile("[^\\t\\n\\r\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@attrs.frozen(kw_only=True)
class Parsed:
    """Hold a document as dicts, lists and text, with the place (line, column, from 1) of each value and key.

    `value` is None when the text did not read; `diagnostics` may be there even when it did.
    """

    file: str
    value: Plain | None
    places: Mapping[Path, Place]
    keys: Mapping[Path, Place]
    diagnostics: tuple[Diagnostic, ...]


def decode(data: bytes, *, file: str) -> str | Diagnostic:
    """Decode UTF-8 (RFC 3629) with or without a byte order mark, or say where the first bad byte is."""
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        return undecodable(error, file=file)


def undecodable(error: UnicodeDecodeError, *, file: str) -> Diagnostic:
    """Say where the first byte is that is not UTF-8."""
    # The text before the bad byte decodes, so its lines can be counted as an editor would count them.
    at = _place(error.object[: error.start].decode("utf-8"), None)
    message = f"byte {quoted(f'0x{error.object[error.start]:02x}')} is not utf-8"
    return diagnostic("E012", file=file, at=at, message=message, hint="save the file as utf-8")


def parse(text: str, *, file: str, loader: Any = LOADER) -> Parsed:
    """Read one document. Never raises on text: whatever is wrong is in `diagnostics`, with its place."""
    body = text.removeprefix("\ufeff")
    refused = _refuse(body, file)
    reader = _Reader(file)
    if refused is None:
        reader.read(body, loader)
    else:
        reader.diagnostics.append(refused)
    return reader.result()


def _refuse(text: str, file: str) -> Diagnostic | None:
    if len(text) > MAX_CHARACTERS:
        message = f"the text has {quoted(len(text))} characters, more than {MAX_CHARACTERS}"
        return diagnostic("E009", file=file, at=(1, 1), message=message, hint="split it into several files")
    unseen = _UNSEEN.search(text)
    return None if unseen is None else _control(unseen, file, _place(text, unseen.start()))


def _control(unseen: re.Match[str], file: str, at: Place) -> Diagnostic:
    message = f"character {quoted(f'U+{ord(unseen.group()):04X}')} cannot be seen"
    return diagnostic("E011", file=file, at=at, message=message, hint="remove the character")


def _place(text: str, offset: int | None) -> Place:
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return (before.count("\n") + 1, len(before) - before.rfind("\n"))


@attrs.define
class _Frame:
    """Hold one open list or mapping; `key` is the key whose value comes next."""

    value: list[Plain] | dict[str, Plain]
    path: Path
    key: str | None = None
    #: Path of the value that comes next.
    at: Path = ()
    skip: bool = False


class _Stop(Exception):  # noqa: N818  # never leaves this module
    """Stop reading: what follows cannot be placed."""


class _Reader:
    """Build one document from parser events; holds the open containers."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.value: Plain | None = None
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.diagnostics: list[Diagnostic] = []
        self._open: list[_Frame] = []
        self._documents = 0
        self._end: Place = (1, 1)

    def result(self) -> Parsed:
        return Parsed(
            file=self.file,
            value=self.value,
            places=self.places,
            keys=self.keys,
            diagnostics=tuple(sorted(self.diagnostics, key=lambda each: each.place)),
        )

    def read(self, text: str, loader: Any) -> None:
        self._end = _place(text, None)
        try:
            for event in _events(text, loader):
                self._take(event)
        except _Stop:
            self.value = None
        except yaml.YAMLError as error:
            self.value = None
            self._syntax(error)
        except (ValueError, OverflowError) as error:
            # The parser written in Python lets these out of escapes such as "\U99999999".
            self.value = None
            self._report("E001", (1, 1), f"not valid yaml: {error}")

    def _syntax(self, error: yaml.YAMLError) -> None:
        problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
        if "nesting depth" in problem:  # libyaml's own limit, met before this module counts to 32
            self._deep(at)
            return
        self._report("E001", at, f"not valid yaml: {problem}", str(getattr(error, "context", None) or ""))

    def _deep(self, at: Place) -> None:
        self._report("E008", at, f"the document nests deeper than {MAX_DEPTH} levels", "write it flatter")

    def _report(self, code: str, at: Place, message: str, hint: str = "") -> None:
        # The parsers may point one line past the end, where no editor can go.
        at = min(at, self._end)
        self.diagnostics.append(diagnostic(code, file=self.file, at=at, message=message, hint=hint))

    def _take(self, event: yaml.Event) -> None:
        if len(self.diagnostics) >= MOST_MISTAKES:
            raise _Stop
        take = _TAKEN.get(type(event))
        if take is not None:
            mark = event.start_mark
            # The stubs allow events without a mark; the parsers give every event one.
            take(self, event, (1, 1) if mark is None else (mark.line + 1, mark.column + 1))

    def _list(self, event: yaml.SequenceStartEvent, at: Place) -> None:
        self._enter([], event, at)

    def _mapping(self, event: yaml.MappingStartEvent, at: Place) -> None:
        self._enter({}, event, at)

    def _leave(self, _: yaml.Event, __: Place) -> None:
        self._open.pop()

    def _alias(self, event: yaml.AliasEvent, at: Place) -> None:
        self._report("E003", at, f"alias {quoted(f'*{event.anchor}')}", "repeat the value")
        self._put("", at, event.anchor or "")

    def _finish(self, _: yaml.Event, __: Place) -> None:
        if not self._documents:
            self._report("E010", (1, 1), "the document is empty")

    def _document(self, _: yaml.Event, at: Place) -> None:
        self._documents += 1
        if self._documents > 1:
            self._report("E005", at, "a second document starts here", "put it into a file of its own")
            raise _Stop

    def _decorations(self, event: yaml.NodeEvent, at: Place) -> None:
        if event.anchor is not None:
            self._report("E003", at, f"anchor {quoted(f'&{event.anchor}')}", "repeat the value where it is needed")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._report("E004", at, f"tag {quoted(tag)}", "leave it out: the type comes from the schema")

    def _scalar(self, event: yaml.ScalarEvent, at: Place) -> None:
        text = event.value
        if event.anchor is not None or event.tag is not None:
            self._decorations(event, at)
        # The document holds no unseen character; only an escape, between double quotes, can stand for one.
        unseen = _UNSEEN.search(text) if event.style == '"' else None
        if unseen is not None:
            self.diagnostics.append(_control(unseen, self.file, at))
        if not event.style and text in _NULLS:
            self._nothing(text, at)
        self._put(text, at, text)

    def _nothing(self, text: str, at: Place) -> None:
        if not self._open:
            self._report("E010", at, "the document is empty")
            raise _Stop
        frame = self._open[-1]
        if isinstance(frame.value, dict) and frame.key is None:
            self._report("E007", at, "a key is empty", "write the key before the colon")
            return
        subject = "a list entry" if frame.key is None else f"the value of {quoted(frame.key)}"
        wrote = f" ({quoted(text)})" if text else ""
        self._report("E007", at, f"{subject} is empty{wrote}", "state it, or leave it out: absent means unknown")

    def _enter(self, value: list[Plain] | dict[str, Plain], event: yaml.CollectionStartEvent, at: Place) -> None:
        if event.anchor is not None or event.tag is not None:
            self._decorations(event, at)
        if len(self._open) >= MAX_DEPTH:
            self._deep(at)
            raise _Stop
        if self._open and isinstance(self._open[-1].value, dict) and self._open[-1].key is None:
            self._report("E006", at, "a key is a list or a mapping", "keys are plain text")
            raise _Stop
        path = self._put(value, at, "")
        self._open.append(_Frame(value, path))

    def _put(self, value: Plain, at: Place, seen: str) -> Path:
        """Place a value under the open container, or take it for the next key; `seen` is its text."""
        if not self._open:
            self.value = value
            self.places[()] = at
            return ()
        frame = self._open[-1]
        held = frame.value
        if isinstance(held, list):
            path = (*frame.path, len(held))
            held.append(value)
            self.places[path] = at
            return path
        if frame.key is None:
            self._key(frame, seen, at)
            return frame.path
        return self._member(frame, held, value, at)

    def _key(self, frame: _Frame, key: str, at: Place) -> None:
        frame.key = key
        frame.at = path = (*frame.path, key)
        first = self.keys.setdefault(path, at)
        frame.skip = first is not at
        if frame.skip:
            line, column = first
            message = f"key {quoted(key)} is stated twice, first at line {line}, column {column}"
            self._report("E002", at, message, "remove one of the two")

    def _member(self, frame: _Frame, owner: dict[str, Plain], value: Plain, at: Place) -> Path:
        key, frame.key = frame.key or "", None
        if frame.skip:
            # What the second of two equal keys holds is read for its own mistakes, under a path nobody asks for.
            return (*frame.path, key, "\n", len(self.diagnostics))
        owner[key] = value
        self.places[frame.at] = at
        return frame.at


#: What is done with each event that says something; most are scalars.
_TAKEN: Final[Mapping[type, Callable[[_Reader, Any, Place], None]]] = {
    yaml.ScalarEvent: _Reader._scalar,
    yaml.SequenceStartEvent: _Reader._list,
    yaml.MappingStartEvent: _Reader._mapping,
    yaml.SequenceEndEvent: _Reader._leave,
    yaml.MappingEndEvent: _Reader._leave,
    yaml.AliasEvent: _Reader._alias,
    yaml.DocumentStartEvent: _Reader._document,
    yaml.StreamEndEvent: _Reader._finish,
}


def _events(text: str, loader: Any) -> Iterator[yaml.Event]:
    return yaml.parse(text, Loader=loader)
