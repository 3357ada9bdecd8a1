"""Draw the reference page of a platform from its values, and say its statements in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from meetgate.model import Alias, Edge, Finding, Platform, PlatformFact, Source, Span, When


def platform_page(platform: Platform) -> str:
    """Return the page of one platform, in MyST Markdown."""
    return "\n".join(_lines(platform)) + "\n"


def day_text(edge: Edge) -> str:
    """Return the edge as it is written in a file: a day, or the days in which it lies."""
    first = edge.earliest.date().isoformat()
    if edge.earliest == edge.latest:
        return first
    return f"{first}..{(edge.latest - timedelta(days=1)).date().isoformat()}"


def span_text(span: Span) -> str:
    """Say from when to when something holds; empty where it always does."""
    since = "" if span.start is None else f"from {day_text(span.start)}"
    until = "" if span.end is None else f"until {day_text(span.end)}"
    return " ".join(filter(None, (since, until)))


def when_text(when: When) -> str:
    """Say on what a statement depends; empty where it depends on nothing."""
    return ", ".join(_conditions(when))


def _conditions(when: When) -> Iterator[str]:
    lists = {
        "the plan is {}": when.plan,
        "the licence is {}": when.licence,
        "the account keeps out {}": when.opted_out,
        "the account does not keep out {}": when.opted_in,
        "the client is {}": when.client,
        "access is by {}": when.access,
        "it is {}": when.modality,
        "somebody takes part from {}": when.states_any_of,
        "nobody takes part from {}": when.states_none_of,
    }
    yield from (words.format(_either(values)) for words, values in lists.items() if values)
    if when.client_since:
        yield f"the client is {when.client_since} or later"
    if when.participants_at_least is not None:
        yield f"at least {when.participants_at_least} take part"
    if when.participants_at_most is not None:
        yield f"at most {when.participants_at_most} take part"
    yield from (f"the account has {name} {'on' if wanted else 'off'}" for name, wanted in sorted(when.settings))


def _either(values: Iterable[str]) -> str:
    return " or ".join(sorted(values))


def source_text(platform: Platform, statement: PlatformFact | Finding | Alias) -> str:
    """Return the source of a statement as it is shown, with how far it is trusted."""
    source = platform.sources.get(statement.source_key, Source(title=statement.source))
    return f"{statement.source}; confidence {source.confidence}" if source.confidence else statement.source


def _lines(platform: Platform) -> Iterator[str]:
    yield f"# {platform.name}\n"
    yield f"Id `{platform.id}`, vendor {platform.vendor or 'unknown'} ({platform.vendor_state or 'unknown'}).\n"
    if platform.aliases:
        yield f"Also called {', '.join(f'`{each}`' for each in sorted(platform.aliases))}.\n"
    for alias in platform.dated_aliases:
        yield f"Called `{alias.name}` {span_text(alias.valid)} ({source_text(platform, alias)}).\n"
    if platform.hosts:
        yield f"Links: {', '.join(f'`{each}`' for each in platform.hosts)}.\n"
    if platform.launched is not None:
        yield f"Launched {day_text(platform.launched)} ({platform.launched_source}).\n"
    if platform.retired is not None:
        yield f"Retired {day_text(platform.retired)} ({platform.retired_source}).\n"
    for fact in platform.facts:
        yield f"- fact `{fact.name}`: {_said(platform, fact)}"
    for finding in platform.findings:
        yield f"- finding of `{finding.authority}`: {_found(platform, finding)}"
    for key, source in sorted(platform.sources.items()):
        yield f"\nSource `{key}`: {_source(source)}"


def _source(source: Source) -> str:
    who = source.publisher or "unknown publisher"
    where = f", {source.locator}" if source.locator else ""
    trust = f"; confidence {source.confidence}" if source.confidence else ""
    return f"{source.title}, {who}, {source.published or 'undated'}{where}{trust}"


def _said(platform: Platform, fact: PlatformFact) -> str:
    under = when_text(fact.when)
    said = f"{', '.join(sorted(fact.values)) or 'none'}{f' where {under}' if under else ''}"
    return f"{said}, says {fact.asserted_by} ({source_text(platform, fact)}){_dates(fact)}"


def _found(platform: Platform, finding: Finding) -> str:
    ways = ", ".join(sorted(finding.kinds))
    return f"exposed to {finding.state} by {ways} ({source_text(platform, finding)}){_dates(finding)}"


def _dates(statement: PlatformFact | Finding) -> str:
    """Say when a statement holds, since when it is public, and when it is to be reviewed."""
    known, review = statement.known_from, statement.review_by
    parts = (
        span_text(statement.valid),
        "" if known is None else f"public since {known.date().isoformat()}",
        "" if review is None else f"to be reviewed by {review.date().isoformat()}",
    )
    return "".join(f", {each}" for each in parts if each)
