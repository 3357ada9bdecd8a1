from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest

from meetgate.catalogue import load_catalogue, platform_json_schema, platform_page
from meetgate.errors import CatalogueError
from meetgate.gatekeeper.policy import read_policy
from meetgate.model import Edge, Platform, PlatformFact, Source, Truth, When

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


def _places(*files: str) -> list[tuple[str, str, int, int]]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue({f"{index}.yaml": each for index, each in enumerate(files)})
    return [(each.code, each.file, each.line, each.column) for each in caught.value.diagnostics]


def test_a_name_belongs_to_one_platform() -> None:
    """An alias that is an id, or the alias of another platform, is refused where the later of the two stands (C103)."""
    assert _places(BARE + "aliases: [Other]\n", "id: b\nname: B\naliases: [Other]\n") == [("C103", "1.yaml", 3, 11)]
    assert _places(BARE, "id: b\nname: B\naliases: [bare]\n") == [("C103", "1.yaml", 3, 11)]
    assert _places(BARE + "aliases: [b]\n", "id: b\nname: B\n") == [("C103", "1.yaml", 1, 5)]


def test_a_name_may_belong_to_two_platforms_at_different_times() -> None:
    """A name that one platform had before and another has since is no clash, and asked for without a day nobody's."""
    since = BARE + "sources: {s: {title: S, confidence: A}}\naliases: [{name: Old, until: 2020-05-01, source: s}]\n"
    later = "id: b\nname: B\nsources: {s: {title: S, confidence: A}}\naliases: [{name: Old, from: %s, source: s}]\n"
    found = load_catalogue({"a": since, "b": later % "2020-05-01"})
    assert found.names(datetime(2020, 1, 1, tzinfo=UTC))["Old"] == "bare"
    assert found.names(datetime(2021, 1, 1, tzinfo=UTC))["Old"] == "b"
    assert "Old" not in found.names()
    assert _codes(since, later % "2020-04-01") == ["C103"]
    assert _codes(since, "id: b\nname: B\naliases: [Old]\n") == ["C103"]


def test_a_host_belongs_to_one_product() -> None:
    """Two products cannot claim one host (C104); editions of one product may share it, since links cannot tell."""
    assert _places(BARE + "hosts: [a.example]\n", "id: b\nname: B\nhosts: [A.example]\n") == [("C104", "1.yaml", 3, 9)]
    shared = BARE + "hosts: [a.example]\neditions: [{id: x, name: X, hosts: [a.example]}]\n"
    assert set(load_catalogue({"a": shared}).platforms) == {"bare", "bare/x"}


@pytest.mark.parametrize(
    ("dates", "codes"),
    [
        ("from: 2020-05-01, until: 2020-04-01", ["C105"]),
        ("from: 2020-05-01, until: 2020-05-01", ["C105"]),
        ("from: 2020-05-03..2020-05-01", ["C105"]),
        ("from: 2020-05-01..2020-02-31", ["C102"]),
        ("from: 2020-05-01..9999-12-31", ["C102"]),
        ("until: 2020-13-01, review_by: 2020-02-30", ["C102", "C102"]),
    ],
)
def test_a_time_that_cannot_be_is_refused(dates: str, codes: list[str]) -> None:
    """Days that the calendar lacks (C102) and times that end before they begin (C105) are refused."""
    fact = f"facts: [{{name: x, value: yes, asserted_by: s, source: s, known_from: 2020-01-01, {dates}}}]\n"
    assert _codes(BARE + "sources: {s: {title: S, confidence: A}}\n" + fact) == codes


