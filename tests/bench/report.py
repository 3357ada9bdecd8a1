"""Say of each figure what was promised, and write all of them as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs
from tests.bench.effort import Figures, Found
from tests.bench.figures import PROMISED, SIZES


@attrs.frozen
class Promise:
    """Be a figure with the most that it may be; None is promised nothing. `size` picks one of several sizes."""

    key: str
    most: float | None
    what: str
    unit: str = ""
    size: int | None = None

    @property
    def name(self) -> str:
        """Return the key, with the size if there is one."""
        return self.key if self.size is None else f"{self.key}.{self.size}"

    def of(self, figures: Mapping[str, Any]) -> float | None:
        """Return the figure, None where it was not measured."""
        found = figures.get(self.key)
        if self.size is None or found is None:
            return found
        return found.get(str(self.size))  # type: ignore[no-any-return]  # figures are numbers, or numbers by size


_TO_NAIVE: Final = (0.6, 0.2, 0.04)
_TO_DATALOGIC: Final = (1 / 2.5, 1 / 10, 1 / 40)
#: Everything that is printed, in this order. Figures without a unit are ratios.
PROMISES: Final = (
    *(
        Promise("to_naive", most, f"to the loop, {size:,} rules", size=size)
        for size, most in zip(PROMISED, _TO_NAIVE, strict=True)
    ),
    *(
        Promise("to_datalogic", most, f"to datalogic, {size:,} rules", size=size)
        for size, most in zip(PROMISED, _TO_DATALOGIC, strict=True)
    ),
    Promise("growth_rules", 6, "10,000 rules to 10"),
    Promise("growth_platforms", 1.5, "50 platforms to 12"),
    Promise("missing_facts", 1.2, "one fact hidden, to none"),
    Promise("two_organisations", 2, "with a guest organisation, to without"),
    Promise("all_matching", 2, "10,000 rules that all match, to ordinary ones"),
    Promise("rule_ids", 2, "with the ids of the rules that may hold, to without"),
    Promise("full_why", 4, "with reasons for each platform, to without"),
    Promise("full_semantics", 3, "with exceptions, waivers, obligations, guests, hidden facts"),
    Promise("decide", 8, "decided and recorded in memory, to the plan alone"),
    Promise("repeated", None, "the same meetings again, to new ones"),
    Promise("all_packs_us", 100, "every pack that is shipped", "µs"),
    Promise("all_packs_new_us", None, "the same, a meeting whose like was not seen", "µs"),
    Promise("directives_us", None, "every pack that is a directive, meetings of which nothing is open", "µs"),
    Promise("all_packs_decide_us", None, "the same, decided and recorded in memory", "µs"),
    Promise("compile_10000_s", 0.25, "compiling 10,000 rules, best of five", "s"),
    Promise("bytes_per_rule", 1000, "held for a rule", "B"),
    Promise("bytes_per_rule_own_organisation", 3000, "held for a rule, each of an organisation of its own", "B"),
    Promise("read_validate_10000_s", 3, "reading and checking 10,000 rules", "s"),
    Promise("load_packs_cold_ms", 300, "reading everything that is shipped, fresh interpreter", "ms"),
    Promise("participants_5000_us", None, "a meeting of 5,000 people", "µs"),
    Promise("participants_5000_case_us", None, "the same, building the case", "µs"),
    Promise("unknown_topics_10000_us", None, "a meeting of 10,000 topics that no rule knows", "µs"),
    Promise("unknown_topics_10000_case_us", None, "the same, building the case", "µs"),
    Promise("organisations_50000_us", None, "50,000 organisations with a rule each", "µs"),
    Promise("organisations_50000_s", None, "the same, compiling", "s"),
    Promise("organisations_50000_bytes", None, "the same, held", "B"),
    Promise("import_meetgate_beyond_attrs_ms", 20, "import meetgate, beyond attrs", "ms"),
    Promise("import_gatekeeper_beyond_attrs_ms", None, "import Gatekeeper and Meeting, beyond attrs", "ms"),
)


def as_json(found: Found) -> str:
    """Return one JSON object: the figures by key, and the times of each engine in microseconds."""
    times = {name: {str(size): each for size, each in by_size.items()} for name, by_size in found.times.items()}
    return json.dumps({**found.figures, "us": times}, indent=2)


def as_text(found: Found) -> str:
    """Return the times as a table, then each figure beside what was promised."""
    return "\n".join([*_times(found), *_figures(found.figures)])


def _times(found: Found) -> Iterator[str]:
    if not found.times:
        return
    yield f"{'µs for each meeting, 12 platforms':38}" + "".join(f"{size:>12,}" for size in SIZES) + " rules"
    for name, by_size in sorted(found.times.items(), key=lambda each: min(each[1].values())):
        cells = (f"{by_size[size]:12,.1f}" if size in by_size else f"{'':12}" for size in SIZES)
        yield f"{name:38}" + "".join(cells).rstrip()
    yield ""


def _figures(figures: Figures) -> Iterator[str]:
    yield f"{'figure':38}{'found':>14}{'at most':>12}  "
    for each in PROMISES:
        number = each.of(figures)
        if number is None:
            continue
        kept = "" if each.most is None else "met" if number <= each.most else "NOT MET"
        most = "" if each.most is None else _shown(each.most, each.unit)
        yield f"{each.name:38}{_shown(number, each.unit):>14}{most:>12}  {kept:8}{each.what}"


def _shown(number: float, unit: str) -> str:
    digits = 0 if number >= 1000 else 3 if number < 1 else 2 if number < 10 else 1
    return f"{number:,.{digits}f}{' ' if unit else 'x'}{unit}"
