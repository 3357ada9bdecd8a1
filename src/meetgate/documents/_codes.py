"""List every diagnostic that reading and checking a document can give: one stable code, one page each."""

from __future__ import annotations

from typing import Final

import attrs

from meetgate.errors import Diagnostic


@attrs.frozen(kw_only=True)
class Code:
    """Describe one diagnostic: `name` is kebab-case, `bad` and `good` are short documents."""

    name: str
    title: str
    explanation: str
    bad: str
    good: str
    severity: str = "error"


DOCUMENT_CODES: Final[dict[str, Code]] = {
    "E001": Code(
        name="yaml-syntax",
        title="The text is not YAML",
        explanation="The YAML parser could not read on from here. Nothing after this place was looked at.",
        bad="title: [open\n",
        good="title: [open, closed]\n",
    ),
    "E002": Code(
        name="duplicate-key",
        title="A key is stated twice in one mapping",
        explanation="YAML readers keep the last one silently, so a rule would change without anybody seeing it. "
        "Both places are named; remove one.",
        bad="permit: [zoom]\npermit: [jitsi-meet]\n",
        good="permit: [zoom, jitsi-meet]\n",
    ),
    "E003": Code(
        name="anchor",
        title="Anchors and aliases are not part of the language",
        explanation="A rule must say what it says where it stands: a reader of one rule should not have to look "
        "up another. Repeat the value.",
        bad="first: &a [zoom]\nsecond: *a\n",
        good="first: [zoom]\nsecond: [zoom]\n",
    ),
    "E004": Code(
        name="tag",
        title="Tags are not part of the language",
        explanation="The type of a value comes from the schema, never from the text.",
        bad="count: !!int 3\n",
        good="count: 3\n",
    ),
    "E005": Code(
        name="several-documents",
        title="A file holds one document",
        explanation="A second document would be easy to overlook. Put it into a file of its own.",
        bad="title: one\n---\ntitle: two\n",
        good="title: one\n",
    ),
    "E006": Code(
        name="key-not-text",
        title="A key is not plain text",
        explanation="Lists and mappings cannot be keys. A `?` or a missing quote is the usual cause.",
        bad="? [a, b]\n: value\n",
        good="a: value\nb: value\n",
    ),
    "E007": Code(
        name="empty-value",
        title="A value is missing",
        explanation="Nothing follows the key, or `null` does. Absent means unknown: leave the key out. "
        'A stated "none" is `[]`.',
        bad="because:\n",
        good="because: public business only\n",
    ),
    "E008": Code(
        name="too-deep",
        title="The document nests deeper than 32 levels",
        explanation="No document of this library needs so many levels; the text was not read further.",
        bad="a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[deep]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n",
        good="a: [shallow]\n",
    ),
    "E009": Code(
        name="too-long",
        title="The text is longer than 16 MiB",
        explanation="The text was not read. Split it into several files.",
        bad="(more than 16 MiB)\n",
        good="title: short\n",
    ),
    "E010": Code(
        name="empty-document",
        title="The file says nothing",
        explanation="The text holds no value: it is empty, or holds comments only.",
        bad="# nothing here\n",
        good="title: something\n",
    ),
    "E011": Code(
        name="control-character",
        title="The text holds a character that cannot be seen",
        explanation="Control characters, lone surrogates and Unicode line separators make a text look different "
        "from what it says. Remove the character.",
        bad='title: "bell \\a"\n',
        good="title: bell\n",
    ),
    "E012": Code(
        name="undecodable",
        title="The file is not UTF-8",
        explanation="Save the file as UTF-8. The place of the first byte that does not decode is given.",
        bad="(a file saved as Latin-1)\n",
        good="title: UTF-8\n",
    ),
    "E020": Code(
        name="unknown-key",
        title="A key is not known here",
        explanation="The key is misspelt or stands in the wrong place. Unknown keys are never ignored.",
        bad="platfrom: zoom\n",
        good="platform: zoom\n",
    ),
    "E021": Code(
        name="missing-key",
        title="A required key is missing",
        explanation="The mapping that starts here has to state this key.",
        bad="- {id: public, permit: [zoom]}\n",
        good="- {id: public, permit: [zoom], because: public business, source: letter}\n",
    ),
    "E022": Code(
        name="wrong-kind",
        title="A value has the wrong form",
        explanation="Text, a list or a mapping stands where another of them is expected.",
        bad="title: [a, list]\n",
        good="title: a text\n",
    ),
    "E023": Code(
        name="not-one-of",
        title="A value is not in its list",
        explanation="Only the listed values are allowed here.",
        bad="status: aproved\n",
        good="status: approved\n",
    ),
    "E024": Code(
        name="malformed-text",
        title="A text is not written as required",
        explanation="The message says how the text must be written here.",
        bad="id: My Rule!\n",
        good="id: my-rule\n",
    ),
    "E025": Code(
        name="not-yes-or-no",
        title="A value is neither yes nor no",
        explanation="Write `yes`, `no`, `true` or `false`.",
        bad="public: maybe\n",
        good="public: yes\n",
    ),
    "E026": Code(
        name="not-a-number",
        title="A value is not a whole number in its bounds",
        explanation="Write digits only; the message gives the bounds.",
        bad="revision: one\n",
        good="revision: 1\n",
    ),
    "E027": Code(
        name="entry-count",
        title="A list or mapping has too few or too many entries",
        explanation="The message gives the bound.",
        bad="rules: []\n",
        good="rules: [{id: one, forbid: [zoom], because: a reason, source: letter}]\n",
    ),
    "E028": Code(
        name="which-form",
        title="A mapping does not say which of several forms it has",
        explanation="Exactly one of the listed keys decides the form.",
        bad="- {id: both, permit: [zoom], forbid: [zoom]}\n",
        good="- {id: one, forbid: [zoom]}\n",
    ),
    "E029": Code(
        name="not-yet",
        title="A key belongs to a later version",
        explanation="The key is reserved: this version of the language does not have it yet, and ignoring it "
        "would change the meaning.",
        bad="- {id: pick, tier: [zoom]}\n",
        good="- {id: pick, prefer: [zoom]}\n",
    ),
}


def diagnostic(code: str, *, file: str, at: tuple[int, int], message: str, hint: str = "") -> Diagnostic:
    """Build one diagnostic of `DOCUMENT_CODES`; raises `KeyError` for a code that is not listed."""
    line, column = at
    severity = DOCUMENT_CODES[code].severity
    return Diagnostic(file=file, line=line, column=column, code=code, message=message, help=hint, severity=severity)
