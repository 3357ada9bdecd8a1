"""Say which platforms a rule means, with today's catalogue."""

from __future__ import annotations

from typing import assert_never

import attrs

from meetgate.model import ANY_PLATFORM, Catalogue, Platform, PlatformClass, Rule, RuleSet, Selector, SelectorKind


def expand(rule_set: RuleSet, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return, for each rule id, the ids of the platforms that its selectors pick, sorted."""
    return {
        rule.id: tuple(
            platform.id
            for platform in sorted(catalogue.platforms.values(), key=lambda each: each.id)
            if any(picks(selector, platform, rule_set) for selector in _selectors(rule))
        )
        for rule in rule_set.rules
    }


def _selectors(rule: Rule) -> tuple[Selector, ...]:
    return (*rule.platforms, *(each for group in rule.ranks for each in group))


def picks(selector: Selector, platform: Platform, rule_set: RuleSet) -> bool:
    """Say whether a selector picks a platform for certain; facts are read without their dates."""
    match selector.by:
        case SelectorKind.PLATFORM:
            return selector.value in {platform.id, platform.product if selector.editions else platform.id}
        case SelectorKind.VENDOR:
            return platform.vendor == selector.value
        case SelectorKind.VENDOR_STATE:
            return platform.vendor_state == selector.value
        case SelectorKind.FACT:
            return any(each.name == selector.value and each.values & selector.fact_values for each in platform.facts)
        case SelectorKind.CLASS:
            return selector.value == ANY_PLATFORM or _in_class(selector, platform, rule_set)
        case _:
            assert_never(selector.by)


def _in_class(selector: Selector, platform: Platform, rule_set: RuleSet) -> bool:
    found = rule_set.classes.get(selector.value, PlatformClass(members=()))

    def named(selectors: tuple[Selector, ...]) -> bool:
        read = (attrs.evolve(each, editions=selector.editions and "/" not in each.value) for each in selectors)
        return any(picks(each, platform, rule_set) for each in read)

    return named(found.members) and not named(found.excludes)
