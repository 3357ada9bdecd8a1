from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import jsonschema
import pytest

from meetgate.errors import RuleSetError
from meetgate.testing import cases
from meetgate.testing.cases import Result, cases_json_schema, find_cases, read_cases, run, run_cases

PACK: Final = "gb-ncsc-parliament-2020-04"
HEAD: Final = f"""\
policy: [{PACK}]
as_of: 2020-04-28
home: convener
meetings:
  open:
    convener: {{id: parliament.uk, kinds: [parliament], kinds_complete: yes, state: GB}}
    organisations: []
    participants: []
    participants_complete: yes
    public: yes
    detrimental_to: []
  china: {{base: open, detrimental_to: [CN]}}
  vague: {{base: open, unknown: [detrimental_to]}}
tests:
"""


def results(*tests: str, head: str = HEAD) -> tuple[Result, ...]:
    """Run tests under the head, and return their results."""
    return run_cases(read_cases(head + "".join(f"  - {each}\n" for each in tests), file="x_test.yaml"))


def told(*tests: str, head: str = HEAD) -> str:
    """Return what is wrong, all of it."""
    return "\n".join(failure for each in results(*tests, head=head) for failure in each.failures)


def refused(*tests: str, head: str = HEAD) -> list[tuple[str, int, str, str]]:
    """Return code, line, message and help of what is refused."""
    with pytest.raises(RuleSetError) as caught:
        results(*tests, head=head)
    return [(each.code, each.line, each.message, each.help) for each in caught.value.diagnostics]


def test_what_is_expected_passes() -> None:
    """Verdicts, reasons, possible objections, questions and obligations that come out leave no failure."""
    found = results(
        "{name: a, meetings: [open], expect: {zoom: permitted}}",
        "{name: b, meetings: [china], expect: {zoom: {verdict: forbidden, cause: rule, because: [china]}}}",
        "{name: c, meetings: [vague], expect: {zoom: {verdict: undetermined, ask: [detrimental_to], open: [china]}}}",
        "{name: d, meetings: [open], expect: {zoom: {verdict: any, obligations: [], warnings: no}}}",
        "{name: e, meetings: [open], expect: {}, case: GB-004, prefer: [[zoom], [microsoft-teams]]}".replace(
            "expect: {}", 'expect: {"*": any}'
        ),
    )
    assert [each.passed for each in found] == [True] * 5
    assert found[4].case == "GB-004"
    assert found[0].title == "a, meeting `open`"


@pytest.mark.parametrize(
    ("test", "says"),
    [
        (
            "{name: a, meetings: [china], expect: {zoom: permitted}}",
            "x_test.yaml:15: zoom: expected permitted; got forbidden (rule)",
        ),
        ("{name: a, meetings: [china], expect: {zoom: permitted}}", f"decided by forbid {PACK}/china ({PACK}.yaml:"),
        ("{name: a, meetings: [vague], expect: {zoom: permitted}}", f"may object: forbid {PACK}/china"),
        ("{name: a, meetings: [vague], expect: {zoom: permitted}}", "asks for `detrimental_to`"),
        (
            "{name: a, meetings: [china], expect: {zoom: {verdict: forbidden, cause: retired}}}",
            "expected the cause retired",
        ),
        (
            "{name: a, meetings: [china], expect: {zoom: {verdict: any, because: [public/only]}}}",
            "because of `public/only`",
        ),
        ("{name: a, meetings: [vague], expect: {zoom: {verdict: any, open: [public]}}}", "possible objection `public`"),
        (
            "{name: a, meetings: [open], expect: {zoom: {verdict: any, ask: [public]}}}",
            "ask for `public`, asks for nothing",
        ),
        ("{name: a, meetings: [vague], expect: {zoom: {verdict: any, ask: [public]}}}", "asks for `detrimental_to`"),
        (
            "{name: a, meetings: [open], expect: {zoom: {verdict: any, obligations: [lock]}}}",
            "expected `lock`, got none",
        ),
        ("{name: a, meetings: [open], expect: {zoom: {verdict: any, warnings: yes}}}", "expected a warning"),
        (
            "{name: a, meetings: [open], expect: {signal: any}}",
            "zoom: a platform that is not listed must not be permitted",
        ),
        (f'{{name: a, meetings: [open], expect: {{"*": any}}, unbound: [{PACK}]}}', "expected to bind nobody present"),
    ],
)
def test_a_failure_says_what_was_expected_and_what_decided(test: str, says: str) -> None:
    """The text of a failure names the place, the expectation, the verdict and the rules with their places."""
    assert says in told(test)


def test_ranks_are_compared() -> None:
    """A platform of a later group that ranks level with an earlier one, or above it, is a failure."""
    head = HEAD.replace(f"[{PACK}]", f"[{PACK}, tw-moe-2020-04-07]")
    test = '{name: a, meetings: [school], expect: {"*": any}, prefer: [[microsoft-teams], [cisco-webex, zoom]]}'
    school = "  school: {convener: {id: s, kinds: [school], kinds_complete: yes, state: TW}, organisations: [], "
    head = head.replace("tests:\n", school + "participants: [], participants_complete: yes}\ntests:\n")
    assert "`microsoft-teams` is expected to rank above `cisco-webex`" in told(test, head=head)


