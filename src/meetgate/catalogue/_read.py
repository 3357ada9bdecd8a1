"""Read one platform file into a product and its editions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from meetgate.catalogue._dates import edge, instant, span
from meetgate.catalogue._problem import Problems, problem
from meetgate.documents import Node, did_you_mean, quoted, quoted_all
from meetgate.model import WITHOUT_CONDITION, Alias, Finding, FindingsComplete, Platform, PlatformFact, Source, When


@attrs.frozen(kw_only=True)
class Stated:
    """Be a platform as one file states it, with the places where it claims its id, names and hosts.

    A name that the file leaves out is empty: it then extends a platform that another file names.
    """

    platform: Platform
    at: Node
    names: Mapping[str, Node]
    hosts: Mapping[str, Node]


def read_platforms(document: Node, problems: Problems) -> Iterator[Stated]:
    """Yield the product that a file states, and its editions; what is wrong is appended to `problems`."""
    sources = {key: _source(node) for key, node in _members(document, "sources")}
    product = _with_vendor(Platform(id=document["id"].text, name=document.text_of("name"), sources=sources), document)
    yield _stated(product, document, problems)
    for node in _items(document, "editions"):
        edition = attrs.evolve(product, id=f"{product.id}/{node['id'].text}", name=node.text_of("name"))
        yield _stated(_with_vendor(edition, node), node, problems)


def read_complete(document: Node, problems: Problems) -> Iterator[FindingsComplete]:
    """Yield the windows inside which a file states that an authority's findings are all listed."""
    for node in _items(document, "findings_complete"):
        through = instant(node, "through", problems)
        if through is not None:
            yield FindingsComplete(authority=node["authority"].text, through=through)


def _with_vendor(platform: Platform, node: Node) -> Platform:
    vendor = node.get("vendor")
    if vendor is None:
        return platform
    return attrs.evolve(platform, vendor=vendor["name"].text, vendor_state=vendor.text_of("state") or None)


def _stated(platform: Platform, node: Node, problems: Problems) -> Stated:
    plain = [each for each in _items(node, "aliases") if each.is_text]
    dated = [each for each in _items(node, "aliases") if not each.is_text]
    filled = attrs.evolve(
        platform,
        aliases=frozenset(each.text for each in plain),
        dated_aliases=tuple(_alias(each, platform, problems) for each in dated),
        hosts=node.texts_of("hosts"),
        facts=tuple(fact for each in _items(node, "facts") for fact in _facts(each, platform, problems)),
        findings=tuple(_finding(each, platform, problems) for each in _items(node, "findings")),
    )
    return Stated(
        platform=_with_life(filled, node, problems),
        at=node["id"],
        names={each.text: each for each in plain} | {each["name"].text: each["name"] for each in dated},
        hosts={each.text: each for each in _items(node, "hosts")},
    )


def _with_life(platform: Platform, node: Node, problems: Problems) -> Platform:
    """Fill in when the platform began and ended, as far as the file says."""
    launched, retired = node.get("launched"), node.get("retired")
    if launched is not None:
        platform = attrs.evolve(
            platform,
            launched=edge(launched, "on", problems),
            launched_known_from=instant(launched, "known_from", problems),
            launched_source=_shown(launched, platform, problems),
        )
    if retired is not None:
        platform = attrs.evolve(
            platform,
            retired=edge(retired, "on", problems),
            retired_known_from=instant(retired, "known_from", problems),
            retired_source=_shown(retired, platform, problems),
        )
    return platform


def _alias(node: Node, platform: Platform, problems: Problems) -> Alias:
    return Alias(
        name=node["name"].text,
        valid=span(node, problems),
        source=_shown(node, platform, problems),
        source_key=node["source"].text,
    )


def _facts(node: Node, platform: Platform, problems: Problems) -> Iterator[PlatformFact]:
    """Yield one statement for each of the names: a row of a table is one line."""
    fact = PlatformFact(
        name="",
        values=frozenset(node["value"].texts),
        asserted_by=node["asserted_by"].text,
        source=_shown(node, platform, problems),
        source_key=node["source"].text,
        valid=span(node, problems),
        known_from=instant(node, "known_from", problems),
        review_by=instant(node, "review_by", problems),
        when=_when(node.get("when")),
    )
    for name in node["name"].texts:
        yield attrs.evolve(fact, name=name)


def _when(node: Node | None) -> When:
    if node is None:
        return WITHOUT_CONDITION
    return When(
        plan=_words(node, "plan"),
        licence=_words(node, "licence"),
        client=_words(node, "client"),
        client_since=node.text_of("client_since"),
        access=_words(node, "access"),
        modality=_words(node, "modality"),
        participants_at_least=_number(node, "participants_at_least"),
        participants_at_most=_number(node, "participants_at_most"),
        states_any_of=_words(node, "states_any_of"),
        states_none_of=_words(node, "states_none_of"),
        opted_out=_words(node, "opted_out"),
        opted_in=_words(node, "opted_in"),
        settings=frozenset((name, each.flag) for name, each in _members(node, "setting")),
    )


def _words(node: Node, key: str) -> frozenset[str]:
    return frozenset(node.texts_of(key))


def _number(node: Node, key: str) -> int | None:
    held = node.get(key)
    return None if held is None else held.number


def _finding(node: Node, platform: Platform, problems: Problems) -> Finding:
    return Finding(
        authority=node["authority"].text,
        state=node["state"].text,
        kinds=frozenset(node["kinds"].texts),
        source=_shown(node, platform, problems),
        source_key=node["source"].text,
        valid=span(node, problems),
        known_from=instant(node, "known_from", problems),
        review_by=instant(node, "review_by", problems),
    )


def _source(node: Node) -> Source:
    return Source(**{key: each.text for key, each in node.members})


def _shown(node: Node, platform: Platform, problems: Problems) -> str:
    """Return the source as it is shown; what nobody can check is not a fact (C101)."""
    key = node["source"].text
    source = platform.sources.get(key)
    if source is not None:
        return ", ".join(filter(None, (source.title, source.published)))
    listed = sorted(platform.sources)
    hint = did_you_mean(key, listed) or f"listed: {quoted_all(listed) or 'none'}"
    problems.append(problem("C101", node["source"], f"unknown source {quoted(key)}", hint))
    return key


def _items(node: Node, key: str) -> tuple[Node, ...]:
    held = node.get(key)
    return () if held is None else held.items


def _members(node: Node, key: str) -> tuple[tuple[str, Node], ...]:
    held = node.get(key)
    return () if held is None else held.members
