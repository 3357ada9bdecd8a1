"""Turn the text of a rule set into a rule set (rule language 1)."""

from __future__ import annotations

from meetgate.rules._codes import RULE_CODES
from meetgate.rules._expand import expand
from meetgate.rules._load import lint, load_rule_set
from meetgate.rules._pages import diagnostic_page, reference_pages
from meetgate.rules._reading import Vocabulary
from meetgate.rules._seal import canonical_form
from meetgate.rules._shape import RULE_SET, rule_set_json_schema
from meetgate.rules._waivers import WAIVER_CODES, WAIVERS, load_waivers
from meetgate.rules.kinds import KINDS

__all__ = [
    "KINDS",
    "RULE_CODES",
    "RULE_SET",
    "WAIVERS",
    "WAIVER_CODES",
    "Vocabulary",
    "canonical_form",
    "diagnostic_page",
    "expand",
    "lint",
    "load_rule_set",
    "load_waivers",
    "reference_pages",
    "rule_set_json_schema",
]