def test_an_unbound_rule_set_is_reported() -> None:
    """A rule set that binds nobody present is what `unbound` asks for."""
    head = HEAD.replace("kinds: [parliament]", "kinds: [company]")
    test = f"{{name: a, meetings: [open], expect: {{zoom: not_covered}}, unbound: [{PACK}]}}"
    assert told(test, head=head) == ""


def test_a_disputed_test_must_fail() -> None:
    """What is believed wrong may not come out as stated; what comes out instead is kept."""
    wrong, right = results(
        "{name: a, disputed: it was not so, meetings: [open], expect: {zoom: forbidden}}",
        "{name: b, disputed: it was not so, meetings: [open], expect: {zoom: permitted}}",
    )
    assert wrong.passed
    assert "expected forbidden" in wrong.differs[0]
    assert "remove `disputed`" in right.failures[0]


@pytest.mark.parametrize(
    ("test", "code", "message", "hint"),
    [
        ("{name: a, meetings: [opne], expect: {zoom: any}}", "T101", "unknown meeting `opne`", "did you mean `open`?"),
        ("{name: a, meetings: [zzz], expect: {zoom: any}}", "T101", "unknown meeting `zzz`", "known are `china`"),
        ("{name: a, meetings: [open], expect: {zom: any}}", "T106", "unknown platform `zom`", "did you mean `zoom`?"),
        ("{name: a, meetings: [open], expect: {zoom: permited}}", "E023", "`permited` is not one of", "permitted"),
        ('{name: a, meetings: [open], expect: {"*": forbidden}}', "T105", "only `any` can be expected", ""),
        (
            "{name: a, meetings: [open], expect: {zoom: {verdict: any, because: [chna]}}}",
            "T107",
            "unknown rule `chna`",
            "`china`",
        ),
        ("{name: a, meetings: [open], expect: {zoom: any}, unbound: [other]}", "T108", "unknown rule set `other`", ""),
        (
            "{name: a, meetings: [open], expect: {zoom: any}, prefer: [[zom]]}",
            "T106",
            "unknown platform `zom`",
            "`zoom`",
        ),
    ],
)
def test_names_that_nobody_knows_are_refused(test: str, code: str, message: str, hint: str) -> None:
    """A misspelt name is a mistake with its place and a guess, never a test of nothing."""
    (found,) = refused(test)
    assert (found[0], found[1]) == (code, 15)
    assert message in found[2]
    assert hint in found[3]


GOOD: Final = "{name: a, meetings: [open], expect: {zoom: any}}"


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("  china: {base: open,", "  china: {base: nowhere,", "T101", "unknown meeting `nowhere`"),
        (
            "  vague: {base: open,",
            "  vague: {base: vague,",
            "T102",
            "a meeting is like itself: `vague` is like `vague`",
        ),
        ("as_of: 2020-04-28\n", "", "T103", "nobody says when this meeting is"),
        ("as_of: 2020-04-28", "as_of: 2020-04-31", "T104", "`2020-04-31` is no day"),
        ("as_of: 2020-04-28", "as_of: 2020-04-28\nknown_at: 2020-04-28T10:00:00", "T104", "is no instant"),
        ("as_of: 2020-04-28", "as_of: 2020-04-28\nknown_at: yesterday", "T104", "`yesterday` is no instant"),
        ("detrimental_to: [CN]", "starts: 2020-04-28T12:00:00", "M003", "has no offset"),
        ("detrimental_to: [CN]", "publik: yes", "E020", "unknown key `publik`"),
    ],
)
def test_mistakes_in_meetings_have_their_place(old: str, new: str, code: str, message: str) -> None:
    """Unknown bases, circles, missing days and unreadable values are each a diagnostic."""
    found = refused(GOOD, head=HEAD.replace(old, new))
    assert code in {each[0] for each in found}
    assert any(message in each[2] for each in found)


def test_a_wrong_base_is_reported_once() -> None:
    """However many meetings are like one whose base is nowhere, or lead into a circle: one mistake, at its place."""
    nowhere = HEAD.replace("  open:\n", "  open:\n    base: nowhere\n")
    assert [code for code, *_ in refused(GOOD, head=nowhere)] == ["T101"]
    circle = HEAD.replace("  open:\n", "  open:\n    base: vague\n")
    (found,) = refused(GOOD, head=circle)
    assert found[2] == "a meeting is like itself: `open` is like `vague` is like `open`"


def test_a_line_of_meetings_may_be_long() -> None:
    """Each meeting is like the one before it, over more of them than Python nests calls; a fact comes all the way."""
    count = sys.getrecursionlimit() + 100
    line = "".join(f"  m{number}: {{base: {f'm{number - 1}' if number else 'china'}}}\n" for number in range(count))
    read = read_cases(f"{HEAD.replace('tests:', f'{line}tests:')}  - {GOOD}\n", file="x_test.yaml")
    assert read.meetings[f"m{count - 1}"] == read.meetings["china"]


