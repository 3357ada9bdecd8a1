"""Read the context file: what a deployer knows about organisations and events that no calendar says.

Strict YAML, closed, every mistake with its place. Every statement has an author and a reason; those that a meeting
rests on are listed with the decision as assumptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal, cast

import attrs

from meetgate.adapters._facts import FACTS, ORGANISATION
from meetgate.documents import Node, either, listing, one_or_many, parse, record, root, table, text, validate, whole
from meetgate.errors import Diagnostic, MeetingError
from meetgate.model import Assumption, Organisation, canonical, read_facts

_DAY: Final = text("the day from which the statement no longer holds", pattern=r"\d{4}-\d{2}-\d{2}", written="a day")
_SIGNED: Final = {"by": text("who says so"), "because": text("why")}
_REVIEWED: Final = {**_SIGNED, "review_by": _DAY}
_SIGNATURE: Final = frozenset(_REVIEWED)
_NAME: Final = text("a name")
_WORDS: Final[Mapping[str, object]] = {"yes": True, "true": True, "no": False, "false": False}

_STATEMENT: Final = record("facts with who says so and why", {**FACTS, **_REVIEWED}, required=tuple(_SIGNED))
_STATEMENTS: Final = one_or_many("a statement, or several", _STATEMENT)
_ENTRY: Final = record(
    "an organisation",
    {
        **ORGANISATION.fields,
        "aliases": listing("other ids of the organisation", _NAME),
        "domains": listing("mail domains of the organisation, besides its id where that is one", _NAME),
    },
)
SHAPE: Final = record(
    "the context of a deployment",
    {
        "context": text("the name of this context"),
        "directory": table(
            "organisations by id or mail domain; a text instead of an organisation is the id of one",
            either("an organisation, or the id of one", scalar=text("the id"), mapping=_ENTRY),
            key=_NAME,
        ),
        "home": either(
            "for whom we decide: ids, or `convener`",
            scalar=text("`convener`", pattern="convener", written="`convener`, or a list of ids"),
            many=listing("ids of organisations", _NAME),
        ),
        "unlisted_guests": record(
            "whether rule sets may bind guests that a calendar does not list",
            {"value": text("`unbound`", pattern="unbound", written="`unbound`"), **_REVIEWED},
            required=("value", *_SIGNED),
        ),
        "longest_meeting": record(
            "how long a meeting lasts whose end nobody states",
            {"hours": whole("hours", minimum=1, maximum=24 * 31), **_REVIEWED},
            required=("hours", *_SIGNED),
        ),
        "events": table("statements by UID of the event", _STATEMENTS, key=_NAME),
        "labels": table("statements by category or label id", _STATEMENTS, key=_NAME),
        "calendars": table("statements by file name or X-WR-CALNAME", _STATEMENTS, key=_NAME),
        "defaults": one_or_many("what holds for every event unless another statement says otherwise", _STATEMENT),
    },
    required=("context",),
)


@attrs.frozen(kw_only=True)
class Statement:
    """Be one fact that a deployer states: `value` as the model holds it, `shown` as the decision lists it.

    `review_by` is the day from which it no longer holds; `key` tells facts apart, parts of a table included.
    """

    key: str
    value: object
    shown: str | bool | int | frozenset[str]
    by: str
    because: str
    review_by: date | None = None

    @property
    def assumption(self) -> Assumption:
        """Return the assumption that a meeting rests on when it uses the statement."""
        review = None if self.review_by is None else self.review_by.isoformat()
        return Assumption(fact=self.key, value=self.shown, by=self.by, because=self.because, review_by=review)


_Table = Mapping[str, tuple[Statement, ...]]


@attrs.frozen(kw_only=True)
class Context:
    """Hold what a deployer states: organisations by id, mail domains to ids, home, and statements on events.

    Mail domains are in lower case; a domain covers everything below it, and the longest that is listed counts.
    """

    name: str = ""
    directory: Mapping[str, Organisation] = attrs.field(factory=dict[str, Organisation])
    domains: Mapping[str, str] = attrs.field(factory=dict[str, str])
    home: tuple[str, ...] | Literal["convener"] | None = None
    unlisted_guests: Assumption | None = None
    longest_meeting: Assumption | None = None
    events: _Table = attrs.field(factory=dict[str, tuple[Statement, ...]])
    labels: _Table = attrs.field(factory=dict[str, tuple[Statement, ...]])
    calendars: _Table = attrs.field(factory=dict[str, tuple[Statement, ...]])
    defaults: tuple[Statement, ...] = ()

    def organisation(self, address: str | None) -> Organisation | None:
        """Return the organisation of a mail address by the longest domain that is listed, None where none is."""
        labels = (address or "").rpartition("@")[2].lower().split(".")
        suffixes = (".".join(labels[start:]) for start in range(len(labels)))
        return next((self.directory[self.domains[each]] for each in suffixes if each in self.domains), None)


def load_context(content: str, *, file: str) -> Context:
    """Read a context file.

    Raises:
        MeetingError: the text is not a context; every mistake, each with its place.
    """
    checked = validate(parse(content, file=file), SHAPE)
    if checked.diagnostics:
        raise MeetingError.of(checked.diagnostics)
    reader = _Reader()
    context = reader.context(root(checked))
    if reader.diagnostics:
        raise MeetingError.of(reader.diagnostics)
    return context


class _Reader:
    """Read one checked document; holds what is still found wrong."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def context(self, node: Node) -> Context:
        entries = dict(node["directory"].members) if "directory" in node else {}
        directory = {key: self._organisation(key, each) for key, each in entries.items() if not each.is_text}
        return Context(
            name=node["context"].text,
            directory={each.id or key: each for key, each in directory.items()},
            domains=self._domains(entries, {key: each.id or key for key, each in directory.items()}),
            home=_home(node.get("home")),
            unlisted_guests=self._assumed(node, "unlisted_guests", "value"),
            longest_meeting=self._assumed(node, "longest_meeting", "hours"),
            events=self._table(node, "events"),
            labels=self._table(node, "labels"),
            calendars=self._table(node, "calendars"),
            defaults=self._statements(node["defaults"]) if "defaults" in node else (),
        )

    def _report(self, node: Node, code: str, message: str, hint: str) -> None:
        line, column = node.key_place
        found = Diagnostic(file=node.file, line=line, column=column, code=code, message=message, help=hint)
        self.diagnostics.append(found)

    def _organisation(self, key: str, node: Node) -> Organisation:
        stated = {name: each.value for name, each in node.members if name in ORGANISATION.fields}
        found = self._facts(node, {"convener": {"id": key, **stated}}).get("convener")
        organisation = found if isinstance(found, Organisation) else Organisation(id=key)
        return attrs.evolve(organisation, aliases=frozenset(node.texts_of("aliases")))

    def _domains(self, entries: Mapping[str, Node], ids: Mapping[str, str]) -> dict[str, str]:
        """Return which mail domain is whose; a domain that two organisations claim is nobody's, and an error."""
        found: dict[str, str] = {}
        for domain, owner, node in _claims(entries, ids):
            if owner not in ids.values():
                hint = "give the organisation an entry of its own in `directory`"
                self._report(node, "M007", f"the directory has no organisation `{owner}`", hint)
            elif found.setdefault(domain, owner) != owner:
                message = f"the mail domain `{domain}` belongs to `{found[domain]}` and to `{owner}`"
                self._report(node, "M008", message, "state it for one of them")
        return found

    def _table(self, node: Node, key: str) -> _Table:
        return {name: self._statements(each) for name, each in node[key].members} if key in node else {}

    def _statements(self, node: Node) -> tuple[Statement, ...]:
        """Return the statements of a list of them: one for each fact, and for each entry of a table of facts."""
        return tuple(found for each in _items(node) for found in self._statement(each))

    def _statement(self, node: Node) -> Iterator[Statement]:
        review_by = self._day(node)
        for name, each in node.members:
            raw = _typed(each.value) if name == "facts" else each.value
            fact = None if name in _SIGNATURE else self._facts(each, {name: raw}).get(name)
            for key, value, shown in _parts(name, fact, raw):
                yield Statement(
                    key=key,
                    value=value,
                    shown=_shown(shown),
                    by=node.text_of("by"),
                    because=node.text_of("because"),
                    review_by=review_by,
                )

    def _facts(self, node: Node, data: Mapping[str, object]) -> Mapping[str, object]:
        try:
            return read_facts(data)
        except MeetingError as error:
            for each in error.diagnostics:
                self._report(node, each.code, each.message, each.help)
            return {}

    def _day(self, node: Node) -> date | None:
        if "review_by" not in node:
            return None
        try:
            return date.fromisoformat(node.text_of("review_by"))
        except ValueError:
            self._report(node["review_by"], "M002", f"`{node.text_of('review_by')}` is no day", "write `2020-04-22`")
            return None

    def _assumed(self, node: Node, key: str, value: str) -> Assumption | None:
        held = node.get(key)
        if held is None:
            return None
        review_by = self._day(held)
        said = held[value]
        return Assumption(
            fact=key,
            value=said.text if said.is_text else said.number,
            by=held.text_of("by"),
            because=held.text_of("because"),
            review_by=None if review_by is None else review_by.isoformat(),
        )


