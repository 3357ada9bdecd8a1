"""Read platform files into values; sans-I/O: text in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from meetgate.catalogue._problem import Problems, problem
from meetgate.catalogue._read import Stated, read_complete, read_platforms
from meetgate.catalogue._shape import PLATFORM
from meetgate.documents import Node, did_you_mean, parse, quoted, root, validate
from meetgate.errors import CatalogueError, Diagnostic
from meetgate.model import (
    ALWAYS,
    Catalogue,
    Edge,
    FindingsComplete,
    Platform,
    PlatformFact,
    Span,
    canonical,
    digest,
)


def load_catalogue(files: Mapping[str, str]) -> Catalogue:
    """Read platform files, by name; a later file with the id of an earlier one extends it.

    A user's file states tenancy facts on a shipped platform by repeating its id. What it states is added; its name
    replaces the shipped one, and a fact of the same name, author and `from` replaces what that author had stated.

    Raises:
        CatalogueError: a file is wrong; all diagnostics of all files.
    """
    problems: Problems = []
    stated: list[Stated] = []
    complete: list[FindingsComplete] = []
    for file, text in files.items():
        document = _document(text, file, problems)
        if document is not None:
            stated.extend(read_platforms(document, problems))
            complete.extend(read_complete(document, problems))
    platforms = _merged(stated, problems)
    problems.extend([*_taken_names(stated), *_taken_hosts(stated)])
    if problems:
        raise CatalogueError.of(problems)
    # Texts decide the digest: two catalogues that were read from the same files are the same catalogue.
    texts = digest(canonical(dict(files)))
    return Catalogue(platforms=platforms, findings_complete=tuple(complete), digest=texts)


def _document(text: str, file: str, problems: Problems) -> Node | None:
    checked = validate(parse(text, file=file), PLATFORM)
    problems.extend(checked.diagnostics)
    return None if checked.diagnostics or checked.value is None else root(checked)


def _merged(stated: Iterable[Stated], problems: Problems) -> dict[str, Platform]:
    """Return every platform by id, each as all files together state it; a new one must have a name (C106)."""
    found: dict[str, Platform] = {}
    for each in stated:
        platform = each.platform
        if platform.id not in found and not platform.name:
            hint = did_you_mean(platform.id, found) or "add `name`, or mend the id of the platform that this extends"
            problems.append(
                problem("C106", each.at, f"no platform {quoted(platform.id)} is known, and it has no name", hint)
            )
        known = found.get(platform.id)
        found[platform.id] = platform if known is None else _extended(known, platform)
    return {key: _sold(each, found.get(each.product)) for key, each in found.items()}


def _sold(platform: Platform, product: Platform | None) -> Platform:
    """Return an edition that a later file added with the vendor of its product."""
    if platform.vendor is not None or product is None:
        return platform
    return attrs.evolve(platform, vendor=product.vendor, vendor_state=product.vendor_state)


def _extended(known: Platform, more: Platform) -> Platform:
    said = {_identity(each) for each in more.facts}
    extended = attrs.evolve(
        known,
        name=more.name or known.name,
        aliases=known.aliases | more.aliases,
        dated_aliases=(*known.dated_aliases, *more.dated_aliases),
        hosts=(*known.hosts, *(each for each in more.hosts if each not in known.hosts)),
        facts=(*(each for each in known.facts if _identity(each) not in said), *more.facts),
        findings=(*known.findings, *more.findings),
        sources={**known.sources, **more.sources},
    )
    given = {key: getattr(more, key) for key in _WHOLE if getattr(more, _DECIDES.get(key, key)) is not None}
    return attrs.evolve(extended, **given)


#: What a later file replaces as a whole, and the field whose presence decides it where that is another one.
_WHOLE = (
    *("vendor", "vendor_state"),
    *("launched", "launched_known_from", "launched_source"),
    *("retired", "retired_known_from", "retired_source"),
)
_DECIDES = {
    "vendor_state": "vendor",
    "launched_known_from": "launched",
    "launched_source": "launched",
    "retired_known_from": "retired",
    "retired_source": "retired",
}


def _identity(fact: PlatformFact) -> tuple[str, str, Edge | None]:
    return fact.name, fact.asserted_by, fact.valid.start


def _taken_names(stated: Iterable[Stated]) -> Iterator[Diagnostic]:
    """Report names that two platforms claim at one time (C103), where the later claim stands."""
    claims: dict[str, list[tuple[str, Span]]] = {}
    for each in stated:
        dated = {alias.name: alias.valid for alias in each.platform.dated_aliases}
        for name, node in {each.platform.id: each.at, **each.names}.items():
            valid = dated.get(name, ALWAYS)
            for owner, other in claims.get(name, ()):
                if owner != each.platform.id and _meet(valid, other):
                    message = f"the name {quoted(name)} of {each.platform.id} is taken by {owner}"
                    yield problem("C103", node, message, "one of the two is wrong")
            claims.setdefault(name, []).append((each.platform.id, valid))


def _meet(one: Span, other: Span) -> bool:
    """Say whether two spans may cover one instant."""
    return _may_precede(one.start, other.end) and _may_precede(other.start, one.end)


def _may_precede(start: Edge | None, end: Edge | None) -> bool:
    return start is None or end is None or start.earliest < end.latest


def _taken_hosts(stated: Iterable[Stated]) -> Iterator[Diagnostic]:
    """Report hosts that two unrelated products claim (C104); editions of one product may share one."""
    owners: dict[str, str] = {}
    for each in stated:
        for host, node in each.hosts.items():
            owner = owners.setdefault(host.lower(), each.platform.product)
            if owner != each.platform.product:
                message = f"the host {quoted(host)} of {each.platform.id} is claimed by {owner}"
                yield problem("C104", node, message, "one of the two is wrong")
