"""Read a marking as it stands on a document, by the closed vocabulary of one authority, and write it back.

Nothing is guessed: the whole text must be a marking of the authority that is named. A word in running text, a
word of another authority, and a bare word without an authority mean nothing. Sans-I/O: schemes in, values out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import attrs

from meetgate.documents import did_you_mean, quoted, quoted_all
from meetgate.model import Atom, Audience, Label, Mark, MarkKind, Scheme, Schemes, trigraph

#: Between the level and the marks, and between two kinds of marks.
_PARTS: Final = "//"
#: Between two marks of one part.
_MARKS: Final = "/"


@attrs.frozen(kw_only=True)
class MarkingProblem:
    """Name a part of a marking that cannot be read, and what to write instead."""

    part: str
    message: str
    help: str = ""


def parse_marking(
    text: str, *, schemes: Schemes, authority: str, on: date | None = None
) -> Label | tuple[MarkingProblem, ...]:
    """Return the label that a marking states, or every problem of it.

    `LEVEL`, or `LEVEL//MARK/MARK//REL TO USA, GBR`, each as the scheme of the authority in force writes it; `on` is
    the day on which the marking was given, else the newest scheme reads it. What a marking does not say it does not
    have, except an audience: what a label means that names nobody is for its scheme to say.
    """
    scheme = _scheme(schemes, authority, on)
    if scheme is None:
        known = quoted_all(sorted(schemes.by_authority))
        hint = f"schemes are loaded for {known}" if authority else "a bare word means nothing: name its authority"
        return (
            MarkingProblem(part=text, message=f"no classification scheme of {quoted(authority)} is loaded", help=hint),
        )
    head, *parts = text.strip().split(_PARTS)
    problems = [*_level_problems(scheme, head)]
    told: list[Mark] = []
    for part in (mark.strip() for each in parts for mark in each.split(_MARKS)):
        mark = scheme.mark(part)
        if mark is None:
            problems.append(_unknown_mark(scheme, part))
        else:
            told.append(mark)
    return tuple(problems) if problems else _label(scheme, head, told, on)


def _scheme(schemes: Schemes, authority: str, on: date | None) -> Scheme | None:
    held = schemes.of(authority)
    if on is None:
        return held[0] if held else None
    places = [schemes.find(Atom(authority, level, on)) for scheme in held for level in scheme.levels]
    return next((each for each in held if any(place is not None and place[0] is each for place in places)), None)


def _written(scheme: Scheme) -> dict[str, str]:
    """Return every way to write a level, as it stands on a document, with the level."""
    return {level: level for level in scheme.levels} | {text: level for text, (level, _) in scheme.aliases.items()}


def _level_problems(scheme: Scheme, head: str) -> Iterator[MarkingProblem]:
    written = _written(scheme)
    if head.strip() not in written:
        hint = (
            did_you_mean(head.strip(), written)
            or f"levels of {quoted(scheme.authority)} are {quoted_all(scheme.levels)}"
        )
        yield MarkingProblem(part=head, message=f"{quoted(head)} is no level of {quoted(scheme.authority)}", help=hint)


def _unknown_mark(scheme: Scheme, part: str) -> MarkingProblem:
    hint = (
        did_you_mean(part, scheme.marks)
        or f"marks of {quoted(scheme.authority)} are {quoted_all(sorted(scheme.marks))}"
    )
    return MarkingProblem(part=part, message=f"{quoted(part)} is no mark of {quoted(scheme.authority)}", help=hint)


def _label(scheme: Scheme, head: str, told: list[Mark], on: date | None) -> Label:
    written = head.strip()
    lists = [mark.audience for mark in told if mark.listed and mark.audience is not None]
    audience = Audience()
    for each in lists:
        audience &= each
    return Label(
        atoms=frozenset({Atom(scheme.authority, _written(scheme)[written], on)}),
        categories=frozenset(mark.name for mark in told if mark.kind is MarkKind.CATEGORY),
        marks=scheme.marks_of(written)
        | frozenset(mark.name for mark in told if mark.kind is not MarkKind.CATEGORY and not mark.listed),
        audience=audience,
        audience_complete=bool(lists),
    )


def print_marking(label: Label, *, schemes: Schemes) -> str:
    """Return the marking of a label of one level: level, categories, other marks, audience.

    `parse_marking` of it, with the authority and the day of the level, is the label again.

    Raises:
        ValueError: the label has no marking: several levels or none, a level, category, mark or audience that the
            vocabulary of its authority cannot write, or something that is not stated.
    """
    if len(label.atoms) != 1:
        raise ValueError(f"a marking states one level, not `{label}`")
    (atom,) = label.atoms
    scheme = _scheme(schemes, atom.authority, atom.on)
    level = None if scheme is None else scheme.level(atom.level)
    if scheme is None or level is None:
        raise ValueError(f"`{atom}` is no level of a scheme that is loaded")
    marks = {*label.categories, *label.marks}
    strange = sorted(each for each in marks if scheme.mark(each) is None or scheme.marks[each].listed)
    if strange or not (label.categories_complete and label.marks_complete):
        raise ValueError(
            f"the vocabulary of `{atom.authority}` cannot write `{', '.join(strange) or 'what is unknown'}`"
        )
    head, brought = _head(scheme, level, label.marks)
    plain = sorted(label.marks - brought)
    parts = [head, _MARKS.join(sorted(label.categories)), _MARKS.join(plain), _released(scheme, label)]
    return _PARTS.join(part for part in parts if part)


def _head(scheme: Scheme, level: str, marks: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Return how the level is written, and the marks that this way of writing says already."""
    for text, (stands, brought) in sorted(scheme.aliases.items()):
        if stands == level and brought and brought <= marks:
            return text, brought
    return scheme.shown.get(level, level), frozenset()


def _released(scheme: Scheme, label: Label) -> str:
    """Return the mark that releases to the label's audience: its owner first, then the others by the alphabet."""
    if not label.audience_complete:
        return ""
    listing = next((each.name for each in scheme.marks.values() if each.listed), None)
    if listing is None or label.audience.cofinite or not label.audience.members:
        raise ValueError(f"the vocabulary of `{scheme.authority}` cannot write the audience of `{label}`")
    owner = scheme.owner or scheme.authority
    rest = sorted(trigraph(each) for each in label.audience.members if each != owner)
    first = [trigraph(owner)] if owner in label.audience.members else []
    return f"{listing} {', '.join([*first, *rest])}"
