"""Hold what Cedar and Rego read to what was written; run by name, since both have to be installed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import attrs
import pytest
from tests.engine.houses import PERMIT, on, rule, rules
from tests.interchange.exports import asked, core
from tests.oracles.engines import ask_cedar, ask_rego, cedar, rego

from meetgate.interchange import to_cedar
from meetgate.model import Edge, Effect, Is, Members, Platform, SetTest, Span, Verdict

#: What ends a string, a comment or a block somewhere, or is read as something else than it is.
HOSTILE: Final = (
    'x" || true',
    'x"].contains(resource) || true || ["',
    "x\\",
    'x\\" || true',
    "x\n}; permit (principal, action, resource);\n//",
    "x\r\nverdict := `permitted`",
    "x\u2028permit (principal, action, resource);",
    "x\u0085permit (principal, action, resource);",
    "\x00",
    "{x}",
    "%s ${x} {{x}}",
    "`x`",
    "*",
    "\\u{22}",
    "\\u0022",
    "ü",
    "u\u0308",
    "😀",
    "\ufeffx",
    "\u202ex",
    " x ",
    "",
)


def _verdicts(exported: Any, request: Any) -> tuple[Verdict, Verdict]:
    """Return what each of both says."""
    return ask_cedar(cedar(exported), [request])[0].verdict, ask_rego(rego(exported), request)[1]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_word_is_compared_and_never_run(text: str) -> None:
    """A rule about one word holds of that word, and of none that looks like it."""
    when = Is(fact="purpose", values=frozenset({text}))
    exported = core(rules(PERMIT, rule("ban", Effect.FORBID, "zoom", when=when)))
    assert _verdicts(exported, asked(exported, purpose=text)) == (Verdict.FORBIDDEN,) * 2
    for other in (*HOSTILE, "x", "x ", '"'):
        if other != text:
            assert _verdicts(exported, asked(exported, purpose=other)) == (Verdict.PERMITTED,) * 2, other


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_is_a_name(text: str) -> None:
    """Rule sets, rules, platforms, facts, members of sets and organisations may be called anything."""
    zoom = Platform(id=text, name="x")
    fact = f"facts.{text}/{text}"
    banned = rule(text, Effect.FORBID, text, when=Members(fact=fact, test=SetTest.WITHIN, values=frozenset({text})))
    permitted = attrs.evolve(PERMIT, id=f"p{text}", platforms=on(text))
    exported = core(rules(permitted, banned, name=text, binds=f"o{text}"), zoom=zoom)
    facts: dict[str, Any] = {"home": (f"o{text}",), "convener": None, "organisations": ()}
    for values, verdict in ((frozenset({text}), Verdict.FORBIDDEN), (frozenset({text, "z"}), Verdict.PERMITTED)):
        request = {**asked(exported, facts={f"{text}/{text}": values}, **facts), "platform": text}
        said, (answers, concluded) = ask_cedar(cedar(exported), [request])[0], ask_rego(rego(exported), request)
        assert said.verdict is concluded is verdict
        assert answers.granted_definitely == {f"{text}/p{text}"}
        assert said.named["granted-definitely"] == {f"{text}/p{text}/definitely"}


def test_the_ends_of_time_are_compared_exactly() -> None:
    """The first and the last microsecond of all years are told apart from their neighbours."""
    last = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    first = datetime(1, 1, 1, tzinfo=UTC)
    span = Span(start=Edge.at(first.replace(microsecond=1)), end=Edge.at(last))
    exported = core(rules(attrs.evolve(PERMIT, in_force=span)))
    found = {
        moment: _verdicts(exported, asked(exported, instant=moment))
        for moment in (first, first.replace(microsecond=1), last.replace(microsecond=999_998), last)
    }
    assert [*found.values()] == [
        (each, each) for each in (Verdict.NOT_COVERED, Verdict.PERMITTED, Verdict.PERMITTED, Verdict.NOT_COVERED)
    ]


def test_a_value_of_the_wrong_type_is_refused_by_the_schema() -> None:
    """A request that says `yes` where a flag is meant is an error in Cedar, and no answer."""
    exported = core(rules(PERMIT, rule("ban", Effect.FORBID, "zoom", when=Is(fact="public", values=frozenset({True})))))
    request = asked(exported, public=True)
    request["flags"]["public"] = "yes"
    with pytest.raises(ValueError, match="public"):
        ask_cedar(cedar(exported), [request])


def test_nothing_said_is_nothing_permitted() -> None:
    """A request without any attribute, from whoever builds requests by hand, is never permitted."""
    exported = core(rules(PERMIT, rule("ban", Effect.FORBID, "zoom", when=Is(fact="public", values=frozenset({True})))))
    bare = {"platform": "zoom", "flags": {}, "words": {}, "sets": {}, "numbers": {}}
    assert _verdicts(exported, bare) == (Verdict.UNDETERMINED,) * 2
    assert ask_rego(rego(exported), {})[1] is Verdict.NOT_COVERED


def test_an_export_of_nothing_is_read() -> None:
    """Without any rule both read the text, and nothing is covered."""
    exported = core()
    assert "permit (" not in to_cedar(exported)
    assert _verdicts(exported, asked(exported)) == (Verdict.NOT_COVERED,) * 2
