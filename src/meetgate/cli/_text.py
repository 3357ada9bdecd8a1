"""Write answers for people: plain sentences, colour only on a terminal, nothing that a calendar smuggled in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import click

from meetgate.model import (
    Answer,
    Due,
    PlatformDecision,
    Reader,
    Reason,
    Verdict,
    askable,
    owed,
    readable,
    references,
)

_COLOURS: Final = {
    Verdict.PERMITTED: "green",
    Verdict.CONDITIONAL: "yellow",
    Verdict.UNDETERMINED: "yellow",
    Verdict.NOT_COVERED: "bright_black",
    Verdict.UNAVAILABLE: "red",
    Verdict.FORBIDDEN: "red",
}
_WORDS: Final = {verdict: verdict.value.replace("_", " ") for verdict in Verdict}

#: A line of output: words, and the colour they have on a terminal.
Line = tuple[str, str | None]


def plain(text: str) -> str:
    """Return text without control characters: a calendar must not drive the reader's terminal."""
    return "".join(each if unicodedata.category(each)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for each in text)


def show(lines: Iterable[Line]) -> None:
    """Print lines to standard output; click drops the colours where that is no terminal."""
    for words, colour in lines:
        click.echo(click.style(plain(words), fg=colour) if colour else plain(words))


def verdict_lines(answer: Answer, each: PlatformDecision, reader: Reader, *, indent: str = "") -> Iterator[Line]:
    """Say one verdict: the reasons, what is open, what to ask and what to do."""
    numbers = references(answer)
    cause = f" ({each.cause.value})" if each.cause is not None and each.cause.value != "rule" else ""
    yield f"{indent}{each.platform}: {_WORDS[each.verdict]}{cause}", _COLOURS[each.verdict]
    for reason in each.reasons:
        yield f"{indent}  {_sentence(readable(reason, reader, numbers))}", None
    for reason in each.open if each.verdict is Verdict.UNDETERMINED else ():
        yield f"{indent}  may object: {_sentence(readable(reason, reader, numbers))}", None
    yield from _questions(each, reader, indent)
    for due in each.obligations:
        yield f"{indent}  {_obligation(due, reader)}", None


def _sentence(reason: Reason) -> str:
    if not reason.ruleset:
        return reason.because
    source = f" [{reason.source}]" if reason.source else ""
    where = f" ({reason.at})" if reason.at else ""
    return f"{reason.effect} {reason.ruleset}/{reason.rule}: {reason.because}{source}{where}"


def _questions(each: PlatformDecision, reader: Reader, indent: str) -> Iterator[Line]:
    if each.verdict is not Verdict.UNDETERMINED:
        return
    sets = askable(each, reader)
    if not sets:
        yield f"{indent}  a fact is missing that your host can name", None
    for facts in sets[:1]:
        yield f"{indent}  ask for: {' and '.join(facts)}", None
    for facts in sets[1:]:
        yield f"{indent}      or: {' and '.join(facts)}", None


def _obligation(due: Due, reader: Reader) -> str:
    state = {True: "met", False: "to do", None: "not known to be met"}[due.met]
    told = owed(due, reader)
    value = f" {told.value}" if told.value else ""
    return f"obligation {told.kind}{value} ({told.phase}, {state}): {told.because}"


def footer(answers: Sequence[Answer], reader: Reader, *, recorded: bool) -> Iterator[Line]:
    """Say what the answers rest on: reconstructions, warnings, and whether they are recorded."""
    names = {name for answer in answers for name, each in answer.rulesets.items() if each.status == "reconstruction"}
    for name in sorted(names):
        yield f"{name} is a reconstruction from public reports, not the issuer's text", "yellow"
    told = () if reader is Reader.PUBLIC else answers
    for warning in sorted({warning for answer in told for warning in answer.warnings}):
        yield f"warning: {warning}", "yellow"
    if any(answer.evaluated.replay for answer in answers):
        yield "replay: decided by what was known then, so nothing may be booked on it", "yellow"
    if not recorded:
        yield "preview only: nothing was recorded, so nothing may be booked on it (add --audit PATH)", "yellow"
