"""Read platform and scheme files into values; sans-I/O: text in, values out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import attrs

from meetgate.catalogue._shape import PLATFORM, SCHEME
from meetgate.documents import Node, parse, quoted, quoted_all, root, validate
from meetgate.errors import CatalogueError, Diagnostic
from meetgate.model import (
    Catalogue,
    Edge,
    Finding,
    Platform,
    PlatformFact,
    Scheme,
    Schemes,
    Source,
    Span,
    canonical,
    digest,
)


def load_catalogue(files: Mapping[str, str]) -> Catalogue:
    """Read platform files, by name; a later file with the id of an earlier one replaces or extends it.

    A user's file states tenancy facts on a shipped platform by repeating its id: what it states is added, and
    its name, hosts and editions replace those that have the same id.

    Raises:
        CatalogueError: a file is wrong; all diagnostics of all files.
    """
    problems: list[Diagnostic] = []
    platforms: dict[str, Platform] = {}
    for file, text in files.items():
        document = _document(text, file, problems, kind="platform")
        for platform in () if document is None else _platforms(document, problems):
            known = platforms.get(platform.id)
            platforms[platform.id] = platform if known is None else _extended(known, platform)
    problems.extend(_clashes(platforms))
    if problems:
        raise CatalogueError.of(problems)
    # Texts decide the digest: two catalogues that were read from the same files are the same catalogue.
    return Catalogue(platforms=platforms, digest=digest(canonical(dict(files))))


def load_schemes(files: Mapping[str, str]) -> Schemes:
    """Read scheme files, by name.

    Raises:
        CatalogueError: a file is wrong; all diagnostics of all files.
    """
    problems: list[Diagnostic] = []
    documents = [_document(text, file, problems, kind="scheme") for file, text in files.items()]
    schemes = [_scheme(each, problems) for each in documents if each is not None]
    if problems:
        raise CatalogueError.of(problems)
    return Schemes(by_authority={each.authority: each for each in schemes})


def _document(text: str, file: str, problems: list[Diagnostic], *, kind: str) -> Node | None:
    checked = validate(parse(text, file=file), PLATFORM if kind == "platform" else SCHEME)
    problems.extend(checked.diagnostics)
    return None if checked.diagnostics or checked.value is None else root(checked)


def _problem(code: str, node: Node, message: str, hint: str = "") -> Diagnostic:
    line, column = node.place
    return Diagnostic(file=node.file, line=line, column=column, code=code, message=message, help=hint)


def _platforms(document: Node, problems: list[Diagnostic]) -> Iterator[Platform]:
    """Yield the product and its editions."""
    product = document["id"].text
    vendor = document.get("vendor")
    shared = Platform(
        id=product,
        name=document["name"].text,
        vendor=None if vendor is None else vendor["name"].text,
        vendor_state=None if vendor is None else vendor.text_of("state") or None,
        sources={key: _source(node) for key, node in _members(document, "sources")},
    )
    yield _filled(shared, document, problems)
    for node in _items(document, "editions"):
        edition = attrs.evolve(shared, id=f"{product}/{node['id'].text}", name=node["name"].text)
        yield _filled(edition, node, problems)


def _filled(platform: Platform, node: Node, problems: list[Diagnostic]) -> Platform:
    problems.extend(_unsourced(node, platform))
    retired = node.get("retired")
    ended = None if retired is None else _day(retired, "on", problems)
    return attrs.evolve(
        platform,
        aliases=frozenset(node.texts_of("aliases")),
        hosts=node.texts_of("hosts"),
        facts=tuple(_fact(each, platform, problems) for each in _items(node, "facts")),
        findings=tuple(_finding(each, platform, problems) for each in _items(node, "findings")),
        retired=None if ended is None else Edge.at(ended),
    )


def _items(node: Node, key: str) -> tuple[Node, ...]:
    held = node.get(key)
    return () if held is None else held.items


def _members(node: Node, key: str) -> tuple[tuple[str, Node], ...]:
    held = node.get(key)
    return () if held is None else held.members


def _source(node: Node) -> Source:
    return Source(**{key: each.text for key, each in node.members})


def _unsourced(node: Node, platform: Platform) -> Iterator[Diagnostic]:
    """Report statements whose source the file does not list: what nobody can check is not a fact."""
    statements = [*_items(node, "facts"), *_items(node, "findings"), *(filter(None, [node.get("retired")]))]
    for each in statements:
        if each["source"].text not in platform.sources:
            listed = quoted_all(sorted(platform.sources)) or "none"
            yield _problem("C101", each["source"], f"unknown source {quoted(each['source'].text)}", f"listed: {listed}")


def _fact(node: Node, platform: Platform, problems: list[Diagnostic]) -> PlatformFact:
    return PlatformFact(
        name=node["name"].text,
        values=frozenset(node["value"].texts),
        asserted_by=node["asserted_by"].text,
        source=_shown(platform, node),
        valid=_span(node, problems),
        known_from=_day(node, "known_from", problems),
        review_by=_day(node, "review_by", problems),
    )


def _finding(node: Node, platform: Platform, problems: list[Diagnostic]) -> Finding:
    return Finding(
        authority=node["authority"].text,
        state=node["state"].text,
        kinds=frozenset(node["kinds"].texts),
        source=_shown(platform, node),
        valid=_span(node, problems),
        known_from=_day(node, "known_from", problems),
        review_by=_day(node, "review_by", problems),
    )


def _shown(platform: Platform, node: Node) -> str:
    source = platform.sources.get(node["source"].text)
    return node["source"].text if source is None else ", ".join(filter(None, (source.title, source.published)))


def _span(node: Node, problems: list[Diagnostic]) -> Span:
    start, end = _day(node, "from", problems), _day(node, "until", problems)
    return Span(start=None if start is None else Edge.at(start), end=None if end is None else Edge.at(end))


def _day(node: Node, key: str, problems: list[Diagnostic]) -> datetime | None:
    if key not in node:
        return None
    try:
        return datetime.fromisoformat(node[key].text).replace(tzinfo=UTC)
    except ValueError:
        problems.append(_problem("C102", node[key], f"{quoted(node[key].text)} is no day"))
        return None


def _extended(known: Platform, more: Platform) -> Platform:
    return attrs.evolve(
        known,
        name=more.name,
        aliases=known.aliases | more.aliases,
        vendor=more.vendor or known.vendor,
        vendor_state=more.vendor_state or known.vendor_state,
        hosts=(*known.hosts, *(each for each in more.hosts if each not in known.hosts)),
        facts=(*known.facts, *more.facts),
        findings=(*known.findings, *more.findings),
        retired=more.retired or known.retired,
        sources={**known.sources, **more.sources},
    )


def _clashes(platforms: Mapping[str, Platform]) -> Iterator[Diagnostic]:
    """Report names that two platforms claim, and hosts that two unrelated products claim."""
    names: dict[str, str] = dict.fromkeys(platforms, "")
    hosts: dict[str, str] = {}
    for platform in platforms.values():
        for alias in sorted(platform.aliases):
            if alias in names:
                yield _clash("C103", platform, f"the name {quoted(alias)} is taken by {names[alias] or alias}")
            names[alias] = platform.id
        for host in platform.hosts:
            owner = hosts.setdefault(host.lower(), platform.product)
            if owner != platform.product:
                yield _clash("C104", platform, f"the host {quoted(host)} of {platform.id} is claimed by {owner}")


def _clash(code: str, platform: Platform, message: str) -> Diagnostic:
    return Diagnostic(file=platform.id, line=0, column=0, code=code, message=message, help="one of the two is wrong")


def _scheme(node: Node, problems: list[Diagnostic]) -> Scheme:
    chains = [each.texts for each in node["chains"].items]
    excludes = frozenset(
        (level, each["mark"].text) for each in _items(node, "excludes") for level in each["levels"].texts
    )
    valid = node.get("valid")
    return Scheme(
        authority=node["authority"].text,
        levels=tuple(dict.fromkeys(level for chain in chains for level in chain)),
        below=_below(chains),
        excludes=excludes,
        absent_audience=node.text_of("absent_audience") or None,
        valid=Span() if valid is None else _span(valid, problems),
        source=node["source"].text,
    )


def _below(chains: Sequence[tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Return what lies below each level; chains may meet, and what is below a shared level is below all above it."""
    below: dict[str, set[str]] = {level: set() for chain in chains for level in chain}
    for _ in below:  # a path is no longer than there are levels
        for chain in chains:
            for lower, higher in itertools.pairwise(chain):
                below[higher] |= {lower} | below[lower]
    return {level: frozenset(under) for level, under in below.items()}