def test_a_range_of_days_is_an_uncertain_edge() -> None:
    """`A..B` lies somewhere from the first instant of A to the last of B."""
    text = (
        BARE
        + "sources: {s: {title: S, confidence: A}}\nlaunched: {on: 2020-04-24..2020-05-14, source: s, known_from: 2020-04-24}\n"
    )
    bare = load_catalogue({"a": text}).platforms["bare"]
    assert bare.launched == Edge(datetime(2020, 4, 24, tzinfo=UTC), datetime(2020, 5, 15, tzinfo=UTC))
    assert bare.launched_known_from == datetime(2020, 4, 24, tzinfo=UTC)
    assert "Launched 2020-04-24..2020-05-14 (S)." in platform_page(bare)


def test_several_names_with_one_value_share_a_line() -> None:
    """A row of a table is one statement for each of its names, with what it depends on."""
    text = (
        BARE + "sources: {s: {title: S, confidence: A}}\nfacts:\n"
        "  - {name: [a, b], value: yes, asserted_by: s, source: s, known_from: 2020-01-01,"
        " when: {plan: paid, setting: {x: on}, client_since: 5.0, participants_at_most: 9}}\n"
    ).replace("{x: on}", "{x: yes}")
    one, two = load_catalogue({"a": text}).platforms["bare"].facts
    wanted = When(
        plan=frozenset({"paid"}), settings=frozenset({("x", True)}), client_since="5.0", participants_at_most=9
    )
    assert (one.name, two.name, one.when, two.when) == ("a", "b", wanted, wanted)
    assert _codes(text.replace("plan: paid", "plam: paid")) == ["E020"]


def test_a_file_states_up_to_when_the_findings_of_an_authority_are_all_listed() -> None:
    """What is listed nowhere was then not found; a day that does not exist is refused."""
    text = BARE + "findings_complete: [{authority: lab, through: 2021-01-01}]\n"
    (window,) = load_catalogue({"a": text}).findings_complete
    assert (window.authority, window.through) == ("lab", datetime(2021, 1, 1, tzinfo=UTC))
    assert _codes(text.replace("2021-01-01", "2021-02-30")) == ["C102"]


def test_all_files_are_reported_at_once() -> None:
    """A file of which the form is wrong does not hide what is wrong in the next."""
    assert _codes("id: A B\nname: x\n", "id: c\n", "") == ["E024", "C106", "E010"]


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


def test_a_later_file_replaces_what_an_author_had_stated() -> None:
    """A fact of the same name, author and `from` replaces the shipped one; of another author it stands beside it."""
    more = (
        "id: chat\nsources: {us: {title: Tenancy, confidence: A}}\nfacts:\n"
        "  - {name: e2ee, value: yes, asserted_by: %s, source: us, from: 2020-01-01, known_from: 2020-02-01}\n"
        "launched: {on: 2019-01-01, source: us}\nvendor: {name: Other}\n"
        "editions: [{id: gov, facts: []}, {id: ours, name: Chat of ours}]\n"
    )
    platforms = load_catalogue({"chat.yaml": FULL, "ours.yaml": more % "lab"}).platforms
    chat = platforms["chat"]
    assert [each.values for each in chat.facts] == [{"yes"}]
    assert (chat.name, chat.vendor, chat.vendor_state) == ("Chat", "Other", None)
    assert (chat.launched, chat.launched_source) == (Edge.at(datetime(2019, 1, 1, tzinfo=UTC)), "Tenancy")
    assert platforms["chat/gov"].name == "Chat for Government"
    both = load_catalogue({"chat.yaml": FULL, "ours.yaml": more % "us"}).platforms["chat"]
    assert [each.asserted_by for each in both.facts] == ["lab", "us"]


def test_an_edition_that_a_later_file_adds_has_the_vendor_of_its_product() -> None:
    """Who sells the product sells its editions, unless an edition says otherwise."""
    more = "id: chat\neditions: [{id: ours, name: Ours}, {id: sold, name: Sold, vendor: {name: V, state: SE}}]\n"
    platforms = load_catalogue({"chat.yaml": FULL, "ours.yaml": more}).platforms
    assert (platforms["chat/ours"].vendor, platforms["chat/ours"].vendor_state) == ("Vendor", "NO")
    assert (platforms["chat/sold"].vendor, platforms["chat/sold"].vendor_state) == ("V", "SE")


