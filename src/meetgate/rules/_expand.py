"""Say which platforms a rule means, with today's catalogue."""

from __future__ import annotations

from meetgate.model import Catalogue, Platform, RuleSet, Selector, SelectorKind


def expand(rule_set: RuleSet, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return, for each rule id, the ids of the platforms that its selectors pick, sorted."""
    return {
        rule.id: tuple(
            sorted(
                platform.id
                for platform in catalogue.platforms.values()
                for selector in (*rule.platforms, *(each for group in rule.ranks for each in group))
                if picks(selector, platform)
            )
        )
        for rule in rule_set.rules
    }


def picks(selector: Selector, platform: Platform) -> bool:
    """Say whether a selector picks a platform for certain; facts are read without their dates."""
    if selector.by is SelectorKind.PLATFORM:
        return selector.value in {platform.id, platform.product if selector.editions else platform.id}
    if selector.by is SelectorKind.VENDOR:
        return platform.vendor == selector.value
    if selector.by is SelectorKind.VENDOR_STATE:
        return platform.vendor_state == selector.value
    return any(each.name == selector.value and each.values & selector.fact_values for each in platform.facts)
