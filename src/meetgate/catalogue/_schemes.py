"""Read scheme files into values; sans-I/O: texts in, values out, every problem of every file at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import attrs

from meetgate.catalogue._dates import span
from meetgate.catalogue._problem import Problems, problem
from meetgate.catalogue._scheme_shape import SCHEME_FILE
from meetgate.documents import Node, did_you_mean, parse, quoted, quoted_all, root, validate
from meetgate.errors import CatalogueError, Diagnostic
from meetgate.model import (
    Atom,
    Audience,
    Equivalence,
    Group,
    Label,
    Mark,
    MarkKind,
    Scheme,
    Schemes,
    Source,
    Span,
    canonical,
    digest,
    state_code,
)


def load_schemes(files: Mapping[str, str]) -> Schemes:
    """Read scheme files and files of equivalences, by name.

    Raises:
        CatalogueError: a file is wrong; all diagnostics of all files.
    """
    problems: Problems = []
    schemes: list[tuple[Scheme, Node]] = []
    tables: list[Node] = []
    for file, text in files.items():
        checked = validate(parse(text, file=file), SCHEME_FILE)
        problems.extend(checked.diagnostics)
        if checked.diagnostics or checked.value is None:
            continue
        document = root(checked)
        if "equivalences" in document:
            tables.append(document)
        else:
            schemes.append((_scheme(document, problems), document))
    problems.extend(_overlaps(schemes))
    held = _held([each for each, _ in schemes])
    links = [link for document in tables for link in _equivalences(document, held, problems)]
    if problems:
        raise CatalogueError.of(problems)
    return attrs.evolve(held, equivalences=tuple(links), digest=digest(canonical(dict(files))))


def _held(schemes: Sequence[Scheme]) -> Schemes:
    """Hold the schemes: the one that began last is the authority's, the others came before it."""
    newest: dict[str, Scheme] = {}
    for each in sorted(schemes, key=_begins):
        newest[each.authority] = each
    return Schemes(by_authority=newest, earlier=tuple(each for each in schemes if each not in newest.values()))


def _begins(scheme: Scheme) -> datetime:
    start = scheme.valid.start
    return datetime.min.replace(tzinfo=UTC) if start is None else start.earliest


def _overlaps(schemes: Sequence[tuple[Scheme, Node]]) -> Iterator[Diagnostic]:
    """Report schemes of one authority that are valid at one time: a level would be read in two ways."""
    for (one, _), (other, node) in itertools.combinations(schemes, 2):
        if one.authority == other.authority and not (
            _before(one.valid, other.valid) or _before(other.valid, one.valid)
        ):
            message = (
                f"{quoted(other.authority)} has two schemes at one time: {quoted(one.title)}, {quoted(other.title)}"
            )
            yield problem("C202", node["authority"], message, "end the older one where the newer one begins")


def _before(one: Span, other: Span) -> bool:
    """Say whether one span ends where another begins, or before."""
    end, start = one.end, other.start
    return end is not None and start is not None and (end == start or end.latest <= start.earliest)


# One scheme ---------------------------------------------------------------------------------------------------------


def _scheme(node: Node, problems: Problems) -> Scheme:
    chains = _chains(node, problems)
    below = _below(chains)
    levels = tuple(below)
    marks = {each["mark"].text: _mark(each, problems) for each in _items(node, "marks")}
    problems.extend(_strangers(node, levels, marks))
    problems.extend(_cycles(node, below))
    problems.extend(_ambiguous(node, levels))
    return Scheme(
        authority=node["authority"].text,
        name=node.text_of("scheme"),
        title=node["title"].text,
        owner=node.text_of("owner"),
        levels=levels,
        below=below,
        aliases=_aliases(node),
        shown={key: each.text for key, each in _members(node, "written")},
        marks=marks,
        open_marks=frozenset(
            level for level, under in below.items() if {level, *under} & {*node.texts_of("open_marks")}
        ),
        excludes=frozenset(
            (one, each["mark"].text) for each in _items(node, "excludes") for one in each["levels"].texts
        ),
        conflicts=tuple(frozenset(each.texts) for each in _items(node, "conflicts")),
        implied=_implied(node, below),
        absent_audience=_absent(node),
        absent_by_level={key: each.text for key, each in _by_level(node)},
        unlisted=frozenset(node.texts_of("unlisted_audience")),
        groups=tuple(_group(each, problems) for each in _items(node, "groups")),
        valid=_span(node.get("valid"), problems),
        source=_source(node["source"]),
    )