def test_a_platform_without_a_name_has_to_be_known() -> None:
    """A file that extends may leave the name out; one that extends nothing is told what it may have meant (C106)."""
    assert _places(FULL, "id: chatt\n") == [("C106", "1.yaml", 1, 5)]
    with pytest.raises(CatalogueError, match="did you mean `chat`"):
        load_catalogue({"a": FULL, "b": "id: chatt\n"})


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
        "Retired 2023-01-01 (Report, 2020-01-01)",
        "no, partial",
        "exposed to CN by storage",
    ):
        assert part in page
    assert "Source `report`: Report, unknown publisher, 2020-01-01; confidence B" in page
    assert (
        "says lab (Report, 2020-01-01; confidence B), from 2020-01-01 until 2021-01-01, public since 2020-02-01" in page
    )
    assert "public since 2020-02-01, to be reviewed by 2022-01-01" in page
    assert platform_page(platforms["bare"]) == "# Bare\n\nId `bare`, vendor unknown (unknown).\n\n"


def test_the_page_says_in_words_what_a_statement_depends_on() -> None:
    """Every condition has its words; a source without a grade, a place in it, and a name with dates are shown."""
    text = (
        BARE + "sources: {s: {title: S, confidence: A, locator: page 2}}\n"
        "aliases: [{name: Old, until: 2020-05-01, source: s}]\nfacts:\n"
        "  - {name: a, value: [], asserted_by: s, source: s, known_from: 2020-01-01, when: {plan: [free, paid], licence: l,"
        " setting: {x: yes, y: no}, opted_out: CN, opted_in: CN, client: app, client_since: 5.0, access: phone,"
        " modality: video, participants_at_least: 2, participants_at_most: 9, states_any_of: CN, states_none_of: RU}}\n"
    )
    page = platform_page(load_catalogue({"a": text}).platforms["bare"])
    assert (
        "fact `a`: none where the plan is free or paid, the licence is l, the account keeps out CN, the account does not"
        " keep out CN, the client is app, access is by phone, it is video, somebody takes part from CN, nobody takes part"
        " from RU, the client is 5.0 or later, at least 2 take part, at most 9 take part, the account has x on,"
        " the account has y off, says s (S; confidence A), public since 2020-01-01"
    ) in page
    assert "Called `Old` until 2020-05-01 (S; confidence A)." in page
    assert "Source `s`: S, unknown publisher, undated, page 2; confidence A" in page


def test_a_value_that_was_built_without_a_file_has_a_page_too() -> None:
    """What Python builds need name no listed source and no days."""
    fact = PlatformFact(name="a", values=frozenset({"yes"}), asserted_by="us", source="our own test")
    bare = Source(title="Note")
    page = platform_page(Platform(id="p", name="P", facts=(fact,), sources={"n": bare}))
    assert "- fact `a`: yes, says us (our own test)\n" in page
    assert page.endswith("Source `n`: Note, unknown publisher, undated\n")


def test_a_commercial_teams_link_may_lead_to_the_government_community_cloud() -> None:
    """GCC shares every commercial host but that of personal accounts, so no link there speaks for one of the two."""
    platforms = read_policy(rules=()).catalogue.platforms
    commercial, gcc = platforms["microsoft-teams"].hosts, platforms["microsoft-teams/gcc"].hosts
    assert set(commercial) - set(gcc) == {"teams.live.com"}
    clouds = [each for each in platforms.values() if each.product == "microsoft-teams" and each.hosts]
    assert len(clouds) == 5
    assert all("scheme:msteams" in each.hosts for each in clouds)


def test_the_schema_of_a_platform_file_is_closed() -> None:
    """An editor that knows the JSON Schema flags a key that the loader would refuse."""
    schema = platform_json_schema()
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["id"]
