"""Quote what an author wrote, and guess what he meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

_CLIP: Final = 60
_CUTOFF: Final = 0.6


def quoted(value: object) -> str:
    """Return the author's value between backticks, on one line and clipped to 60 characters."""
    words = " ".join(str(value).split())
    short = words if len(words) <= _CLIP else f"{words[: _CLIP - 1]}…"
    return f"`{short}`"


def quoted_all(values: Iterable[object]) -> str:
    """Return the values between backticks, in their order, separated by commas."""
    return ", ".join(map(quoted, values))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean ...?` with the nearest known word, or an empty text when none is near.

    Case does not count; the answer does not depend on the order of `known`.
    """
    folded = {each.casefold(): each for each in sorted(known, reverse=True)}
    near = difflib.get_close_matches(word[:_CLIP].casefold(), sorted(folded), n=1, cutoff=_CUTOFF)
    return f"did you mean {quoted(folded[near[0]])}?" if near else ""