def test_meetings_are_whole_before_they_are_decided() -> None:
    """Days, moments of knowledge, states of a word and facts of a rule set's own are read; `starts` is kept."""
    head = HEAD.replace(
        "  china:",
        "  full: {base: open, as_of: 2020-05-01, known_at: '2020-05-02T00:00:00Z',"
        " purpose: {none: yes}, facts: {x/y: yes, x/z: word}}\n"
        "  timed: {base: open, starts: '2020-05-01T08:00:00Z'}\n  china:",
    ).replace("'", '"')
    read = read_cases(f"{head}  - {GOOD}\n", file="x_test.yaml")
    full, timed = read.meetings["full"], read.meetings["timed"]
    assert full.meeting.starts is not None
    assert full.meeting.starts.isoformat() == "2020-05-01T12:00:00+00:00"
    assert full.known_at.isoformat() == "2020-05-02T00:00:00+00:00"
    assert dict(full.meeting.facts) == {"x/y": True, "x/z": "word"}
    assert timed.meeting.ends is None
    assert read_cases(f"{head.replace('home: convener', 'home: [parliament.uk]')}  - {GOOD}\n", file="x").home == (
        "parliament.uk",
    )
    assert read_cases(f"{head.replace('home: convener' + chr(10), '')}  - {GOOD}\n", file="x").home is None


def test_files_beside_the_tests_are_found(tmp_path: Path) -> None:
    """Rule sets, catalogue files and bare platforms of a test file are looked for from its folder; folders are searched."""
    source = Path(cases.__file__).parents[1] / "packs" / "rulesets" / f"{PACK}.yaml"
    text = source.read_text(encoding="utf-8").replace(f"ruleset: {PACK}", "ruleset: mine")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "room.yaml").write_text("id: our-room\nname: Our room\n", encoding="utf-8")
    head = HEAD.replace(f"[{PACK}]", "[mine.yaml]\ncatalogue: [room.yaml]\nplatforms: [p1, zoom]")
    test = "{name: a, meetings: [open], expect: {zoom: permitted, p1: not_covered, our-room: not_covered}}"
    (tmp_path / "mine_test.yaml").write_text(f"{head}  - {test}\n", encoding="utf-8")
    (found,) = run(str(tmp_path))
    assert found.passed, found.failures
    assert run(str(tmp_path / "mine_test.yaml"), rules=[PACK])[0].passed


def test_a_sentence_of_a_rule_fakes_no_line(tmp_path: Path) -> None:
    """What a rule gives as its reason stays on its line of the failure, whatever breaks the author wrote."""
    source = Path(cases.__file__).parents[1] / "packs" / "rulesets" / f"{PACK}.yaml"
    text = source.read_text(encoding="utf-8").replace(f"ruleset: {PACK}", "ruleset: mine")
    text = text.replace("because: Zoom is for public business only", 'because: "public\\n9 of 9 pass"')
    assert "9 of 9" in text
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    head = HEAD.replace(f"[{PACK}]", "[mine.yaml]")
    (tmp_path / "mine_test.yaml").write_text(
        f"{head}  - {{name: a, meetings: [open], expect: {{zoom: forbidden}}}}\n", encoding="utf-8"
    )
    (found,) = run(str(tmp_path))
    assert "public 9 of 9 pass" in found.failures[0]


def test_shipped_tests_have_the_name_of_their_rule_set() -> None:
    """The name of a shipped rule set stands for the tests that are shipped with it."""
    ((name, text),) = find_cases([PACK])
    assert name == f"{PACK}_test.yaml"
    assert text in cases.shipped_cases().values()


def test_what_leads_to_no_tests_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown name, an empty folder, a missing file and one that is not UTF-8 are reported all at once."""
    bad = tmp_path / "bad_test.yaml"
    bad.write_bytes(b"\xff")
    (tmp_path / "empty").mkdir()
    asked = ["gb-ncsc-parliament", str(tmp_path / "empty"), str(tmp_path / "none.yaml"), str(bad)]
    with pytest.raises(RuleSetError) as caught:
        find_cases(asked)
    told = {each.message for each in caught.value.diagnostics}
    assert "neither a path nor a shipped rule set is called `gb-ncsc-parliament`" in told
    assert any("no file below ends in" in each for each in told)
    assert any("cannot be read: No such file" in each for each in told)
    assert any("is not utf-8" in each for each in told)
    monkeypatch.setattr("meetgate.testing._find.shipped_cases", dict)
    with pytest.raises(RuleSetError, match="is shipped without tests"):
        find_cases([PACK])


def test_the_schema_accepts_what_the_reader_accepts() -> None:
    """The JSON Schema of test files is valid, and takes a plain one."""
    schema = cases_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    plain = {
        "policy": ["x"],
        "meetings": {"a": {"public": True}},
        "tests": [{"name": "n", "meetings": ["a"], "expect": {"zoom": "any"}}],
    }
    jsonschema.validate(plain, schema)
