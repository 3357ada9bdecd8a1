"""Check a parsed document against its shape, on an explicit stack, and report every mistake with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias, assert_never

import attrs

from meetgate.documents._codes import diagnostic
from meetgate.documents._schema import FORMS, Fault, form_of, judge_form, judge_keys, judge_scalar
from meetgate.documents._shapes import (
    Choice,
    Either,
    Flag,
    Listing,
    OneOrMany,
    Record,
    Reference,
    Shape,
    Table,
    Text,
    Variant,
    Whole,
)
from meetgate.documents._suggest import did_you_mean, quoted, quoted_all
from meetgate.documents._yaml import Parsed, Path, Place, Plain
from meetgate.errors import Diagnostic

Value: TypeAlias = "str | bool | int | list[Value] | dict[str, Value]"


@attrs.frozen(kw_only=True)
class Checked:
    """Hold a checked document: yes/no as bool, whole numbers as int, everything else as text.

    `value` is None when the text did not read; only a document without errors in `diagnostics` may be used further.
    """

    file: str
    value: Value | None
    places: Mapping[Path, Place]
    keys: Mapping[Path, Place]
    diagnostics: tuple[Diagnostic, ...]

    def at(self, path: Path) -> Place:
        """Return line and column (from 1) of the value at a path, or of its nearest parent."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return self.places.get((), (1, 1))

    def key_at(self, path: Path) -> Place:
        """Return line and column of the key at a path; of its value where it has none."""
        return self.keys.get(path) or self.at(path)


_SCALARS: Final = (Text, Flag, Whole, Choice)
#: What is checked when its turn comes; scalars are checked at once.
_Holder: TypeAlias = Listing | OneOrMany | Table | Record | Variant | Either | Reference
#: One value to check: its shape, what was read, its path, and the list or mapping that its checked form goes into.
_Task: TypeAlias = tuple[_Holder, Plain, Path, Any, Any]


def validate(parsed: Parsed, shape: Shape) -> Checked:
    """Check a document against a shape. Never raises on documents: every mistake is in `diagnostics`, sorted."""
    walk = _Walk(parsed)
    if parsed.value is not None:
        walk.run(shape, parsed.value)
    taken = {(each.line, each.column) for each in parsed.diagnostics}
    # What the parser already refused at this very place (an empty value) is not reported a second time.
    fresh = [each for each in walk.diagnostics if (each.line, each.column) not in taken]
    return Checked(
        file=parsed.file,
        value=walk.held[0],
        places=parsed.places,
        keys=parsed.keys,
        diagnostics=tuple(sorted({*parsed.diagnostics, *fresh}, key=lambda each: each.place)),
    )


