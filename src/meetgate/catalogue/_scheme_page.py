"""Draw the reference page of an authority's classification schemes from their values."""

from __future__ import annotations

from collections.abc import Iterator

from meetgate.model import MarkKind, Scheme, Schemes, Span, edge_text

_DOES = {
    MarkKind.HANDLING: "tells how to handle",
    MarkKind.CATEGORY: "restricts to whoever holds the category",
    MarkKind.AUDIENCE: "limits the audience",
}
_ABSENT = {"owner": "the owner alone", "everyone": "everybody", None: "somebody, nobody knows whom"}


def scheme_page(schemes: Schemes, authority: str) -> str:
    """Return the page of one authority, in MyST Markdown: its schemes, the newest first, and its equivalences."""
    lines = [f"# {authority}\n"]
    for scheme in schemes.of(authority):
        lines.extend(_scheme(scheme))
    links = [each for each in schemes.equivalences if authority in {each.marked.authority, each.carried_as.authority}]
    if links:
        lines.append(
            "## Equivalences\n\nOne-way: what is marked so may be carried where the other level is authorised.\n"
        )
        lines.append("| marked | carried as | valid | source |\n|---|---|---|---|")
        lines.extend(
            f"| `{each.marked}` | `{each.carried_as}` | {_when(each.valid)} | {each.source} |" for each in links
        )
    return "\n".join(lines) + "\n"


def _scheme(scheme: Scheme) -> Iterator[str]:
    yield f"## {scheme.title or scheme.name or scheme.authority}\n"
    yield f"Valid {_when(scheme.valid)}.\n"
    yield "| level | directly above | also written | without a stated audience it means |\n|---|---|---|---|"
    for level in scheme.levels:
        ways = ", ".join(f"`{way}`" for way, (stands, _) in sorted(scheme.aliases.items()) if stands == level)
        under = ", ".join(f"`{each}`" for each in scheme.levels if each in _neighbours(scheme, level))
        yield f"| `{level}` | {under or 'nothing'} | {ways or 'no other way'} | {_ABSENT[scheme.absent(level)]} |"
    yield ""
    yield from _marks(scheme)
    source = scheme.source
    told = [source.title, source.publisher, source.published, source.locator, f"confidence {source.confidence}"]
    yield f"Source: {', '.join(filter(None, told))}.\n"


def _marks(scheme: Scheme) -> Iterator[str]:
    for mark in scheme.marks.values():
        excluded = [level for level, name in sorted(scheme.excludes) if name == mark.name]
        never = f"; makes a label of {', '.join(excluded)} invalid" if excluded else ""
        yield f"- mark `{mark.name}`: {_DOES[mark.kind]}{never}"
    for pair in scheme.conflicts:
        yield f"- {' and '.join(f'`{each}`' for each in sorted(pair))} together make a label invalid"
    for level, brought in scheme.implied.items():
        yield f"- `{level}` brings with it {', '.join(f'`{each}`' for each in sorted(brought))}; never the reverse"
    for group in scheme.groups:
        yield f"- group `{group.name}`, {_when(group.valid)}: {', '.join(sorted(group.members))}"
    yield ""


def _neighbours(scheme: Scheme, level: str) -> frozenset[str]:
    """Return the levels directly below one: below it, and below nothing else that is."""
    under = scheme.below[level]
    return under - frozenset[str]().union(*(scheme.below[each] for each in under))


def _when(valid: Span) -> str:
    start, end = edge_text(valid.start), edge_text(valid.end)
    told = [f"from {start}"] if start else []
    told += [f"until {end}"] if end else []
    return " ".join(told) or "without dates"