def _items(node: Node, key: str) -> tuple[Node, ...]:
    held = node.get(key)
    return () if held is None else held.items


def _members(node: Node, key: str) -> tuple[tuple[str, Node], ...]:
    held = node.get(key)
    return () if held is None else held.members


def _source(node: Node) -> Source:
    return Source(**{key: each.text for key, each in node.members})


def _chains(node: Node, problems: Problems) -> list[tuple[str, ...]]:
    """Return the chains: as written, or the steps between the neighbours of a product of axes."""
    written, product = node.get("chains"), node.get("product")
    if (written is None) == (product is None):
        message = "a scheme states its levels either as `chains` or as a `product` of axes"
        problems.append(problem("C205", node["authority"], message))
    if written is not None:
        return [each.texts for each in written.items]
    axes = [(each["axis"].text, each["values"].texts) for each in _items(node, "product")]
    points = list(itertools.product(*(range(len(values)) for _, values in axes)))
    steps = [(low, high) for low in points for high in points if _step(low, high)]
    names = {
        each: "/".join(f"{axis}-{values[at]}" for (axis, values), at in zip(axes, each, strict=True)) for each in points
    }
    return [(names[low], names[high]) for low, high in steps] or [(name,) for name in names.values() if name]


def _step(low: tuple[int, ...], high: tuple[int, ...]) -> bool:
    return sum(high) == sum(low) + 1 and all(one <= other for one, other in zip(low, high, strict=True))


