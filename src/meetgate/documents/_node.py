"""Walk a checked document with types: what the shape has promised, the stages below read without casts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import attrs

from meetgate.documents._check import Checked, Value
from meetgate.documents._yaml import Path, Place


# Not `frozen`, which takes twice as long to build: reading a rule set builds them by the ten thousand.
@attrs.define
class Node:
    """Point at one value of a checked document.

    Every accessor raises `TypeError` where the value has not the form asked for: the shape and the reader of the
    document then disagree, which is a mistake of this library and never the author's.
    """

    checked: Checked
    path: Path
    value: Value

    @property
    def file(self) -> str:
        """Return the name of the document."""
        return self.checked.file

    @property
    def place(self) -> Place:
        """Return line and column of the value, from 1."""
        return self.checked.at(self.path)

    @property
    def at(self) -> str:
        """Return `file:line`."""
        return f"{self.file}:{self.place[0]}"

    @property
    def key_place(self) -> Place:
        """Return line and column of the key of the value, or of the value where it has no key."""
        return self.checked.key_at(self.path)

    @property
    def text(self) -> str:
        """Return the value, a text."""
        return self.value if isinstance(self.value, str) else self._disagree("a text")

    @property
    def flag(self) -> bool:
        """Return the value, a bool."""
        return self.value if isinstance(self.value, bool) else self._disagree("a flag")

    @property
    def number(self) -> int:
        """Return the value, a whole number."""
        whole = isinstance(self.value, int) and not isinstance(self.value, bool)
        return int(self.value) if whole and isinstance(self.value, int) else self._disagree("a number")

    @property
    def is_text(self) -> bool:
        """Tell whether the value is a text."""
        return isinstance(self.value, str)

    @property
    def is_list(self) -> bool:
        """Tell whether the value is a list."""
        return isinstance(self.value, list)

    @property
    def is_mapping(self) -> bool:
        """Tell whether the value is a mapping."""
        return isinstance(self.value, dict)

    @property
    def items(self) -> tuple[Node, ...]:
        """Return the items of the list."""
        if not isinstance(self.value, list):
            return self._disagree("a list")
        return tuple(self._child(index, each) for index, each in enumerate(self.value))

    @property
    def members(self) -> tuple[tuple[str, Node], ...]:
        """Return keys and values of the mapping, in the author's order."""
        return tuple((key, self._child(key, each)) for key, each in self._mapping().items())

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the items of the list, texts."""
        return self._texts(self.value)

    def __contains__(self, key: str) -> bool:
        """Tell whether the mapping has the key."""
        return key in self._mapping()

    def __getitem__(self, key: str) -> Node:
        """Return the value of a key; raises `KeyError` where it is absent."""
        return self._child(key, self._mapping()[key])

    def __iter__(self) -> Iterator[Node]:
        """Yield the items of the list."""
        return iter(self.items)

    def get(self, key: str) -> Node | None:
        """Return the value of a key of the mapping, or None."""
        held = self._mapping().get(key)  # no value of a document is None
        return None if held is None else self._child(key, held)

    def text_of(self, key: str, default: str = "") -> str:
        """Return the text of a key, or the default where it is absent."""
        held = self._mapping().get(key, default)
        return held if isinstance(held, str) else self._child(key, held).text

    def texts_of(self, key: str) -> tuple[str, ...]:
        """Return the texts in the list of a key; none where it is absent."""
        return self._texts(self._mapping().get(key, []), key)

    def flag_of(self, key: str, *, default: bool) -> bool:
        """Return the flag of a key, or the default where it is absent."""
        held = self._mapping().get(key, default)
        return held if isinstance(held, bool) else self._child(key, held).flag

    def _texts(self, value: Value, *keys: str) -> tuple[str, ...]:
        if isinstance(value, list):
            texts = tuple(each for each in value if isinstance(each, str))
            if len(texts) == len(value):
                return texts
        # Only to say where the shape and the reader disagree.
        node = self if not keys else self._child(keys[0], value)
        return tuple(each.text for each in node.items)

    def _child(self, key: str | int, value: Value) -> Node:
        return Node(self.checked, (*self.path, key), value)

    def _mapping(self) -> dict[str, Value]:
        return self.value if isinstance(self.value, dict) else self._disagree("a mapping")

    def _disagree(self, wanted: str) -> NoReturn:
        message = f"{self.at}: the shape promised {wanted} at {self.path!r}"
        raise TypeError(message)


def root(checked: Checked) -> Node:
    """Return the document's outermost value; raises `ValueError` for a document that did not read or check."""
    if checked.value is None:
        message = f"{checked.file} did not read"
        raise ValueError(message)
    return Node(checked, (), checked.value)
