"""Say what two rule sets, mostly two revisions of one, have different: in text, and in the verdicts of their cases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import attrs
import click

from meetgate.audit import MemoryStore
from meetgate.cli._options import catalogue_files, fault, output_format
from meetgate.cli._text import Line, show
from meetgate.documents import Node, Value, parse, root, validate
from meetgate.gatekeeper import Gatekeeper, Request
from meetgate.gatekeeper._circumstances import House
from meetgate.gatekeeper.matrix import flow
from meetgate.gatekeeper.policy import Policy, read_policy
from meetgate.model import ALWAYS, Answer, RuleSet
from meetgate.rules import RULE_SET
from meetgate.testing.cases import CaseFile, find_cases, policy_of, read_cases, shipped_cases

#: Keys of a rule set that this command shows part by part instead of whole.
_PARTS: Final = frozenset({"rules", "matrix"})
_CASES: Final = "_test.yaml"


@attrs.frozen(kw_only=True)
class Side:
    """Be one of the two: what the caller named, the policy that holds only it, and the rule set."""

    origin: str
    policy: Policy
    rule_set: RuleSet

    @property
    def parts(self) -> dict[str, dict[str, str]]:
        """Return the text by what it is about: the header, each rule, each cell; key -> flow YAML."""
        document = root(validate(parse(self.text, file=self.rule_set.file), RULE_SET))
        return {name: {key: flow(value) for key, value in held.items()} for name, held in _parts(document)}

    @property
    def text(self) -> str:
        """Return the text of the rule set."""
        return self.policy.text_of(self.rule_set.name)


def _parts(document: Node) -> Iterator[tuple[str, dict[str, Value]]]:
    yield "header", {key: each.value for key, each in document.members if key not in _PARTS}
    rules = document.get("rules")
    for rule in () if rules is None else rules.items:
        yield f"rule {rule['id'].text}", {key: each.value for key, each in rule.members}
    matrix = document.get("matrix")
    if matrix is not None:
        yield "matrix", {key: each.value for key, each in matrix.members if key != "columns"}
        for name, column in matrix["columns"].members:
            for row, cell in column.members:
                yield f"cell {name}, {row}", {key: each.value for key, each in cell.members}


@attrs.frozen(kw_only=True)
class TextChange:
    """Be what became of one part: added, removed, or changed in these keys, each with old and new flow YAML."""

    part: str
    how: str
    keys: Mapping[str, tuple[str | None, str | None]] = attrs.field(factory=dict[str, tuple[str | None, str | None]])


@attrs.frozen(kw_only=True)
class VerdictChange:
    """Be one platform whose verdict on one meeting of the cases differs."""

    file: str
    meeting: str
    platform: str
    old: str
    new: str


@click.command("diff")
@click.argument("old", metavar="NAME@1|PATH")
@click.argument("new", metavar="NAME@2|PATH")
@click.option(
    "--cases", "files", multiple=True, metavar="PATH", help="Test file with meetings. Default: the rule set's."
)
@catalogue_files
@output_format
def diff_rules(old: str, new: str, files: Sequence[str], catalogue: Sequence[str], format: str) -> int:  # noqa: A002  # the option's name
    """Say what changes from one revision to another: in text, and in the verdicts on the meetings of its cases.

    Both are judged as if they were in force at every meeting: the question is what they say, not when.

    \b
    Example:
      meetgate rules diff us-nyc-doe-2020@1 us-nyc-doe-2020@2
    """
    before, after = _side(old, catalogue), _side(new, catalogue)
    cases = _cases((before, after), files)
    texts = list(text_changes(before.parts, after.parts))
    verdicts = [change for each in cases for change in verdict_changes(each, before, after)]
    meetings = sum(len(each.meetings) for each in cases)
    if format == "json":
        click.echo(json.dumps(_document(texts, verdicts, meetings)))
    else:
        show(_lines(texts, verdicts, meetings))
    return 0


def _side(origin: str, catalogue: Sequence[str]) -> Side:
    policy = read_policy(rules=[origin], catalogue=catalogue)
    if len(policy.rule_sets) != 1:
        listed = ", ".join(f"`{label}`" for label in policy.labelled)
        raise fault(origin, "M017", f"`{origin}` means {len(policy.rule_sets)} revisions", f"name one of {listed}")
    return Side(origin=origin, policy=policy, rule_set=policy.rule_sets[0])


def _cases(sides: Sequence[Side], files: Sequence[str]) -> list[CaseFile]:
    """Read the test files that are named, or those that belong to either rule set; there may be none."""
    found = dict(find_cases(files)) if files else {}
    for side in () if files else sides:
        path = Path(side.origin)
        if path.is_file():
            names = [f"{path.stem}{_CASES}", f"{path.stem.partition('@')[0]}{_CASES}"]
            beside = next((path.with_name(name) for name in names if path.with_name(name).is_file()), None)
            found |= dict(find_cases([str(beside)])) if beside is not None else {}
        else:
            stem = side.origin.partition("@")[0]
            names = [f"{stem}{_CASES}", f"{side.origin}{_CASES}"]
            found |= {name: text for name, text in shipped_cases().items() if name in names}
    return [read_cases(text, file=file) for file, text in found.items()]


def text_changes(old: Mapping[str, dict[str, str]], new: Mapping[str, dict[str, str]]) -> Iterator[TextChange]:
    """Yield what was added, removed and changed, in the order of the texts."""
    for part in dict.fromkeys((*old, *new)):
        if part not in new:
            yield TextChange(part=part, how="removed", keys={key: (value, None) for key, value in old[part].items()})
        elif part not in old:
            yield TextChange(part=part, how="added", keys={key: (None, value) for key, value in new[part].items()})
        else:
            pairs = {key: (old[part].get(key), new[part].get(key)) for key in dict.fromkeys((*old[part], *new[part]))}
            keys = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
            if keys:
                yield TextChange(part=part, how="changed", keys=keys)


def verdict_changes(cases: CaseFile, old: Side, new: Side) -> Iterator[VerdictChange]:
    """Decide every meeting of a test file under both, everything else as the file says, and yield what differs."""
    policy = policy_of(cases)
    names = {old.rule_set.name, new.rule_set.name}
    others = tuple(each for each in policy.rule_sets if each.name not in names)
    timeless = (attrs.evolve(each.rule_set, in_force=ALWAYS) for each in (old, new))
    before, after = (_decided(cases, attrs.evolve(policy, rule_sets=(*others, each))) for each in timeless)
    for meeting, answer in before.items():
        for platform in sorted(answer.platforms):
            verdicts = [each[platform].verdict.value for each in (answer, after[meeting])]
            if verdicts[0] != verdicts[1]:
                yield VerdictChange(
                    file=cases.file, meeting=meeting, platform=platform, old=verdicts[0], new=verdicts[1]
                )


def _decided(cases: CaseFile, policy: Policy) -> dict[str, Answer]:
    """Decide the meetings of a test file under a policy; what to ask is not shown, so it is not worked out."""
    gate = Gatekeeper(policy, store=MemoryStore(), house=House(home=cases.home))
    return {
        name: gate.preview_request(Request(meeting=each.meeting), known_at=each.known_at, ask_about=())
        for name, each in cases.meetings.items()
    }


def _lines(texts: Sequence[TextChange], verdicts: Sequence[VerdictChange], meetings: int) -> Iterator[Line]:
    for change in texts:
        yield f"{change.how} {change.part}", {"added": "green", "removed": "red"}.get(change.how, "yellow")
        for key, (old, new) in change.keys.items():
            yield from [(f"  - {key}: {old}", "red")] if old is not None else []
            yield from [(f"  + {key}: {new}", "green")] if new is not None else []
    yield f"{len(texts)} changes in text", None
    for each in verdicts:
        yield f"{each.meeting}: {each.platform}: {each.old} -> {each.new}".replace("_", " "), "yellow"
    changed = len({(each.file, each.meeting) for each in verdicts})
    yield f"{changed} of {meetings} meetings of the cases change", None


def _document(texts: Sequence[TextChange], verdicts: Sequence[VerdictChange], meetings: int) -> dict[str, object]:
    return {
        "text": [
            {
                "part": each.part,
                "how": each.how,
                "keys": {key: {"old": old, "new": new} for key, (old, new) in each.keys.items()},
            }
            for each in texts
        ],
        "verdicts": [attrs.asdict(each) for each in verdicts],
        "meetings": meetings,
    }
