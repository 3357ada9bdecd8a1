"""List the diagnostics of policies as a whole: one stable code, one page each."""

from __future__ import annotations

from typing import Final

from meetgate.documents import Code

GATE_CODES: Final[dict[str, Code]] = {
    "E301": Code(
        name="not-as-locked",
        title="Something changed since it was locked",
        explanation="What was read has another digest than the lock lists: a rule set, a waiver, a fact of a "
        "platform, a scheme. Look at what changed, then write the lock anew with `meetgate lock`.",
        bad="(the catalogue now states another value for a fact than when the lock was written)\n",
        good="(the lock was written anew after somebody looked)\n",
    ),
    "E302": Code(
        name="not-locked",
        title="Something is loaded that the lock does not list",
        explanation="It was added since the lock was written, or the lock was written for other rule sets, waivers "
        "or catalogue files.",
        bad="meetgate decide meeting.json --rules a.yaml --rules b.yaml --lock lock-of-a.yaml\n",
        good="meetgate decide meeting.json --rules a.yaml --lock lock-of-a.yaml\n",
    ),
    "E303": Code(
        name="locked-and-gone",
        title="Something is locked that is not loaded",
        explanation="It was removed since the lock was written, or not named. Without a rule set that objects, more "
        "is permitted: nothing may be left out in silence.",
        bad="meetgate decide meeting.json --rules a.yaml --lock lock-of-a-and-b.yaml\n",
        good="meetgate decide meeting.json --rules a.yaml --rules b.yaml --lock lock-of-a-and-b.yaml\n",
    ),
    "E304": Code(
        name="no-table",
        title="A text is no table of a rule set",
        explanation="A table can be read back as it was printed in Markdown: a head, a line of dashes, a row for each "
        "level or information type, and in each cell what it says, the sentence and the source.",
        bad="| low | | maybe |\n",
        good="| low | | **permit**<br>public business only<br>[letter] |\n",
    ),
}
