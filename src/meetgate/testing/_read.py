"""Read a test file: text in, values out, every mistake at once with its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from meetgate.documents import Node, did_you_mean, parse, quoted, quoted_all, root, validate
from meetgate.errors import Diagnostic, MeetingError, RuleSetError
from meetgate.model import Meeting, Verdict
from meetgate.testing._shape import ANY, CASES, EXTRA, OTHERS
from meetgate.testing._values import EVERYTHING_KNOWN, CaseFile, Expected, Stated, Test

_LONG: Final = timedelta(hours=1)
_NOON: Final = time(12, tzinfo=UTC)
_FLAGS: Final = {"yes": True, "true": True, "no": False, "false": False}


def read_cases(content: str, *, file: str) -> CaseFile:
    """Read the text of a test file; the names of platforms and rules are looked up when it is run.

    A meeting without `starts` takes place on its day, or the file's, from noon to one o'clock UTC.

    Raises:
        RuleSetError: the text is no test file; every mistake, each with its place.
    """
    checked = validate(parse(content, file=file), CASES)
    if checked.diagnostics:
        raise RuleSetError.of(checked.diagnostics)
    reader = _Reader(root(checked))
    cases = reader.cases()
    if reader.diagnostics:
        raise RuleSetError.of(reader.diagnostics)
    return cases


def problem(code: str, node: Node, message: str, hint: str = "") -> Diagnostic:
    """Build a diagnostic at the key of a value."""
    line, column = node.key_place
    return Diagnostic(file=node.file, line=line, column=column, code=code, message=message, help=hint)


class _Reader:
    """Read one checked document; holds what is still found wrong."""

    def __init__(self, document: Node) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._document = document
        self._entries = dict(document["meetings"].members)
        #: What the meetings state that are complete already: each is completed once, however many are like it.
        self._fields: dict[str, dict[str, Node]] = {}

    def cases(self) -> CaseFile:
        document = self._document
        return CaseFile(
            file=document.file,
            policy=document.texts_of("policy"),
            base=document.texts_of("base"),
            catalogue=document.texts_of("catalogue"),
            waivers=document.texts_of("waivers"),
            platforms=document.texts_of("platforms"),
            home=_home(document.get("home")),
            meetings={name: self._stated(name, node) for name, node in self._entries.items()},
            tests=tuple(map(self._test, document["tests"])),
        )

    def _stated(self, name: str, node: Node) -> Stated:
        for each in reversed(self._line(name)):
            self._fields[each] = self._complete(self._entries[each])
        fields = self._fields[name]
        known_at = self._instant(fields.get("known_at") or self._document.get("known_at"))
        return Stated(meeting=self._meeting(node, fields), known_at=known_at)

    def _line(self, name: str) -> list[str]:
        """Return the meetings to complete, a base after what is like it; a circle is broken, and reported."""
        line: dict[str, None] = {}
        while name not in self._fields:
            line[name] = None
            base = self._entries[name].get("base")
            if base is None:
                break
            if base.text in line:
                circle = " is like ".join(map(quoted, [*line, base.text]))
                self.diagnostics.append(problem("T102", base, f"a meeting is like itself: {circle}", "cut the circle"))
                break
            if base.text not in self._entries:
                self._unknown_meeting(base)
                break
            name = base.text
        return list(line)

    def _complete(self, node: Node) -> dict[str, Node]:
        """Return what a meeting states, with what it has from its base, which is complete already."""
        base, unknown = node.get("base"), node.texts_of("unknown")
        had = {} if base is None else self._fields.get(base.text, {})
        kept = {key: value for key, value in had.items() if key not in unknown}
        return kept | {key: value for key, value in node.members if key not in {"base", "unknown"}}

    def _unknown_meeting(self, node: Node) -> None:
        hint = did_you_mean(node.text, self._entries) or f"known are {quoted_all(sorted(self._entries))}"
        line, column = node.place
        message = f"unknown meeting {quoted(node.text)}"
        self.diagnostics.append(
            Diagnostic(file=node.file, line=line, column=column, code="T101", message=message, help=hint)
        )

    def _meeting(self, node: Node, fields: Mapping[str, Node]) -> Meeting:
        data = {key: json_value(key, each) for key, each in fields.items() if key not in EXTRA}
        data = self._dated(fields.get("as_of") or self._document.get("as_of"), node, data)
        try:
            return Meeting.from_json(data)
        except MeetingError as error:
            self.diagnostics.extend(problem(each.code, node, each.message, each.help) for each in error.diagnostics)
            return Meeting()

    def _dated(self, day: Node | None, node: Node, data: dict[str, object]) -> dict[str, object]:
        if "starts" in data:
            return data
        if day is None:
            message = "nobody says when this meeting is"
            self.diagnostics.append(problem("T103", node, message, "state `starts`, or `as_of` for the whole file"))
            return {**data, "starts": EVERYTHING_KNOWN.isoformat()}
        try:
            noon = datetime.combine(date.fromisoformat(day.text), _NOON)
        except ValueError:
            self.diagnostics.append(problem("T104", day, f"{quoted(day.text)} is no day", "write `2020-04-22`"))
            noon = EVERYTHING_KNOWN
        return {"ends": (noon + _LONG).isoformat(), **data, "starts": noon.isoformat()}

    def _instant(self, node: Node | None) -> datetime:
        if node is None:
            return EVERYTHING_KNOWN
        moment = _aware(node.text)
        if moment is None:
            message = f"{quoted(node.text)} is no instant"
            self.diagnostics.append(problem("T104", node, message, "write `2020-04-04T00:00:00Z`"))
        return moment or EVERYTHING_KNOWN

    def _test(self, node: Node) -> Test:
        for each in node["meetings"]:
            if each.text not in self._entries:
                self._unknown_meeting(each)
        expect = dict(node["expect"].members)
        others = expect.pop(OTHERS, None)
        if others is not None and not (others.is_text and others.text == ANY):
            self.diagnostics.append(problem("T105", others, "of other platforms only `any` can be expected"))
        return Test(
            name=node["name"].text,
            meetings=node["meetings"].texts,
            expect={name: _expected(each) for name, each in expect.items()},
            others_any=others is not None,
            unbound=node.texts_of("unbound"),
            prefer=tuple(each.texts for each in node["prefer"]) if "prefer" in node else (),
            case=node.text_of("case") or None,
            disputed=node.text_of("disputed") or None,
            node=node,
        )


def _aware(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.utcoffset() is None else moment


def _expected(node: Node) -> Expected:
    if node.is_text:
        return Expected(verdict=_verdict(node.text), at=node.at)
    return Expected(
        verdict=_verdict(node["verdict"].text),
        cause=node.text_of("cause") or None,
        because=node.texts_of("because"),
        open=node.texts_of("open"),
        ask=node.texts_of("ask"),
        obligations=node.texts_of("obligations") if "obligations" in node else None,
        warnings=node["warnings"].flag if "warnings" in node else None,
        at=node.at,
    )


def _verdict(word: str) -> Verdict | None:
    return None if word == ANY else Verdict(word)


def _home(node: Node | None) -> tuple[str, ...] | Literal["convener"] | None:
    if node is None:
        return None
    return "convener" if node.is_text else node.texts


def json_value(key: str, node: Node) -> object:
    """Return the JSON form of a field; in a rule set's own facts, `yes` and `no` are read as such."""
    if key != "facts":
        return node.value
    return {name: _FLAGS.get(str(each.value), each.value) for name, each in node.members}