def _items(node: Node) -> tuple[Node, ...]:
    """Return the items of a list; one that is written without its list has the place of the list."""
    listed = (*node.path, 0) in node.checked.places
    return node.items if listed else tuple(attrs.evolve(each, path=node.path) for each in node.items)


def _home(node: Node | None) -> tuple[str, ...] | Literal["convener"] | None:
    if node is None:
        return None
    return "convener" if node.is_text else node.texts


def _claims(entries: Mapping[str, Node], ids: Mapping[str, str]) -> Iterator[tuple[str, str, Node]]:
    """Yield every mail domain with the id of the organisation that it is said to belong to."""
    for key, node in entries.items():
        owner = node.text if node.is_text else ids[key]
        stated = () if node.is_text else node.texts_of("domains")
        for domain in (key, *stated) if "." in key or node.is_text else stated:
            yield domain.strip().lower().removeprefix("@"), owner, node


def _typed(value: object) -> object:
    """Read `yes`, `no` and digits in a rule set's own facts: no shape knows which of them are meant as text."""
    if isinstance(value, dict):
        return {key: _typed(each) for key, each in cast("dict[str, object]", value).items()}
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value):
        return int(value)
    return _WORDS.get(value, value) if isinstance(value, str) else value


def _parts(name: str, value: object, raw: object) -> Iterator[tuple[str, object, object]]:
    """Yield key, value and text of a fact; of `circumstances` and other tables, one for each entry."""
    if isinstance(value, dict):
        entries = cast("dict[str, object]", value)
        texts = cast("dict[str, object]", raw)
        yield from ((f"{name}.{key}", each, texts[key]) for key, each in entries.items())
    elif value is not None:
        yield name, value, raw


def _shown(raw: object) -> str | bool | int | frozenset[str]:
    if isinstance(raw, str | bool | int):
        return raw
    if not isinstance(raw, list):
        return canonical(raw).decode()
    items = cast("list[object]", raw)
    texts = frozenset(each for each in items if isinstance(each, str))
    return texts if all(isinstance(each, str) for each in items) else canonical(items).decode()