def _below(chains: Sequence[tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Return what lies below each level; chains may meet, and what is below a shared level is below all above it."""
    below: dict[str, set[str]] = {level: set() for chain in chains for level in chain}
    for _ in below:  # a path is no longer than there are levels
        for chain in chains:
            for lower, higher in itertools.pairwise(chain):
                below[higher] |= {lower} | below[lower]
    return {level: frozenset(under) for level, under in below.items()}


def _cycles(node: Node, below: Mapping[str, frozenset[str]]) -> Iterator[Diagnostic]:
    """Report the levels that lie below themselves, each where it first stands."""
    round_ = {level for level, under in below.items() if level in under}
    for chain in _items(node, "chains"):
        for level in chain.items:
            if level.text in round_:
                round_.discard(level.text)
                message = f"the level {quoted(level.text)} lies below itself"
                yield problem("C201", level, message, "write each chain from low to high, and each order once")


def _aliases(node: Node) -> dict[str, tuple[str, frozenset[str]]]:
    written = {each.text: (level, frozenset[str]()) for level, each in _members(node, "written") if each.text != level}
    stated = {
        key: (each["level"].text, frozenset(each["marks"].texts)) if each.is_mapping else (each.text, frozenset[str]())
        for key, each in _members(node, "aliases")
    }
    return written | stated


def _ambiguous(node: Node, levels: Sequence[str]) -> Iterator[Diagnostic]:
    """Report ways to write a level that stand for two: capitals tell no two levels of one scheme apart."""
    spelt = {each.casefold(): (each, each) for each in levels}
    if len(spelt) < len(levels):
        yield problem("C204", node["authority"], "two levels differ in nothing but their capitals")
    ways = [(each.text, level, each) for level, each in _members(node, "written")]
    ways += [
        (key, each["level"].text if each.is_mapping else each.text, each) for key, each in _members(node, "aliases")
    ]
    for way, level, each in ways:
        _, other = spelt.setdefault(way.casefold(), (way, level))
        if other != level:
            yield problem("C204", each, f"{quoted(way)} already stands for the level {quoted(other)}")


def _mark(node: Node, problems: Problems) -> Mark:
    kind, listed = MarkKind(node["kind"].text), node.flag_of("lists", default=False)
    limits = listed + ("only" in node)
    if limits != (kind is MarkKind.AUDIENCE):
        message = "a mark of the kind `audience`, and no other, says who is meant: by `only` or by `lists: yes`"
        problems.append(problem("C205", node["mark"], message))
    parties = Audience.only(*(state_code(each) for each in node.texts_of("only")))
    return Mark(name=node["mark"].text, kind=kind, audience=parties if "only" in node else None, listed=listed)


def _strangers(node: Node, levels: Sequence[str], marks: Mapping[str, Mark]) -> Iterator[Diagnostic]:
    """Report levels and marks that the scheme itself does not have."""
    named = [level for each in _items(node, "excludes") for level in each["levels"].items]
    named += [each["level"] for each in _items(node, "implies")]
    named += [each["level"] if each.is_mapping else each for _, each in _members(node, "aliases")]
    named += [*_items(node, "unlisted_audience"), *_items(node, "open_marks")]
    for each in named:
        if each.text not in levels:
            yield _stranger("C203", each, each.text, "level", levels)
    for key, each in (*_members(node, "written"), *_by_level(node)):
        if key not in levels:
            yield _stranger("C203", each, key, "level", levels)
    used = [each["mark"] for each in _items(node, "excludes")]
    used += [mark for each in _items(node, "conflicts") for mark in each.items]
    used += [mark for each in _items(node, "implies") for mark in each["marks"].items]
    used += [mark for _, each in _members(node, "aliases") if each.is_mapping for mark in each["marks"].items]
    for each in used:
        if each.text not in marks:
            yield _stranger("C206", each, each.text, "mark", tuple(marks))


def _stranger(code: str, node: Node, name: str, what: str, known: Sequence[str]) -> Diagnostic:
    hint = did_you_mean(name, known) or (f"the scheme has {quoted_all(known)}" if known else f"it has no {what}s")
    return problem(code, node, f"unknown {what} {quoted(name)}", hint)


def _implied(node: Node, below: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the marks of each level: what a level brings, every level above it brings too."""
    rows = [(each["level"].text, frozenset(each["marks"].texts)) for each in _items(node, "implies")]
    found = {
        level: frozenset[str]().union(*(marks for least, marks in rows if least == level or least in under))
        for level, under in below.items()
    }
    return {level: marks for level, marks in found.items() if marks}


def _absent(node: Node) -> str | None:
    stated = node.get("absent_audience")
    return stated.text if stated is not None and stated.is_text else None


def _by_level(node: Node) -> tuple[tuple[str, Node], ...]:
    stated = node.get("absent_audience")
    return stated.members if stated is not None and stated.is_mapping else ()


def _group(node: Node, problems: Problems) -> Group:
    members = frozenset(state_code(each) for each in node["members"].texts)
    return Group(name=node["group"].text, members=members, valid=_span(node, problems))


def _span(node: Node | None, problems: Problems) -> Span:
    return Span() if node is None else span(node, problems)


# Equivalences -------------------------------------------------------------------------------------------------------


def _equivalences(document: Node, schemes: Schemes, problems: Problems) -> Iterator[Equivalence]:
    sources = {key: _source(each) for key, each in document["sources"].members}
    for node in document["equivalences"].items:
        if node["source"].text not in sources:
            hint = f"listed: {quoted_all(sorted(sources))}"
            problems.append(problem("C101", node["source"], f"unknown source {quoted(node['source'].text)}", hint))
            continue
        source = sources[node["source"].text]
        yield Equivalence(
            marked=_atom(node["marked"], schemes, problems),
            carried_as=_atom(node["carried_as"], schemes, problems),
            valid=_span(node, problems),
            source=f"{source.title}, {source.published}",
        )


def _atom(node: Node, schemes: Schemes, problems: Problems) -> Atom:
    (atom,) = Label.of(node.text).atoms
    if not any(each.level(atom.level) for each in schemes.of(atom.authority)):
        words = [f"{each}:{level}" for each in schemes.by_authority for level in schemes.words(each)]
        hint = did_you_mean(node.text, words) or 'write `"AUTHORITY:LEVEL"` of a scheme that is loaded'
        problems.append(problem("C203", node, f"unknown level {quoted(node.text)}", hint))
    return atom
