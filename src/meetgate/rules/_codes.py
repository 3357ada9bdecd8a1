"""List every diagnostic that the meaning of a rule set can give: one stable code, one page each."""

from __future__ import annotations

from typing import Final

from meetgate.documents import Code

_HEAD: Final = "rules:\n  - id: public\n"

RULE_CODES: Final[dict[str, Code]] = {
    "E101": Code(
        name="unknown-platform",
        title="No platform has this name",
        explanation="The catalogue knows neither an id nor an alias of this name. `meetgate platforms list` shows all.",
        bad="permit: [zoon]\n",
        good="permit: [zoom]\n",
    ),
    "E102": Code(
        name="bare-level",
        title="A level names no authority",
        explanation="`SECRET` means different things in different states. Write the authority before the level.",
        bad="classification: {at_most: SECRET}\n",
        good='classification: {at_most: "GB:SECRET"}\n',
    ),
    "E103": Code(
        name="unknown-level",
        title="The authority has no such level",
        explanation="No scheme that the authority has had lists the level, or none of the authority is loaded.",
        bad='classification: {at_most: "GB:CLASSIFIED"}\n',
        good='classification: {at_most: "GB:OFFICIAL"}\n',
    ),
    "E104": Code(
        name="unknown-source",
        title="A rule names a source that the rule set does not list",
        explanation="Every rule rests on a source, and a reader must be able to find it under `sources`.",
        bad="source: gaurdian\n",
        good="source: guardian\n",
    ),
    "E105": Code(
        name="unknown-rule",
        title="An exception lifts a rule that does not exist",
        explanation="`lifts` names forbids of the same rule set by id; what a permit's `only` adds is `ID/only`.",
        bad="lifts: [banned]\n",
        good="lifts: [ban]\n",
    ),
    "E106": Code(
        name="duplicate-rule",
        title="Two rules have the same id",
        explanation="Reasons and waivers name rules by id. Give each its own.",
        bad="rules:\n  - {id: a}\n  - {id: a}\n",
        good="rules:\n  - {id: a}\n  - {id: b}\n",
    ),
    "E107": Code(
        name="unknown-circumstance",
        title="A circumstance or fact is not declared",
        explanation="Circumstances outside the shipped list, and facts of a rule set's own, are declared in `vocabulary`.",
        bad="when: {circumstances: {crises: yes}}\n",
        good="when: {circumstances: {crisis: yes}}\n",
    ),
    "E108": Code(
        name="unknown-term",
        title="A term is not declared",
        explanation="A classification that is one word without a colon names an entry of `terms`.",
        bad="when: {classification: unclasified}\n",
        good="when: {classification: unclassified}\n",
    ),
    "E109": Code(
        name="polarity",
        title="More restricted talk would open a platform",
        explanation="Raising a classification, or adding a topic, an adverse interest or a participant, must never "
        "add a platform. A permit tests these downwards (`at_most`, `within`, `none_of`, `all`), a forbid and a "
        "require upwards (`at_least`, `any_of`, `any`). Where a directive does say otherwise, the rule set says "
        "`monotone: no` and why in `monotone_because`.",
        bad='permit: [zoom]\nwhen: {classification: {at_least: "GB:SECRET"}}\n',
        good='permit: [zoom]\nwhen: {classification: {at_most: "GB:OFFICIAL"}}\n',
    ),
    "E110": Code(
        name="too-many-attributes",
        title="A block tests more than three attributes",
        explanation="A participant or organisation block tests at most three attributes, so that rule sets stay provable.",
        bad="participants: {all: {state: GB, device: private, access: phone, kind: company}}\n",
        good="participants: {all: {state: GB, device: private}}\n",
    ),
    "E111": Code(
        name="unknown-kind",
        title="No organisation is of this kind",
        explanation="The kinds of organisation are a closed list; `vocabulary: {kinds: [...]}` adds to it.",
        bad="binds: {any: [{kind: parliment}]}\n",
        good="binds: {any: [{kind: parliament}]}\n",
    ),
    "E112": Code(
        name="no-such-time",
        title="A date cannot be read",
        explanation="Dates are days, `2020-04-22`, or a range of days where nobody knows, `2020-04-13..2020-04-19`.",
        bad="in_force: {from: 2020-02-30, zone: Europe/London}\n",
        good="in_force: {from: 2020-04-22, zone: Europe/London}\n",
    ),
    "E113": Code(
        name="empty-window",
        title="The rule is never in force",
        explanation="The end is not after the beginning.",
        bad="in_force: {from: 2020-05-01, until: 2020-04-01, zone: UTC}\n",
        good="in_force: {from: 2020-04-01, until: 2020-05-01, zone: UTC}\n",
    ),
    "E114": Code(
        name="unknown-zone",
        title="No such time zone",
        explanation="Zones are names of the IANA database, such as `Europe/London`.",
        bad="in_force: {from: 2020-04-22, zone: London}\n",
        good="in_force: {from: 2020-04-22, zone: Europe/London}\n",
    ),
    "E115": Code(
        name="status-without-office",
        title="An approved rule set does not say who approved it",
        explanation="`status: approved` needs `approved_by: {name, office, on}`.",
        bad="status: approved\n",
        good="status: approved\napproved_by: {name: A. Person, office: Security Office, on: 2026-01-01}\n",
    ),
    "E116": Code(
        name="monotone-without-reason",
        title="A rule set gives up monotony without saying why",
        explanation="`monotone: no` is the explicit way out of the polarity law; `monotone_because` gives the reason.",
        bad="monotone: no\n",
        good="monotone: no\nmonotone_because: the directive allows Zoom for large meetings only\n",
    ),
    "E117": Code(
        name="wrong-value",
        title="A fact cannot have this value",
        explanation="A fact of a rule set's own has the values that `vocabulary` lists, an assumed fact those of the "
        "language: `yes` or `no`, or one of a closed list.",
        bad="assume: {device: {value: laptop, by: office, because: most are}}\n",
        good="assume: {device: {value: private, by: office, because: most are}}\n",
    ),
    "E118": Code(
        name="opening-assumption",
        title="An assumption would open a platform",
        explanation="`assume` may only close a fact to the value that grants no more than any other.",
        bad="assume: {public: {value: yes, by: office, because: most are}}\n",
        good="assume: {public: {value: no, by: office, because: most are not}}\n",
    ),
    "E119": Code(
        name="empty-test",
        title="A test of the classification tests nothing",
        explanation="`interpretive` says why a reading was chosen and tests nothing: alone it would hold of every meeting.",
        bad="classification: {interpretive: no such level since 2014}\n",
        good='classification: {at_most: "GB:OFFICIAL", interpretive: no such level since 2014}\n',
    ),
    "E120": Code(
        name="binds-nobody",
        title="A rule set binds nobody",
        explanation="`none` takes organisations out of those that `organisation` or `any` name. Without these two "
        "nobody is bound, and no rule is ever heard.",
        bad="binds: {none: [{kind: media}]}\n",
        good="binds: {any: [{state: GB}], none: [{kind: media}]}\n",
    ),
    "E121": Code(
        name="unknown-class",
        title="The rule set has no class of this name",
        explanation="`{class: NAME}` names an entry of the rule set's own `class`, or `any`: every platform.",
        bad="forbid: [{class: mesengers}]\n",
        good="forbid: [{class: messengers}]\n",
    ),
    "E122": Code(
        name="class-not-of-platforms",
        title="A class is not made of platforms",
        explanation="`any` is every platform in every rule set and cannot be declared, and a class holds platforms, "
        "vendors, states and facts, never another class but `any`. None is a member and excluded at once.",
        bad="class: {any: {members: [zoom], because: named, source: memo}}\n",
        good="class: {messengers: {members: [whatsapp], because: named, source: memo}}\n",
    ),
    "E123": Code(
        name="no-rules",
        title="A rule set has no rules",
        explanation="A rule set says something by `rules`, by a `matrix`, or by both.",
        bad="rules: []\n",
        good="rules:\n  - {id: ban, forbid: [zoom], because: not approved, source: memo}\n",
    ),
    "E124": Code(
        name="unknown-row",
        title="A cell stands in no row, or a row is there twice",
        explanation="Each column of a `matrix` names rows of `rows`; a row that a column does not name is blank there.",
        bad="rows: [{row: low}]\ncolumns: {zoom: {lwo: {permit: yes}}}\n",
        good="rows: [{row: low}]\ncolumns: {zoom: {low: {permit: yes}}}\n",
    ),
    "E125": Code(
        name="row-of-another-kind",
        title="A row of a table is tested for the wrong thing",
        explanation="`by: classification` wants rows that test a level, `by: information` rows of information types.",
        bad="by: classification\nrows: [{row: patients, test: [patient-data]}]\n",
        good="by: information\nrows: [{row: patients, test: [patient-data]}]\n",
    ),
    "E126": Code(
        name="column-not-monotone",
        title="A column of a table grows laxer upwards",
        explanation="From the lowest row to the highest a column goes from `permit` over `note` and `approval` to "
        "blank and `forbid`, and never back: a permit means at most its row, and would cover what stands below it.",
        bad="zoom:\n  official: {forbid: yes}\n  secret: {permit: yes}\n",
        good="zoom:\n  official: {permit: yes}\n  secret: {forbid: yes}\n",
    ),
    "E127": Code(
        name="role-beside-chain",
        title="An attestation names both an office and a chain of offices",
        explanation="`role` is the one office that gives the attestation; `chain` lists several, in their order.",
        bad="attestation: {kind: approval, role: ciso, chain: [minister]}\n",
        good="attestation: {kind: approval, chain: [ciso, minister]}\n",
    ),
    "E128": Code(
        name="window-outside",
        title="A rule is in force only when its rule set is not",
        explanation="A rule holds inside the window of its rule set; a window that lies outside it never opens.",
        bad="in_force: {from: 2020-04-01, zone: UTC}\nrules:\n  - {id: a, in_force: {until: 2020-03-01}}\n",
        good="in_force: {from: 2020-04-01, zone: UTC}\nrules:\n  - {id: a, in_force: {until: 2020-05-01}}\n",
    ),
    "E129": Code(
        name="unknown-authority",
        title="A rule set trusts somebody who states nothing",
        explanation="`trusts` names those whose statements on platforms count, as the catalogue names them under "
        "`asserted_by`; of somebody who states nothing, nothing would be known of any platform.",
        bad="trusts: [nsaa]\n",
        good="trusts: [nsa]\n",
    ),
    "W101": Code(
        name="exception-without-permit",
        title="An exception can never help",
        explanation="An exception lifts a forbid and grants nothing; no rule of this rule set permits its platforms. "
        "Add a permit, or `grants: yes`.",
        bad="except: [zoom]\nlifts: [ban]\n",
        good="except: [zoom]\nlifts: [ban]\ngrants: yes\n",
        severity="warning",
    ),
    "W102": Code(
        name="edition-beside-only",
        title="An edition is left unaddressed beside an `only`",
        explanation="A permit means exactly the platform that it names; its other editions stay unaddressed.",
        bad="permit: [zoom]\nonly: yes\n",
        good="permit: [zoom, zoom/government, zoom/china, zoom/x]\nonly: yes\n",
        severity="warning",
    ),
    "W103": Code(
        name="reading-not-stated",
        title="A reading is not stated as one",
        explanation="A term maps an author's word to levels, and a reconstruction maps reports to rules. Both are "
        "readings: say under `interpretive`, or `interpretation`, why this one was chosen.",
        bad='terms: {unclassified: {at_most: "GB:OFFICIAL"}}\n',
        good='terms: {unclassified: {at_most: "GB:OFFICIAL", interpretive: no such level since 2014}}\n',
        severity="warning",
    ),
    "W104": Code(
        name="strength-means-nothing",
        title="A strength means nothing on this kind of rule",
        explanation="Prohibitions are a `ban`, `should-not`, `not-approved-for` or `advised-against`; what grants or "
        "ranks is `recommended` or `deemed-acceptable`. A permit with `only` may have the strength of the limit it sets.",
        bad="forbid: [zoom]\nstrength: recommended\n",
        good="forbid: [zoom]\nstrength: advised-against\n",
        severity="warning",
    ),
    "W105": Code(
        name="unknown-platform-fact",
        title="Nobody states this fact of platforms",
        explanation="The catalogue states no fact of this name of any platform, so that a test of it is unknown until "
        "a catalogue of yours, or the caller, states it. Most often the name is misspelt.",
        bad="platform: {e2e.video: yes}\n",
        good="platform: {e2ee.video: yes}\n",
        severity="warning",
    ),
}
