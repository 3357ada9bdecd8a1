"""Draw the reference pages of rule kinds, conditions and diagnostics from the values that define them."""

from __future__ import annotations

from meetgate.documents import DOCUMENT_CODES, Code
from meetgate.rules._codes import RULE_CODES
from meetgate.rules._waivers import WAIVER_CODES
from meetgate.rules._when import TESTS
from meetgate.rules.kinds import KINDS, Kind


def kind_page(kind: Kind) -> str:
    """Return the page of one rule kind, in MyST Markdown."""
    own = "\n".join(f"- `{key}`: {shape.doc}" for key, shape in ({kind.name: kind.shape} | dict(kind.fields)).items())
    means = "every edition, present and future" if kind.editions else "exactly that platform"
    return (
        f"# `{kind.name}`\n\n## What it says\n\nA `{kind.name}` rule {kind.summary}.\n\n"
        f"## In a rule set\n\n```yaml\n- {kind.example}\n```\n\n{own}\n\n"
        f"## Decides\n\nA product name means {means}.\n\n"
        f"## When a fact is missing\n\n{kind.when_missing.capitalize()}.\n\n## Sources\n\n{kind.sources or 'None.'}\n"
    )


def conditions_page() -> str:
    """Return the page of all conditions, in MyST Markdown."""
    rows = "\n".join(f"| `{key}` | {test.doc} | `{test.example}` |" for key, test in TESTS.items())
    return (
        f"# Conditions\n\nSeveral keys must hold together.\n\n| key | holds when | example |\n|---|---|---|\n{rows}\n"
    )


def diagnostic_page(code: str, each: Code) -> str:
    """Return the page of one diagnostic, in MyST Markdown."""
    return (
        f"# {code} {each.name}\n\n{each.title}.\n\n{each.explanation}\n\n"
        f"Refused ({each.severity}):\n\n```text\n{each.bad}```\n\nAccepted:\n\n```text\n{each.good}```\n"
    )


def reference_pages() -> dict[str, str]:
    """Return every generated page by its path below `docs/reference`."""
    codes = {**DOCUMENT_CODES, **RULE_CODES, **WAIVER_CODES}
    pages = {f"rule-kinds/{name}.md": kind_page(kind) for name, kind in KINDS.items()}
    pages |= {f"diagnostics/{code}.md": diagnostic_page(code, each) for code, each in codes.items()}
    return pages | {"conditions.md": conditions_page()}
