"""Begin a rule set: a commented text that loads, and a test of it that passes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import click

from meetgate.cli._options import fault, written
from meetgate.cli._text import show

#: The longest name that every file system has room for, and no word that YAML reads as nothing.
_NAME: Final = re.compile(r"(?!null$)[a-z0-9][a-z0-9.-]{0,99}")

_RULES: Final = """\
# One directive as text. See what is wrong: meetgate rules lint {name}.yaml
# Run its tests:                            meetgate test {name}_test.yaml
ruleset: {name}
language: 1
revision: 1
status: draft # reconstruction: read out of reports; approved: then also approved_by: {{name, office, on}}
title: Where example.org may meet
issuer: {{name: Example Office, state: GB}}

# Whom it binds: an organisation by id, or all of a kind: {{any: [{{kind: ministry, state: GB}}]}}.
binds: {{organisation: example.org}}

# Half-open days of the zone: on `until` it no longer holds. Where nobody knows the day, write a range, as in
# from: 2020-04-13..2020-04-19; inside the range the answer is open.
in_force: {{from: 2020-04-01, zone: Europe/London}}

# What silence means. Nothing is permitted unless a rule permits it, so `abstain` is the usual word.
unaddressed: abstain

# Where the rules come from. A reader must be able to find the sentence that a rule rests on.
sources:
  letter: {{title: Letter to all staff, publisher: Example Office, published: 2020-04-01, locator: paragraph 1}}

rules:
  # A permit grants, on exactly the platforms that it names. A fact that is missing grants nothing: whether the
  # meeting is public has to be stated.
  - id: public
    permit: [zoom]
    when: {{public: yes}}
    because: Zoom may carry public business
    source: letter

  # A forbid objects, on every edition of what it names, and wins over permits. A fact that is missing leaves the
  # answer open, and the decision says what to ask.
  - id: china
    forbid: [zoom]
    when: {{detrimental_to: {{any_of: [CN]}}}}
    because: nothing against the interests of China is discussed on Zoom
    source: letter
"""

_TEST: Final = """\
# Meetings, and what is expected of them. Run: meetgate test {name}_test.yaml
policy: [{name}.yaml]
as_of: 2020-04-22 # the day of meetings that state no `starts`
home: [example.org] # for whom we decide

# What is left out is unknown; `[]` is a stated none. Add a meeting like another one with `base: open`.
meetings:
  open:
    convener: {{id: example.org}}
    organisations: []
    participants: []
    participants_complete: yes
    public: yes
    detrimental_to: []

# Verdicts: permitted, conditional, undetermined, not_covered, unavailable, forbidden.
# A platform that is not listed must not be permitted.
tests:
  - name: public business may be held on Zoom
    meetings: [open]
    expect: {{zoom: permitted}}
"""


@click.command("new")
@click.argument("name")
@click.option("--to", "folder", default=".", metavar="DIR", help="Where to write. Default: here.")
def new_rules(name: str, folder: str) -> int:
    """Write a commented rule set NAME.yaml, and NAME_test.yaml with one test that passes.

    \b
    Example:
      meetgate rules new office-2026
      meetgate test office-2026_test.yaml
    """
    if not _NAME.fullmatch(name):
        hint = "write lower case words, dots and dashes, such as `office-2026`"
        raise fault("options", "M016", f"no rule set can be called `{name}`", hint)
    files = {f"{name}.yaml": _RULES, f"{name}_test.yaml": _TEST}
    for file in files:
        if (Path(folder) / file).exists():
            raise fault(str(Path(folder) / file), "M014", "the file is there already", "name another, or move it away")
    for file, text in files.items():
        written(Path(folder) / file, text.format(name=name))
        show([(f"wrote {Path(folder) / file}", None)])
    return 0
