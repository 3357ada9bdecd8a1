"""Draw the reference page of a platform from its values."""

from __future__ import annotations

from collections.abc import Iterator

from meetgate.model import Platform, edge_text


def platform_page(platform: Platform) -> str:
    """Return the page of one platform, in MyST Markdown."""
    return "\n".join(_lines(platform)) + "\n"


def _lines(platform: Platform) -> Iterator[str]:
    yield f"# {platform.name}\n"
    yield f"Id `{platform.id}`, vendor {platform.vendor or 'unknown'} ({platform.vendor_state or 'unknown'}).\n"
    if platform.aliases:
        yield f"Also called {', '.join(f'`{each}`' for each in sorted(platform.aliases))}.\n"
    if platform.hosts:
        yield f"Links: {', '.join(f'`{each}`' for each in platform.hosts)}.\n"
    if platform.retired is not None:
        yield f"Retired {edge_text(platform.retired)}.\n"
    for fact in platform.facts:
        yield f"- fact `{fact.name}`: {', '.join(sorted(fact.values))}, says {fact.asserted_by} ({fact.source})"
    for finding in platform.findings:
        ways = ", ".join(sorted(finding.kinds))
        yield f"- finding of `{finding.authority}`: exposed to {finding.state} by {ways} ({finding.source})"
    for key, source in sorted(platform.sources.items()):
        yield f"\nSource `{key}`: {source.title}, {source.publisher or 'unknown publisher'}, {source.published or 'undated'}"
