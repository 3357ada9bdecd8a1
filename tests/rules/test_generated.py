from __future__ import annotations

from importlib import resources
from typing import Any, Final

import jsonschema
import pytest
import yaml

from meetgate.catalogue import PLATFORM, SCHEME_FILE, platform_json_schema, scheme_json_schema
from meetgate.documents import Listing, Record, Shape, Table, walk
from meetgate.rules import KINDS, RULE_CODES, RULE_SET, reference_pages, rule_set_json_schema

_PACKS: Final = resources.files("meetgate") / "packs"
_RULE_SETS: Final = jsonschema.Draft202012Validator(rule_set_json_schema())
_PLATFORMS: Final = jsonschema.Draft202012Validator(platform_json_schema())


_NUMBERS: Final = ("participants_at_most", "participants_at_least")


def _plain(folder: str, name: str) -> Any:
    """Return a file as YAML 1.2 reads it: digits are numbers, and all else that these files hold is text."""
    text = (_PACKS / folder / name).read_text(encoding="utf-8")
    return _counted(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506  # builds texts, lists and mappings only


def _counted(held: Any, key: str = "") -> Any:
    """Return what was read with its numbers as numbers."""
    if isinstance(held, dict):
        return {name: _counted(each, name) for name, each in held.items()}
    if isinstance(held, list):
        return [_counted(each) for each in held]
    number = key in {"language", "revision", "at_most", "at_least", *_NUMBERS} and held.isdecimal()
    return int(held) if number else held


def _platform_files() -> list[str]:
    return sorted(each.name for each in (_PACKS / "platforms").iterdir())


def _rule_set_files() -> list[str]:
    files = sorted(each.name for each in (_PACKS / "rulesets").iterdir())
    return [each for each in files if not each.endswith("_test.yaml")]


@pytest.mark.parametrize("name", _rule_set_files())
def test_json_schema_takes_the_shipped_rule_sets(name: str) -> None:
    """An editor that validates by the JSON Schema finds nothing wrong with what is shipped."""
    _RULE_SETS.validate(_plain("rulesets", name))


@pytest.mark.parametrize("name", _platform_files())
def test_json_schema_takes_the_shipped_platforms(name: str) -> None:
    """As for rule sets."""
    _PLATFORMS.validate(_plain("platforms", name))


def test_json_schema_refuses_unknown_keys() -> None:
    """A misspelt key is refused at the top and inside rules."""
    document = _plain("rulesets", "gb-ncsc-parliament-2020-04.yaml")
    assert not _RULE_SETS.is_valid({**document, "tittle": "x"})
    assert not _RULE_SETS.is_valid({**document, "rules": [{**document["rules"][0], "whenn": {}}]})
    assert not _PLATFORMS.is_valid({**_plain("platforms", "zoom.yaml"), "host": []})


@pytest.mark.parametrize("top", [RULE_SET, PLATFORM, SCHEME_FILE], ids=["rule set", "platform", "scheme"])
def test_every_shape_is_closed(top: Shape) -> None:
    """Each mapping names its keys or types them, each list types its items: nothing passes unlooked at."""
    for shape in walk(top):
        match shape:
            case Record(fields=fields, required=required):
                assert fields
                assert set(required) <= set(fields)
            case Table(key=key, values=values):
                assert key.doc
                assert values.doc
            case Listing(item=item):
                assert item.doc
            case _:
                assert shape.doc


def test_json_schema_leaves_no_object_open() -> None:
    """Every object of the JSON Schemas says what else it may hold, which is nothing or one shape."""
    pending: list[Any] = [rule_set_json_schema(), platform_json_schema(), scheme_json_schema()]
    seen = 0
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            if each.get("type") == "object":
                seen += 1
                assert each["additionalProperties"] is not True
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)
    assert seen > 20


def test_reference_pages_cover_kinds_conditions_and_codes() -> None:
    """Each rule kind, each diagnostic and the conditions have a page, drawn from what checks them."""
    pages = reference_pages()
    assert {f"rule-kinds/{name}.md" for name in KINDS} | {f"diagnostics/{code}.md" for code in RULE_CODES} <= set(pages)
    assert "every edition, present and future" in pages["rule-kinds/forbid.md"]
    assert "exactly that platform" in pages["rule-kinds/permit.md"]
    assert KINDS["permit"].example in pages["rule-kinds/permit.md"]
    assert "| `attestation` |" in pages["conditions.md"]
    assert RULE_CODES["E109"].bad in pages["diagnostics/E109.md"]
