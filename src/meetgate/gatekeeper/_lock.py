"""Hold a policy to what was locked: nothing that decides may change without somebody locking it anew.

A lock lists digests of what rule sets, waivers, platform facts and schemes mean: comments, order and the folders
that files lie in do not count.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from meetgate.documents import Checked, Node, Table, parse, record, root, table, text, validate, whole
from meetgate.engine import labelled
from meetgate.errors import Diagnostic, LockError
from meetgate.gatekeeper._policy import Policy
from meetgate.model import Platform, digest
from meetgate.rules import canonical_form

_DIGEST: Final = text("a digest", pattern="sha256:[0-9a-f]{64}", written="a digest as `meetgate lock` writes it")


def _digests(doc: str) -> Table:
    return table(doc, _DIGEST, key=text("a name"))


LOCK: Final = record(
    "digests of everything that decides",
    {
        "lock": whole("the version of the lock's form", minimum=1, maximum=1),
        "rulesets": _digests("rule sets, by name; revisions of one name apart"),
        "base": _digests("which of them are the house's own"),
        "waivers": _digests("waivers, by id"),
        "catalogue": _digests("what the catalogue states beside platforms, by what it is about"),
        "platforms": table("platforms, by id", _digests("what is stated of one, by fact"), key=text("a platform")),
        "schemes": _digests("classification schemes, by authority, and what relates them"),
    },
    required=("lock", "rulesets", "base", "waivers", "catalogue", "platforms", "schemes"),
)

#: Sections of a lock, each with the words for one entry of it.
_SECTIONS: Final[Mapping[str, str]] = {
    "rulesets": "the rule set `{0}`",
    "base": "the house's own rule set `{0}`",
    "waivers": "the waiver `{0}`",
    "catalogue": "what the catalogue states on `{0}`",
    "platforms": "`{1}` of platform `{0}`",
    "schemes": "the scheme `{0}`",
}

#: An entry of a lock: its section, its name, and for platforms what is stated.
Entry = tuple[str, ...]


def entries(policy: Policy) -> dict[Entry, str]:
    """Return the digest of every entry that a lock of this policy has."""
    found: dict[Entry, str] = {}
    for label, each in labelled(policy.rule_sets).items():
        found["rulesets", label] = each.digest
    for name in policy.base:
        found["base", name] = digest(name.encode())
    for waiver in policy.waivers:
        found["waivers", waiver.id] = digest(canonical_form(waiver))
    for window in policy.catalogue.findings_complete:
        found["catalogue", f"findings of {window.authority}"] = digest(canonical_form(window))
    for platform in policy.catalogue.platforms.values():
        for about, value in _statements(platform).items():
            found["platforms", platform.id, about] = digest(canonical_form(value))
    for authority in policy.schemes.by_authority:
        found["schemes", authority] = digest(canonical_form(policy.schemes.of(authority)))
    found["schemes", "equivalences"] = digest(canonical_form(policy.schemes.equivalences))
    return found


def _statements(platform: Platform) -> dict[str, object]:
    """Return what is stated of a platform by what it is about: each fact apart, since it may change alone."""
    found: dict[str, object] = {"name": platform.name}
    for field in attrs.fields(Platform):
        value: object = getattr(platform, field.name)
        if field.name not in {"id", "name", "facts", "findings"} and value:
            found[field.name] = value
    for name in dict.fromkeys(each.name for each in platform.facts):
        found[f"fact {name}"] = tuple(each for each in platform.facts if each.name == name)
    for by, state in dict.fromkeys((each.authority, each.state) for each in platform.findings):
        same = tuple(each for each in platform.findings if (each.authority, each.state) == (by, state))
        found[f"finding of {by} on {state}"] = same
    return found


def lock_text(policy: Policy) -> str:
    """Return the text of a lock: a YAML document that only this policy satisfies."""
    lines = [
        "# Written by `meetgate lock`: digests of everything that decides.",
        "# Given to `Gatekeeper.load(lock=...)` or `--lock`, anything else is refused by name.",
        "lock: 1",
    ]
    found = entries(policy)
    for section in _SECTIONS:
        within = {key[1:]: value for key, value in found.items() if key[0] == section}
        lines += [f"{section}:", *_nested(within)] if within else [f"{section}: {{}}"]
    return "\n".join(lines) + "\n"


def _nested(found: Mapping[Entry, str]) -> Iterator[str]:
    head = ""
    for key, value in sorted(found.items()):
        if len(key) > 1 and key[0] != head:
            head = key[0]
            yield f"  {json.dumps(head)}:"
        yield f"{'  ' * len(key)}{json.dumps(''.join(key[-1:]))}: {json.dumps(value)}"


def refuse_unless_locked(policy: Policy, content: str, *, file: str) -> None:
    """Compare a policy with a lock.

    Raises:
        LockError: the lock cannot be read, or the policy is another; every difference, by place in the lock.
    """
    checked = validate(parse(content, file=file), LOCK)
    if checked.value is None or checked.diagnostics:
        raise LockError.of(checked.diagnostics)
    differences = list(_differences(_locked(checked), entries(policy), checked))
    if differences:
        raise LockError.of(differences)


def _locked(checked: Checked) -> dict[Entry, str]:
    """Return the entries of a lock's document: every text below one of its sections."""
    found: dict[Entry, str] = {}
    pending: list[tuple[Entry, Node]] = [((section,), root(checked)[section]) for section in _SECTIONS]
    while pending:
        entry, node = pending.pop()
        if node.is_text:
            found[entry] = node.text
        else:
            pending += [((*entry, key), each) for key, each in node.members]
    return found


def _differences(locked: Mapping[Entry, str], loaded: Mapping[Entry, str], checked: Checked) -> Iterator[Diagnostic]:
    for entry in sorted({*locked, *loaded}):
        if locked.get(entry) != loaded.get(entry):
            code, what = "E301", "is not as it was locked"
            if entry not in locked:
                code, what = "E302", "is not in the lock"
            elif entry not in loaded:
                code, what = "E303", "is locked, and is not loaded"
            line, column = checked.key_at(entry)
            named = _SECTIONS[entry[0]].format(*entry[1:])
            hint = "look at the change, then write the lock anew with `meetgate lock`"
            yield Diagnostic(
                file=checked.file, line=line, column=column, code=code, message=f"{named} {what}", help=hint
            )