class _Walk:
    """Check one document; holds what is still to be checked and what was found."""

    def __init__(self, parsed: Parsed) -> None:
        self.held: list[Any] = [None]
        self.diagnostics: list[Diagnostic] = []
        self._parsed = parsed
        self._tasks: list[_Task] = []

    def run(self, shape: Shape, value: Plain) -> None:
        self._into(self.held, 0, shape=shape, raw=value, path=())
        while self._tasks:
            self._check(self._tasks.pop())

    def _into(self, owner: Any, key: Any, *, shape: Shape, raw: Plain, path: Path) -> None:
        """Check a value that goes into `owner[key]`: a scalar now, everything else when its turn comes."""
        if isinstance(shape, _SCALARS):
            owner[key], faults = judge_scalar(shape, raw)
            self._faults(faults, path)
        else:
            self._tasks.append((shape, raw, path, owner, key))

    def _check(self, task: _Task) -> None:
        shape = task[0]
        match shape:
            case Record():
                self._record(shape, task)
            case Listing() | OneOrMany():
                self._list(shape, task)
            case Table():
                self._table(shape, task)
            case Variant():
                self._variant(shape, task)
            case Either():
                self._either(shape, task)
            case Reference(target=target):
                self._again(task, target())
            case _:  # pragma: no cover  # closed union
                assert_never(shape)

    def _again(self, task: _Task, shape: Shape) -> None:
        _, raw, path, owner, key = task
        self._into(owner, key, shape=shape, raw=raw, path=path)

    def _report(self, code: str, at: Place, message: str, hint: str = "") -> None:
        self.diagnostics.append(diagnostic(code, file=self._parsed.file, at=at, message=message, hint=hint))

    def _place(self, path: Path) -> Place:
        return self._parsed.places[path]

    def _faults(self, faults: tuple[Fault, ...], path: Path) -> None:
        for fault in faults:
            self._report(fault.code, self._place(path), fault.message, fault.hint)

    def _list(self, shape: Listing | OneOrMany, task: _Task) -> None:
        _, raw, path, owner, key = task
        if isinstance(shape, OneOrMany) and not isinstance(raw, list):
            only: list[Any] = [None]
            owner[key] = only
            self._into(only, 0, shape=shape.item, raw=raw, path=path)
            return
        self._faults(judge_form(shape, raw), path)
        if isinstance(raw, list):
            items: list[Any] = [None] * len(raw)
            owner[key] = items
            for index, each in enumerate(raw):
                self._into(items, index, shape=shape.item, raw=each, path=(*path, index))

    def _members(self, task: _Task, raw: Mapping[str, Plain], shapes: Mapping[str, Shape]) -> None:
        _, _, path, owner, key = task
        held: dict[str, Any] = dict.fromkeys(shapes)
        owner[key] = held
        for name, shape in shapes.items():
            self._into(held, name, shape=shape, raw=raw[name], path=(*path, name))

    def _table(self, shape: Table, task: _Task) -> None:
        _, raw, path, _, _ = task
        self._faults(judge_form(shape, raw), path)
        if not isinstance(raw, dict):
            return
        for key in raw:
            for fault in judge_scalar(shape.key, key)[1]:
                self._report(fault.code, self._parsed.keys[(*path, key)], f"key {fault.message}", fault.hint)
        self._members(task, raw, dict.fromkeys(raw, shape.values))

    def _record(self, shape: Record, task: _Task) -> None:
        _, raw, path, _, _ = task
        self._faults(judge_form(shape, raw), path)
        if not isinstance(raw, dict):
            return
        missing, unknown = judge_keys(shape, raw)
        for key in missing:
            message = f"key {quoted(key)} is missing"
            self._report("E021", self._place(path), message, f"{key}: {shape.fields[key].doc}")
        for key in unknown:
            self._unknown(shape, key, path)
        self._members(task, raw, {key: shape.fields[key] for key in raw if key in shape.fields})

    def _unknown(self, shape: Record, key: str, path: Path) -> None:
        if key in shape.later:
            self._later(key, path)
            return
        hint = did_you_mean(key, shape.fields) or f"known keys are {quoted_all(sorted(shape.fields))}"
        self._report("E020", self._parsed.keys[(*path, key)], f"unknown key {quoted(key)}", hint)

    def _later(self, key: str, path: Path) -> None:
        message = f"{quoted(key)} is not part of this version of the language"
        self._report("E029", self._parsed.keys[(*path, key)], message, "it comes with a later version; leave it out")

    def _variant(self, shape: Variant, task: _Task) -> None:
        _, raw, path, _, _ = task
        if not isinstance(raw, dict):
            message = f"{shape.what} is a mapping, not {FORMS[form_of(raw)]}"
            self._report("E022", self._place(path), message, shape.doc)
            return
        branches = [key for key in raw if key in shape.branches]
        later = [key for key in raw if key in shape.later]
        if later:
            self._later(later[0], path)
        elif len(branches) == 1:
            self._again(task, shape.branches[branches[0]])
        else:
            self._undecided(shape, path, tuple(raw), branches)

    def _undecided(self, shape: Variant, path: Path, keys: tuple[str, ...], branches: list[str]) -> None:
        if branches:
            at = self._parsed.keys[(*path, branches[1])]
            self._report("E028", at, f"{shape.what} has both {' and '.join(map(quoted, branches[:2]))}", "state one")
            return
        known = {key for branch in shape.branches.values() for key in branch.fields}
        guesses = [did_you_mean(key, shape.branches) for key in keys if key not in known]
        hint = next(filter(None, guesses), "")
        message = f"{shape.what} has none of {quoted_all(shape.branches)}"
        self._report("E028", self._place(path), message, hint or shape.doc)

    def _either(self, shape: Either, task: _Task) -> None:
        _, raw, path, _, _ = task
        forms: dict[str, Shape | None] = {"string": shape.scalar, "list": shape.many, "dict": shape.mapping}
        form = form_of(raw)
        chosen = forms[form]
        if chosen is not None:
            self._again(task, chosen)
            return
        wanted = " or ".join(FORMS[each] for each, held in forms.items() if held is not None)
        self._report("E022", self._place(path), f"expected {wanted}, not {FORMS[form]}", shape.doc)
