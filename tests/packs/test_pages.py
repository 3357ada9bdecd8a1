from __future__ import annotations

from typing import Final

import pytest

from meetgate.gatekeeper.policy import pack_names, read_policy
from rule_set_pages import rule_set_pages

_PAGES: Final = rule_set_pages()


def test_every_pack_has_its_page() -> None:
    """The reference has one page for each rule set that is shipped, and none besides."""
    assert sorted(_PAGES) == [f"rule-sets/{name}.md" for name in sorted(pack_names())]


@pytest.mark.parametrize("name", pack_names())
def test_a_page_says_every_rule_with_its_source(name: str) -> None:
    """Each rule of each revision stands on the page as a sentence, and the page says what is not modelled."""
    page = _PAGES[f"rule-sets/{name}.md"]
    assert "### What is not modelled" in page
    assert "### Interpretation" in page
    for rule_set in read_policy(rules=[name]).rule_sets:
        rules = [each for each in rule_set.rules if not each.id.endswith("/only")]
        assert [each.id for each in rules if f"- `{each.id}` " not in page] == []
        assert page.count("\n## Revision ") == len(read_policy(rules=[name]).rule_sets)
