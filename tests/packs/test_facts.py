from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pytest

from meetgate.documents import parse
from meetgate.gatekeeper.policy import pack_names, read_policy

_SHIPPED: Final = {
    each.name.removesuffix(".yaml"): each.read_text(encoding="utf-8")
    for each in (resources.files("meetgate") / "packs" / "rulesets").iterdir()
    if each.name.endswith(".yaml")
}
#: Rule set files, and the files of their cases, without the ending.
RULE_SETS: Final = {name: text for name, text in _SHIPPED.items() if not name.endswith("_test")}
CASES: Final = {name: text for name, text in _SHIPPED.items() if name.endswith("_test")}

#: Building blocks reconstruct nobody's directive.
_BLOCKS: Final = re.compile(r"generic-.*|label-model")
_IDS: Final = r"\d{3}\.\d+(?:, *\d{3}\.\d+)*"
_EFFECTS: Final = frozenset({"forbid", "permit", "require", "prefer", "advise"})


def _read(text: str, file: str) -> Any:
    """Return a strict YAML document as plain values."""
    parsed = parse(text, file=file)
    assert parsed.diagnostics == ()
    return json.loads(json.dumps(parsed.value))


_FACTS: Final[dict[str, dict[str, Any]]] = {
    each["id"]: each for each in _read((Path(__file__).parent / "facts.yaml").read_text("utf-8"), "facts.yaml")["facts"]
}


def _ids(listed: str) -> list[str]:
    return [each.strip() for each in listed.split(",")]


def cited(name: str, text: str) -> Iterator[str]:
    """Yield the facts that a rule set cites: on its rules, and at the head of what it does not model."""
    for comment in re.findall(rf"#\s*facts:\s*({_IDS})\s*$", text, flags=re.MULTILINE):
        yield from _ids(comment)
    for sentence in _read(text, name).get("not_modelled", []):
        head = re.match(rf"({_IDS}): ", sentence)
        yield from _ids(head.group(1)) if head else ()


_CITED: Final = {name: tuple(cited(name, text)) for name, text in RULE_SETS.items()}


def test_every_fact_with_an_effect_is_modelled_or_said_not_to_be() -> None:
    """Each such fact of the reports is cited by a rule, or opens a sentence of what a pack does not model."""
    everywhere = {each for listed in _CITED.values() for each in listed}
    bearing = {each["id"] for each in _FACTS.values() if _EFFECTS & set(each["effect"])}
    assert sorted(bearing - everywhere) == []


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_fact_that_is_cited_exists(name: str) -> None:
    """A pack cites facts of the table only, and a comment that means to cite does cite."""
    assert [each for each in _CITED[name] if each not in _FACTS] == []
    comments = re.findall(r"#\s*facts\b.*$", RULE_SETS[name], flags=re.MULTILINE)
    assert [each for each in comments if not re.fullmatch(rf"#\s*facts:\s*{_IDS}\s*", each)] == []


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_pack_says_what_it_rests_on(name: str) -> None:
    """The header names issuer, instrument, reading and gaps; each source has publisher, day and confidence."""
    header = _read(RULE_SETS[name], name)
    wanted = {"ruleset", "language", "revision", "status", "title", "issuer", "instrument", "in_force", "sources"}
    assert sorted({*wanted, "binds", "interpretation", "not_modelled"} - set(header)) == []
    assert name in {header["ruleset"], f"{header['ruleset']}@{header['revision']}"}
    assert header["status"] == "reconstruction" or _BLOCKS.fullmatch(name)
    for key, source in header["sources"].items():
        assert {"title", "publisher", "published", "confidence"} <= set(source), key
        assert source["confidence"] in {"S", "A", "B"}, key


def test_every_pack_has_its_cases() -> None:
    """Beside the rule set of each name stands a file of cases, and no file of cases stands alone."""
    assert sorted(CASES) == [f"{name}_test" for name in sorted(pack_names())]


def test_few_packs_open_more_for_more_restricted_talk() -> None:
    """At most two shipped rule sets say that they are not monotone, each with its reason."""
    odd = [each for each in read_policy(rules=pack_names()).rule_sets if not each.monotone]
    assert len({each.name for each in odd}) <= 2
    assert all(each.monotone_because for each in odd)
