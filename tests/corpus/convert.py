"""Write the cases in plain terms that concern one rule set as a test file: `python -m tests.corpus.convert NAME`.

Each case becomes one meeting and one test. Where the plain terms leave open which of several verdicts is meant
(forbidden or unavailable, say), the one that comes out is written, so that it is noticed when it changes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

from tests.corpus.judging import judge
from tests.corpus.meetings import EVERYTHING_KNOWN
from tests.corpus.running import Decided, Runner, policies_of, read_lines, with_grants
from tests.corpus.writer import listed, mapped

from meetgate.model import PlatformDecision, Verdict

CASES: Final = Path(__file__).parent / "cases.jsonl"
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./@ -]*[A-Za-z0-9]|[A-Za-z]|\d{4}-\d{2}-\d{2}")
_WORDS: Final = frozenset({"yes", "no", "true", "false", "null"})
#: What a list of a case means where the answer is another than expected, as it is of a disputed case.
_MEANT: Final[Mapping[str, Verdict]] = {
    "permitted": Verdict.PERMITTED,
    "forbidden": Verdict.FORBIDDEN,
    "undetermined": Verdict.UNDETERMINED,
    "not_addressed": Verdict.NOT_COVERED,
}


def written(name: str, cases: Sequence[Mapping[str, Any]]) -> str:
    """Return the text of the test file of one rule set, from every case that names it first."""
    runner = Runner()
    decided = [(case, runner.decide(case)) for case in cases if policies_of(case)[:1] == (name,)]
    bare = sorted(
        {each for _, one in decided for each in one.answer.platforms if each not in one.world.catalogue.platforms}
    )
    policies = sorted({each for case, _ in decided for each in with_grants(policies_of(case))})
    lines = [f"# Written by `python -m tests.corpus.convert {name}` from the corpus of cases in plain terms."]
    lines += [f"policy: {flow(policies)}", *([f"platforms: {flow(bare)}"] if bare else []), "meetings:"]
    lines += [line for case, one in decided for line in _meeting(case, one)]
    lines += ["tests:", *(line for case, one in decided for line in _test(case, one))]
    return "\n".join(lines) + "\n"


def _meeting(case: Mapping[str, Any], one: Decided) -> Iterator[str]:
    yield f"  {case['id'].lower()}:"
    yield f"    as_of: {case['as_of']}"
    if one.converted.known_at != EVERYTHING_KNOWN:
        yield f"    known_at: {flow(one.converted.known_at.isoformat())}"
    yield f"    home: {flow(list(one.converted.home))}"
    for key, value in one.converted.meeting.items():
        if key not in {"starts", "ends"}:
            yield f"    {key}: {flow(value)}"


def _test(case: Mapping[str, Any], one: Decided) -> Iterator[str]:
    expect = case["expect"]
    found = judge(expect, one.answer, world=one.world, policies=one.policies)
    yield f"  - name: case {case['id']}"
    yield f"    case: {case['id']}"
    if found:
        yield f"    disputed: {flow('; '.join(found))}"
    yield f"    meetings: [{case['id'].lower()}]"
    yield "    expect:"
    for key, verdict in _MEANT.items():
        for name in listed(expect.get(key) or []):
            each = one.answer[one.world.platform(str(name))]
            yield f"      {flow(each.platform)}: {_expected(each, verdict, disputed=bool(found))}"
    yield '      "*": any'
    if expect.get("not_bound"):
        yield f"    unbound: {flow(list(one.policies))}"
    if expect.get("prefer"):
        yield f"    prefer: {flow([[one.world.platform(str(name)) for name in group] for group in expect['prefer']])}"


def _expected(each: PlatformDecision, verdict: Verdict, *, disputed: bool) -> str:
    due = sorted(one.kind for one in each.obligations if one.met is not True)
    if not disputed and due and each.verdict is Verdict.CONDITIONAL:
        return flow({"verdict": each.verdict.value, "obligations": due})
    return verdict.value if disputed else each.verdict.value


def flow(value: object) -> str:
    """Return a value as YAML in one line; what could be misread stands in quotes."""
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            held = mapped(cast("object", value))
            return "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in held.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, listed(cast("object", value)))) + "]"
        case str() if not _PLAIN.fullmatch(value) or value.lower() in _WORDS:
            quoted = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{quoted}"'
        case _:
            return str(value)


def main(names: Sequence[str]) -> int:
    """Print the test files of the named rule sets."""
    cases = list(read_lines(CASES.read_text(encoding="utf-8")))
    for name in names:
        sys.stdout.write(written(name, cases))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
