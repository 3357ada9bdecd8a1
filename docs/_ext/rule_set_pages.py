"""Write a page for each rule set that is shipped, drawn from its text, its values and its cases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any, Final

import attrs

from meetgate.documents import parse
from meetgate.gatekeeper.matrix import as_markdown, grid_of
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import Catalogue, Rule, RuleSet, Selector, edge_text
from meetgate.rules import expand

#: Effect -> how a sentence about a rule begins.
_VERBS: Final[Mapping[str, str]] = {
    "never": "never, whatever lifts a forbid,",
    "forbid": "forbids",
    "except": "makes an exception for",
    "permit": "permits",
    "require": "obliges on",
    "prefer": "ranks, best first,",
    "tier": "lets a later group count only while no earlier one is open:",
}
_SELECTED: Final[Mapping[str, str]] = {
    "vendor": "what {} makes",
    "vendor_state": "what vendors of {} make",
    "class": "the class {}",
}
_LISTS: Final = {"not_modelled": "What is not modelled"}
_TABLES: Final = {
    "class": "Classes",
    "reads": "How values of platform facts are read",
    "derive": "What follows from what",
    "terms": "Terms",
    "vocabulary": "Facts of its own",
    "assume": "Assumptions",
}


@attrs.frozen(kw_only=True)
class Shipped:
    """Be one revision of a shipped rule set: what its author wrote, and what it means."""

    document: Mapping[str, Any]
    rule_set: RuleSet
    text: str


def rule_set_pages() -> dict[str, str]:
    """Return the page of every shipped rule set by its path below `reference/generated`."""
    files = {each.name: each.read_text("utf-8") for each in (resources.files("meetgate") / "packs/rulesets").iterdir()}
    texts = {name: text for name, text in files.items() if name.endswith(".yaml") and not name.endswith("_test.yaml")}
    known = read_policy(rules=()).catalogue
    shipped = [_shipped(file, text) for file, text in texts.items()]
    names = {each.rule_set.name for each in shipped}
    return {
        f"rule-sets/{name}.md": _page(
            sorted((each for each in shipped if each.rule_set.name == name), key=lambda each: each.rule_set.revision),
            known,
            _plain_values(files.get(f"{name}_test.yaml", "tests: []"), f"{name}_test.yaml"),
        )
        for name in names
    }


def _shipped(file: str, text: str) -> Shipped:
    (rule_set,) = read_policy(rules=[file.removesuffix(".yaml")]).rule_sets
    return Shipped(document=_plain_values(text, file), rule_set=rule_set, text=text)


def _plain_values(text: str, file: str) -> Any:
    return json.loads(json.dumps(parse(text, file=file).value))


def _page(revisions: list[Shipped], known: Catalogue, cases: Mapping[str, Any]) -> str:
    newest = revisions[-1].rule_set
    lines = [f"# {_escaped(newest.title)}\n", f"Rule set `{newest.name}`.\n"]
    if newest.status == "reconstruction":
        lines.append("An illustrative reconstruction from public reports, not the issuer's text.\n")
    for each in revisions:
        lines.extend(_revision(each, known))
    lines.extend(_cases(cases))
    return "\n".join(lines) + "\n"


def _revision(each: Shipped, known: Catalogue) -> Iterator[str]:
    yield f"## Revision {each.rule_set.revision}\n"
    yield from _table(("", ""), _header(each))
    yield from _section("Interpretation", [_escaped(each.document.get("interpretation", "None."))])
    for key, title in _LISTS.items():
        yield from _section(title, [f"- {_escaped(line)}" for line in each.document.get(key, ["Nothing."])])
    yield "### Sources\n"
    yield from _table(("key", "title", "publisher", "published", "where", "confidence", "language"), _sources(each))
    for key, title in _TABLES.items():
        if key in each.document:
            yield from _section(title, [f"- {line}" for line in _items(each.document[key])])
    yield from _matrix(each, known)
    yield from _section("Rules", list(_rules(each, known)))


def _header(each: Shipped) -> Iterator[tuple[str, ...]]:
    stated, force = each.document, each.rule_set.in_force
    issuer = stated["issuer"]
    yield "issuer", _escaped(f"{issuer['name']} ({issuer['state']})" if "state" in issuer else issuer["name"])
    yield "instrument", _escaped(stated.get("instrument", "not stated"))
    yield "in force", f"from {edge_text(force.start) or 'ever'} until {edge_text(force.end) or 'further notice'}"
    yield "zone", stated["in_force"]["zone"]
    yield "binds", _code(stated["binds"])
    yield "silence", f"`{each.rule_set.unaddressed.value}`"
    yield (
        "strength",
        ", ".join(sorted({rule.strength for rule in each.rule_set.rules if rule.strength})) or "not stated",
    )
    if not each.rule_set.monotone:
        yield "not monotone", _escaped(each.rule_set.monotone_because)


def _sources(each: Shipped) -> Iterator[tuple[str, ...]]:
    columns = ("title", "publisher", "published", "locator", "confidence", "language")
    for key, source in each.document["sources"].items():
        yield (f"`{key}`", *(_escaped(source.get(column, "")) for column in columns))


def _items(stated: Any) -> Iterator[str]:
    if isinstance(stated, dict):
        yield from (f"`{key}`: {_code(value)}" for key, value in stated.items())
    else:
        yield from map(_code, stated)


def _matrix(each: Shipped, known: Catalogue) -> Iterator[str]:
    """Print the table back that its author wrote; a rule set of plain rules has none."""
    grid = grid_of(each.rule_set, each.text, known)
    if grid.authored:
        yield from _section("Matrix", as_markdown(grid).splitlines())


def _rules(each: Shipped, known: Catalogue) -> Iterator[str]:
    written = {rule["id"]: rule for rule in each.document.get("rules", [])}
    meant = expand(each.rule_set, known)
    for rule in each.rule_set.rules:
        if not rule.id.endswith("/only"):
            yield _sentence(rule, written.get(rule.id, {}), each.rule_set, meant.get(rule.id, ()))


def _sentence(rule: Rule, written: Mapping[str, Any], rule_set: RuleSet, meant: Iterable[str]) -> str:
    """Say one rule in one sentence, with the source that it rests on."""
    only = " only" if any(each.id == f"{rule.id}/only" for each in rule_set.rules) else ""
    tabled = "" if written else " as its rows of the matrix say"
    where = f"{only} where {_code(written['when'])}" if "when" in written else f"{only}{tabled}"
    source = rule_set.sources[rule.source]
    details = [_escaped(f"{source.title}, {source.published}".rstrip(", ")), *_details(rule, written)]
    number = len(list(meant))
    spread = f" ({number} platforms today)" if number > 1 else ""
    return (
        f"- `{rule.id}` {_VERBS[rule.effect.value]} {_targets(rule, written)}{spread}{where}: "
        f"{_escaped(rule.because)} [{'; '.join(details)}]"
    )


def _targets(rule: Rule, written: Mapping[str, Any]) -> str:
    if rule.ranks:
        return ", then ".join(" and ".join(_selected(each) for each in group) for group in rule.ranks)
    named = ", ".join(_selected(each) for each in rule.platforms) or "every platform"
    obligation = f" (`{rule.obligation.kind}`, {rule.obligation.phase.value})" if rule.obligation else ""
    lifted = f", lifting {', '.join(f'`{each}`' for each in sorted(rule.lifts))}" if rule.lifts else ""
    return f"{named}{obligation}{lifted}" if named or written else "every platform"


def _selected(each: Selector) -> str:
    if each.by.value == "platform":
        return f"`{each.value}`{' in every edition' if each.editions else ''}"
    if each.by.value == "fact":
        return f"platforms whose `{each.value}` is {' or '.join(sorted(each.fact_values))}"
    return _SELECTED.get(each.by.value, f"{each.by.value} {{}}").format(f"`{each.value}`")


def _details(rule: Rule, written: Mapping[str, Any]) -> Iterator[str]:
    if rule.strength:
        yield rule.strength
    if rule.disputed:
        yield f"disputed by `{rule.disputed}`"
    if "in_force" in written:
        yield f"in force {_code(written['in_force'])}"
    if rule.waivable_by:
        yield f"may be waived by {', '.join(sorted(rule.waivable_by))}"


def _cases(cases: Mapping[str, Any]) -> Iterator[str]:
    if not cases.get("tests"):
        return
    yield "## Cases\n"
    yield from _table(
        ("case", "meetings", "expected"),
        [
            (_case_name(each), ", ".join(f"`{m}`" for m in _many(each["meetings"])), _expected(each["expect"]))
            for each in cases["tests"]
        ],
    )


def _case_name(test: Mapping[str, Any]) -> str:
    disputed = f" (disputed: {test['disputed']})" if "disputed" in test else ""
    return _escaped(f"{test['name']}{disputed}")


def _many(one: Any) -> list[str]:
    return one if isinstance(one, list) else [one]


def _expected(expect: Mapping[str, Any]) -> str:
    return "; ".join(f"`{name}` {_wanted(wanted)}" for name, wanted in expect.items())


def _wanted(wanted: Any) -> str:
    if isinstance(wanted, str):
        return _escaped(wanted)
    more = "; ".join(f"{key} {', '.join(map(str, _many(value)))}" for key, value in wanted.items() if key != "verdict")
    return _escaped(f"{wanted.get('verdict', 'any')} ({more})" if more else wanted.get("verdict", "any"))


def _section(title: str, lines: list[str]) -> Iterator[str]:
    yield f"### {title}\n"
    yield from lines
    yield ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _escaped(text: str) -> str:
    """Return text that Markdown and tables leave as it is."""
    return re.sub(r"([\\`*_{}<>\[\]|])", r"\\\1", " ".join(text.split()))


def _code(value: Any) -> str:
    """Return a value as its author could have written it on one line."""
    return f"`{_flow(value)}`".replace("|", r"\|")


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return str(value)
