"""Write the reference pages that the code defines, before Sphinx looks for sources.

Rule kinds, conditions, diagnostics, platforms and rule sets are drawn from the same values that check and decide; what they
say cannot drift from what the library does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from meetgate.catalogue import platform_json_schema, platform_page, scheme_json_schema, scheme_page
from meetgate.gatekeeper.policy import GATE_CODES, read_policy
from meetgate.model import decision_json_schema, meeting_json_schema
from meetgate.rules import diagnostic_page, reference_pages, rule_set_json_schema
from rule_set_pages import rule_set_pages

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_SECTIONS: Final[Mapping[str, str]] = {
    "rule-kinds": "Rule kinds",
    "diagnostics": "Diagnostics",
    "platforms": "Platforms",
    "rule-sets": "Rule sets",
    "schemes": "Classification schemes",
    "schemas": "JSON Schemas",
}
_SCHEMAS: Final = {
    "meeting": ("Meeting", meeting_json_schema),
    "decision": ("Decision", decision_json_schema),
    "rule-set": ("Rule set", rule_set_json_schema),
    "platform": ("Platform file", platform_json_schema),
    "scheme": ("Classification scheme", scheme_json_schema),
}


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the generator."""
    app.connect("builder-inited", write)
    app.connect("autodoc-process-docstring", _keep_colons, priority=400)  # before napoleon, which is at 500
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write(app: Sphinx) -> None:
    """Bring `reference/generated` up to date: write what changed, remove what nothing defines any more."""
    root = Path(app.srcdir) / "reference" / "generated"
    files = generated()
    for stale in set(root.rglob("*.*")) - {root / name for name in files}:
        stale.unlink()
    for name, text in files.items():
        _write(root / name, text)


def generated() -> dict[str, str]:
    """Return every generated file by its path below `reference/generated`."""
    pages = {
        **reference_pages(),
        **_gate_pages(),
        **_platform_pages(),
        **_scheme_pages(),
        **rule_set_pages(),
        **_schema_files(),
    }
    return {**pages, **{f"{name}/index.md": _index(name, pages) for name in _SECTIONS}}


def _gate_pages() -> dict[str, str]:
    return {f"diagnostics/{code}.md": diagnostic_page(code, each) for code, each in GATE_CODES.items()}


def _platform_pages() -> dict[str, str]:
    platforms = read_policy(rules=()).catalogue.platforms
    return {f"platforms/{name}.md": platform_page(platform) for name, platform in platforms.items()}


def _scheme_pages() -> dict[str, str]:
    schemes = read_policy(rules=()).schemes
    return {f"schemes/{each}.md": scheme_page(schemes, each) for each in schemes.by_authority}


def _schema_files() -> dict[str, str]:
    files: dict[str, str] = {}
    for name, (title, schema) in _SCHEMAS.items():
        files[f"schemas/{name}.json"] = json.dumps(schema(), indent=2) + "\n"
        files[f"schemas/{name}.md"] = f"# {title}\n\n```{{literalinclude}} {name}.json\n:language: json\n```\n"
    return files


def _index(section: str, names: Iterable[str]) -> str:
    head = f"{section}/"
    entries = sorted(name.removeprefix(head) for name in names if name.startswith(head) and name.endswith(".md"))
    toc = "\n".join(name.removesuffix(".md") for name in entries)
    return f"# {_SECTIONS[section]}\n\n```{{toctree}}\n:maxdepth: 1\n\n{toc}\n```\n"


def _keep_colons(_app: Sphinx, what: str, _name: str, _found: object, _options: object, lines: list[str]) -> None:
    """Keep napoleon from reading what stands before a colon in a property's first line as the property's type."""
    if what in {"property", "attribute"}:
        lines.insert(0, "")


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
