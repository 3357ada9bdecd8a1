from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest

from meetgate.catalogue import load_catalogue, platform_page
from meetgate.errors import CatalogueError
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import Edge, Truth

FULL: Final = """
id: chat
name: Chat
aliases: [Chat One]
vendor: {name: Vendor, state: NO}
hosts: [chat.example]
sources: {report: {title: Report, published: 2020-01-01, confidence: B}}
facts:
  - {name: e2ee, value: [no, partial], asserted_by: lab, source: report, from: 2020-01-01, until: 2021-01-01, known_from: 2020-02-01}
findings:
  - {authority: lab, state: CN, kinds: [storage], source: report, known_from: 2020-02-01, review_by: 2022-01-01}
retired: {on: 2023-01-01, source: report}
editions:
  - {id: gov, name: Chat for Government, hosts: [gov.chat.example]}
"""
BARE: Final = "id: bare\nname: Bare\n"


def _codes(*files: str) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue({f"{index}.yaml": each for index, each in enumerate(files)})
    return [each.code for each in caught.value.diagnostics]


def test_a_platform_file_becomes_a_product_and_its_editions() -> None:
    """Facts and findings carry their dates, and `no` stays the word that the source used."""
    platforms = load_catalogue({"chat.yaml": FULL}).platforms
    chat, gov = platforms["chat"], platforms["chat/gov"]
    (fact,) = chat.facts
    (finding,) = chat.findings
    assert fact.values == {"no", "partial"}
    assert fact.valid.covers(datetime(2020, 6, 1, tzinfo=UTC)) is Truth.TRUE
    assert fact.valid.covers(datetime(2021, 1, 1, tzinfo=UTC)) is Truth.FALSE
    assert (finding.known_from, finding.review_by) == (
        datetime(2020, 2, 1, tzinfo=UTC),
        datetime(2022, 1, 1, tzinfo=UTC),
    )
    assert chat.retired == Edge.at(datetime(2023, 1, 1, tzinfo=UTC))
    assert (gov.vendor, gov.vendor_state, gov.hosts, gov.facts) == ("Vendor", "NO", ("gov.chat.example",), ())


def test_what_is_not_stated_stays_unknown() -> None:
    """A platform of which only the name is known has no vendor, no facts and no end."""
    bare = load_catalogue({"bare.yaml": BARE}).platforms["bare"]
    assert (bare.vendor, bare.vendor_state, bare.facts, bare.findings, bare.retired) == (None, None, (), (), None)


def test_a_statement_without_a_listed_source_is_refused() -> None:
    """Facts, findings and retirements rest on a source that the file lists; all are reported at once (C101)."""
    assert _codes(FULL.replace("{report: {", "{other: {")) == ["C101"] * 3
    with pytest.raises(CatalogueError, match="listed: none"):
        load_catalogue({"x": BARE + "retired: {on: 2023-01-01, source: report}\n"})


def test_a_day_that_does_not_exist_is_refused() -> None:
    """A date that the calendar lacks is reported where it stands (C102)."""
    with pytest.raises(CatalogueError) as caught:
        load_catalogue({"chat.yaml": FULL.replace("2023-01-01", "2023-02-30")})
    (one,) = caught.value.diagnostics
    assert (one.file, one.line, one.code) == ("chat.yaml", 12, "C102")


def test_a_name_belongs_to_one_platform() -> None:
    """An alias that is an id, or the alias of another platform, is refused (C103)."""
    assert _codes(BARE + "aliases: [Other]\n", "id: b\nname: B\naliases: [Other]\n") == ["C103"]
    assert _codes(BARE, "id: b\nname: B\naliases: [bare]\n") == ["C103"]


def test_a_host_belongs_to_one_product() -> None:
    """Two products cannot claim one host (C104); editions of one product may share it, since links cannot tell."""
    assert _codes(BARE + "hosts: [a.example]\n", "id: b\nname: B\nhosts: [A.example]\n") == ["C104"]
    shared = BARE + "hosts: [a.example]\neditions: [{id: x, name: X, hosts: [a.example]}]\n"
    assert set(load_catalogue({"a": shared}).platforms) == {"bare", "bare/x"}


def test_all_files_are_reported_at_once() -> None:
    """A file of which the form is wrong does not hide what is wrong in the next."""
    assert _codes("id: A B\nname: x\n", "id: c\n", "") == ["E024", "E021", "E010"]


def test_a_later_file_extends_a_platform_by_its_id() -> None:
    """What a user's file states is added, and its name replaces the shipped one."""
    more = (
        "id: chat\nname: Our Chat\naliases: [Ours]\nhosts: [chat.example, ours.example]\n"
        "sources: {us: {title: Tenancy, confidence: A}}\n"
        "facts: [{name: mfa, value: yes, asserted_by: us, source: us, known_from: 2024-01-01}]\n"
    )
    chat = load_catalogue({"chat.yaml": FULL, "ours.yaml": more}).platforms["chat"]
    assert (chat.name, chat.vendor, chat.vendor_state) == ("Our Chat", "Vendor", "NO")
    assert chat.aliases == {"Chat One", "Ours"}
    assert chat.hosts == ("chat.example", "ours.example")
    assert [each.name for each in chat.facts] == ["e2ee", "mfa"]
    assert chat.retired is not None
    assert set(chat.sources) == {"report", "us"}


def test_the_digest_follows_the_texts() -> None:
    """Catalogues read from the same files are the same, and any other text is another catalogue."""
    assert load_catalogue({"a": BARE}).digest == load_catalogue({"a": BARE}).digest
    assert load_catalogue({"a": BARE}).digest != load_catalogue({"a": BARE + "# x\n"}).digest


def test_the_page_of_a_platform_shows_what_is_known() -> None:
    """The page names everything that is stated, with its source, and says what is unknown."""
    platforms = load_catalogue({"chat.yaml": FULL, "bare.yaml": BARE}).platforms
    page = platform_page(platforms["chat"])
    for part in (
        "# Chat",
        "`Chat One`",
        "`chat.example`",
        "Retired 2023-01-01",
        "no, partial",
        "exposed to CN by storage",
    ):
        assert part in page
    assert "Source `report`: Report, unknown publisher, 2020-01-01" in page
    assert platform_page(platforms["bare"]) == "# Bare\n\nId `bare`, vendor unknown (unknown).\n\n"


def test_a_commercial_teams_link_may_lead_to_the_government_community_cloud() -> None:
    """GCC shares every commercial host but that of personal accounts, so no link there speaks for one of the two."""
    platforms = read_policy(rules=()).catalogue.platforms
    commercial, gcc = platforms["microsoft-teams"].hosts, platforms["microsoft-teams/gcc"].hosts
    assert set(commercial) - set(gcc) == {"teams.live.com"}
    assert all("scheme:msteams" in each.hosts for each in platforms.values() if each.product == "microsoft-teams")
