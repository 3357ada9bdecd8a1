"""Revisions under one name: which texts a name means, what a decision calls them, when each is in force."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from tests.gatekeeper.gates import meeting
from tests.house import HOUSE

from meetgate import Gatekeeper, RuleSetError, Verdict
from meetgate.audit import MemoryStore
from meetgate.gatekeeper.policy import pack_names, read_policy
from meetgate.model import Edge

FIRST: Final = HOUSE
SECOND: Final = HOUSE.replace("revision: 1", "revision: 2").replace("from: 2020-01-01", "from: 2020-05-01")
SKYPE: Final = SECOND.replace("permit: [zoom]", "permit: [skype]")


def _files(folder: Path, *texts: str) -> list[str]:
    paths = [folder / f"house@{number}.yaml" for number, _ in enumerate(texts, 1)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def _verdict(gate: Gatekeeper, platform: str, day: str) -> Verdict:
    held = meeting(starts=f"{day}T12:00:00+01:00", ends=f"{day}T13:00:00+01:00")
    return gate.preview(held)[platform].verdict


def test_an_earlier_revision_ends_where_the_next_begins(tmp_path: Path) -> None:
    """Before the day the first holds, from the day on the second; each is reported under its own name."""
    gate = Gatekeeper.load(rules=_files(tmp_path, FIRST, SKYPE), audit=MemoryStore())
    assert (_verdict(gate, "zoom", "2020-04-22"), _verdict(gate, "skype", "2020-04-22")) == (
        Verdict.PERMITTED,
        Verdict.NOT_COVERED,
    )
    assert (_verdict(gate, "zoom", "2020-05-01"), _verdict(gate, "skype", "2020-05-01")) == (
        Verdict.NOT_COVERED,
        Verdict.PERMITTED,
    )
    reports = gate.preview(meeting()).rulesets
    assert {name: (each.revision, each.in_force) for name, each in reports.items()} == {
        "house@1": (1, True),
        "house@2": (2, False),
    }


def test_where_the_beginning_is_uncertain_both_may_hold(tmp_path: Path) -> None:
    """Inside the range only what either permits is permitted; the rest is open, never permitted."""
    vague = SKYPE.replace("from: 2020-05-01", "from: 2020-05-01..2020-05-03")
    gate = Gatekeeper.load(rules=_files(tmp_path, FIRST, vague), audit=MemoryStore())
    assert _verdict(gate, "zoom", "2020-05-02") is Verdict.UNDETERMINED
    assert _verdict(gate, "skype", "2020-05-02") is Verdict.UNDETERMINED
    assert _verdict(gate, "skype", "2020-05-04") is Verdict.PERMITTED


def test_an_end_of_its_own_that_comes_first_stays(tmp_path: Path) -> None:
    """A revision that ended before the next began leaves a gap; one that would outlast the next does not."""
    for until, ends in (("2020-03-01", datetime(2020, 3, 1, tzinfo=UTC)), ("2021-01-01", None)):
        first = FIRST.replace("from: 2020-01-01", f"from: 2020-01-01, until: {until}")
        policy = read_policy(rules=_files(tmp_path, first, SECOND))
        begins = policy.labelled["house@2"].in_force.start
        assert policy.labelled["house@1"].in_force.end == (begins if ends is None else Edge.at(ends))


def test_a_later_revision_that_begins_first_replaces_the_others(tmp_path: Path) -> None:
    """What begins no later than an earlier revision leaves that one no day, however many lie between."""
    third = FIRST.replace("revision: 1", "revision: 3")
    gate = Gatekeeper.load(rules=_files(tmp_path, SKYPE, FIRST.replace("n: 1", "n: 3"), third), audit=MemoryStore())
    assert _verdict(gate, "zoom", "2020-06-01") is Verdict.PERMITTED
    assert _verdict(gate, "skype", "2020-06-01") is Verdict.NOT_COVERED


def test_digests_are_of_the_texts_and_names_change_only_where_they_must(tmp_path: Path) -> None:
    """Alone, a revision has its plain name and the digest it always had; beside another, each its own."""
    first, second = _files(tmp_path, FIRST, SECOND)
    alone, both = read_policy(rules=[first]), read_policy(rules=[first, second])
    assert list(alone.labelled) == ["house"]
    assert list(both.labelled) == ["house@1", "house@2"]
    assert alone.labelled["house"].digest == both.labelled["house@1"].digest
    assert alone.digest != both.digest
    assert {name for name in both.sources if name.startswith("rules/")} == {"rules/house@1", "rules/house@2"}
    assert both.text_of("house@2") == SECOND


def test_one_revision_in_two_wordings_is_refused(tmp_path: Path) -> None:
    """Two texts that differ and claim one name and one revision: neither is right."""
    with pytest.raises(RuleSetError, match="loaded twice as revision 1, with different rules"):
        read_policy(rules=_files(tmp_path, FIRST, SKYPE.replace("revision: 2", "revision: 1")))


def test_a_later_revision_says_when_it_begins(tmp_path: Path) -> None:
    """Without a beginning it would end nothing, or everything: refused."""
    with pytest.raises(RuleSetError, match="revision 2 of `house` does not say when it begins"):
        read_policy(rules=_files(tmp_path, FIRST, SECOND.replace("from: 2020-05-01, ", "")))


def test_a_name_means_all_revisions_and_a_number_one() -> None:
    """The shipped rule set of New York's schools has three; they are listed under one name."""
    name = "us-nyc-doe-2020"
    assert pack_names().count(name) == 1
    assert [each.revision for each in read_policy(rules=[name]).rule_sets] == [1, 2, 3]
    assert [each.revision for each in read_policy(rules=[f"{name}@2"]).rule_sets] == [2]
    assert [each.revision for each in read_policy(rules=["gb-ncsc-parliament-2020-04@1"]).rule_sets] == [1]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("us-nyc-doe-2020@7", "it has 1, 2, 3"),
        ("us-nyc-doe-2021", "did you mean `us-nyc-doe-2020`"),
        ("us-nyc-doe-2021@1", "did you mean `us-nyc-doe-2020`"),
        ("Nothing Like It", "no rule set is called `Nothing Like It`"),
    ],
)
def test_what_no_pack_is_called_is_refused(name: str, said: str) -> None:
    """A misspelt name, or a revision that does not exist, names what there is."""
    with pytest.raises(RuleSetError) as refused:
        read_policy(rules=[name])
    assert said in str(refused.value)
