"""Turn one case in plain terms into a meeting; what the case expects, its id, note and source are never looked at.

A case is a small closed world: whoever it does not name is not there. Everything else that it does not say is
unknown, and so is what it says to be null. A statement that nobody knows is an unknown fact, and a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final

import attrs
from tests.corpus import accounts, papers, words
from tests.corpus.labels import label, states, topics
from tests.corpus.people import home, people
from tests.corpus.words import slug
from tests.corpus.world import World
from tests.corpus.writer import Plain, Writer, listed, mapped

EVERYTHING_KNOWN: Final = datetime(9999, 1, 1, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Converted:
    """Be the meeting of a case: its JSON, for whom we decide, when what was known, and what is not understood."""

    meeting: dict[str, Any]
    home: tuple[str, ...]
    known_at: datetime
    platforms: frozenset[str]
    warnings: tuple[str, ...]


def convert(plain: Plain, *, as_of: str, world: World) -> Converted:
    """Return the meeting that a case's `meeting` describes, on the day `as_of`, from noon to one o'clock UTC."""
    writer = Writer(plain, date.fromisoformat(as_of), world)
    people(writer)
    for key, value in sorted(plain.items(), key=lambda pair: pair[0] in _LAST):
        if key not in _APART:
            _write(writer, key, value)
    _close(writer)
    return Converted(
        meeting=writer.out,
        home=home(writer),
        known_at=_known_at(plain.get("known_at")),
        platforms=frozenset(writer.platforms),
        warnings=tuple(writer.warnings),
    )


def _write(writer: Writer, key: str, value: Any) -> None:
    """Write one statement; null is unknown."""
    if value is not None:
        handler = _HANDLERS.get(key)
        writer.generic(key, value) if handler is None else handler(writer, value)


def _close(writer: Writer) -> None:
    """Close what a case closes by what it says, and drop what stayed empty: an empty mapping states nothing.

    A talk that is said not to be confidential, and of which no classification is written, bears none. Offices
    give approvals in writing: a case that names none where a chain of them is asked for has none.
    """
    out, said = writer.out, {*writer.plain, *mapped(writer.plain.get("situation"))}
    if out.get("confidential") is False and "classification" not in said:
        out.setdefault("classification", [])
    if writer.world.chained() and not papers.ATTESTING & said:
        out |= {"attestations": [], "attestations_complete": True}
    for key in ("enforces", "facts", "host_account", "our_account"):
        if key in out and not out[key]:
            del out[key]


def _known_at(value: object) -> datetime:
    """Return the end of the day by which things were known, or a moment by which everything is."""
    if value is None:
        return EVERYTHING_KNOWN
    return datetime.combine(date.fromisoformat(str(value)[:10]), time(23, 59, 59), tzinfo=UTC)


def _flag(key: str) -> Callable[[Writer, Any], None]:
    def write(writer: Writer, value: object) -> None:
        if isinstance(value, bool):
            writer.out[key] = value
        else:
            writer.warnings.append(f"`{key}` is neither yes nor no: {value!r}")

    return write


def _word(key: str, table: Mapping[str, str | None]) -> Callable[[Writer, Any], None]:
    def write(writer: Writer, value: object) -> None:
        if slug(value) not in table:
            writer.warnings.append(f"unknown {key} `{value}`")
        elif table[slug(value)] is not None:
            writer.out[key] = table[slug(value)]

    return write


def _access(writer: Writer, value: object) -> None:
    text = slug(value)
    found = {meant for pattern, meant in words.ACCESS if re.search(pattern, text)}
    if "dial-in" in text:
        found = {"phone"}
    elif len(found) > 1 and "desktop" not in text:
        found -= {"desktop-app"}
    if len(found) == 1:
        writer.out["access"] = found.pop()
    else:
        writer.warnings.append(f"unknown access `{value}`")
    writer.own_fact("connection", "fixed-line" if "fixed" in text else "other")


def _information(writer: Writer, value: object) -> None:
    parts = [part for each in listed(value) for part in re.split(r"\s*[,;]\s*", str(each))]
    writer.out["information"] = sorted({*writer.out.get("information", []), *map(slug, parts)} - {""})


def _personal_data(writer: Writer, value: object) -> None:
    """Count personal data among the information types; a case that says no more states no more of them."""
    _information(writer, ["personal data"] if value is True else [])
    writer.generic("personal_data", value)


def _protection_need(writer: Writer, value: object) -> None:
    _information(writer, f"{value} protection need")
    writer.generic("protection_need", value)


def _classification(writer: Writer, value: object) -> None:
    plain, schemes = listed(value), writer.world.schemes
    writer.out["classification"] = [label(each, schemes) for each in plain]
    said = [topics(each, schemes) for each in plain]
    if "information" not in writer.plain and None not in said:
        _information(writer, [topic for each in said for topic in each or []])
    modes = {slug(mapped(each)["modality"]) for each in plain if mapped(each).get("modality")}
    if len(modes) == 1:
        _word("modality", words.MODALITIES)(writer, modes.pop())


def _situation(writer: Writer, value: object) -> None:
    for key, each in mapped(value).items():
        _write(writer, key, each)


def _platforms_of(key: str) -> Callable[[Writer, Any], None]:
    def write(writer: Writer, value: object) -> None:
        writer.out[key] = [writer.platform(each) for each in listed(value)]

    return write


def _slugs_of(key: str) -> Callable[[Writer, Any], None]:
    def write(writer: Writer, value: object) -> None:
        writer.out[key] = [slug(each) for each in listed(value)]

    return write


def _requires(writer: Writer, value: object) -> None:
    features = [feature for each in listed(value) for feature in required(str(each))]
    writer.out["requires"] = sorted({*writer.out.get("requires", []), *features})


def _anonymous_host(writer: Writer, value: object) -> None:
    if value is True:
        _requires(writer, "anonymous host")
    writer.generic("host_must_be_anonymous", value)


def _as_written(writer: Writer, value: object) -> None:
    if writer.world.platform(str(value)) not in writer.world.catalogue.platforms:
        writer.warnings.append(f"no platform is called `{value}`")


def _against(writer: Writer, value: object) -> None:
    writer.out["detrimental_to"] = states(listed(value))


def required(text: str) -> tuple[str, ...]:
    """Return the features of the catalogue that a plain requirement means; one that nobody knows is its slug."""
    plain = slug(text)
    if re.search(r"e2ee|end-to-end", plain):
        named = tuple(dict.fromkeys(words.MODES[each] for each in plain.split("-") if each in words.MODES))
        return named or tuple(dict.fromkeys(words.MODES.values()))
    return next((found for pattern, found in words.FEATURES if re.search(pattern, plain)), (plain,))


#: Keys that say who is there, when it is known, and what it is called: they are read apart.
_APART: Final = frozenset({"convener", "organisations", "participants", "role", "known_at", "subject"})
#: Keys that are read when the others have been: what they mean depends on them.
_LAST: Final = frozenset({"platforms"})
#: Key of a case's meeting -> how it is written. A key that is not listed is looked up by its slug.
_HANDLERS: Final[Mapping[str, Callable[[Writer, Any], None]]] = {
    "public": _flag("public"),
    "confidential": _flag("confidential"),
    "highly_targeted": _flag("highly_targeted"),
    "detrimental_to": _against,
    "classification": _classification,
    "labels": _classification,
    "information": _information,
    "personal_data": _personal_data,
    "protection_need": _protection_need,
    "topics": _slugs_of("topics"),
    "purpose": lambda writer, value: writer.out.update(purpose=slug(value)),
    "situation": _situation,
    "partners_already_on": _platforms_of("partners_on"),
    "available": _platforms_of("available"),
    "device": _word("device", words.DEVICES),
    "access": _access,
    "modality": _word("modality", words.MODALITIES),
    "client": accounts.client,
    "need": _slugs_of("needs"),
    "needs": _slugs_of("needs"),
    "require": _requires,
    "requires": _requires,
    "host_must_be_anonymous": _anonymous_host,
    "platform_as_written": _as_written,
    "account": accounts.account,
    "licence": accounts.licence,
    "license": accounts.licence,
    "tenant": accounts.tenant,
    "hosting": accounts.hosting,
    "government_contracted_suppliers": accounts.suppliers,
    "platforms": accounts.abstract,
    "risk_evaluated": papers.risk_evaluated,
    "approvals": papers.approvals,
    "approval": papers.approval,
    "component_approval": papers.component_approval,
}
