from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.adapters.calendars import HOSTS

from meetgate.adapters import Carried, Hosts, LinkKind, find_links, resolve, resolve_all

ROWS: list[dict[str, str]] = json.loads((Path(__file__).parent / "links.json").read_text(encoding="utf-8"))


def _at(text: str, field: str) -> list[tuple[str, ...]]:
    carried = [Carried(url=each, field=field) for each in find_links(text)]
    return [each.platforms for each in resolve_all(carried, HOSTS)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["url"])
def test_a_link_leads_to_its_platform_or_to_none(row: dict[str, str]) -> None:
    """In a LOCATION, every link is its platform's, or it is refused: no attack gets a platform."""
    found = _at(row["url"], "LOCATION")
    assert found
    if row["platform"]:
        assert found == [(row["platform"],)]
    else:
        assert set(found) == {()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["url"])
def test_in_prose_only_platforms_and_what_hides_its_target_count(row: dict[str, str]) -> None:
    """In a DESCRIPTION a platform's link counts, a wrapper fails closed, and an agenda is nobody's business."""
    found = _at(f"Please see {row['url']} and bring tea.", "DESCRIPTION")
    if row["platform"]:
        assert found == [(row["platform"],)]
    elif row["kind"] == "wrapped":
        assert found == [()]
    else:
        assert found in ([], [()])


@pytest.mark.parametrize(
    "url",
    [
        "https://evilzoom.us/j/1",
        "https://evil.example\\@zoom.us/j/1",
        "https://zoom.us@evil.example/",
        "https://zoom.us.evil.example/",
        "https://zoom\u3002us/j/1",
        "javascript:location='https://zoom.us/j/1'",
        "https://acme.zoom.com.cn.example/j/1",
        "https://meet.google.com/linkredirect?dest=https://evil.example",
        "https://meet.google.com/x/../%4cinkredirect?dest=https://evil.example",
        "zoommtg://evil.example/join?confno=1",
        "intent://zoom.us/j/1#Intent;scheme=zoommtg;end",
        "ftp://zoom.us/j/1",
        "tel:+442070000000",
        "sip:1@zoom.us",
        "https://google.co.uk/url?q=https://zoom.us/j/1",
    ],
)
def test_a_forged_link_never_gets_a_platform(url: str) -> None:
    """Each is refused with a reason that a person can read."""
    link = resolve(url, field="LOCATION", hosts=HOSTS)
    assert (link.platforms, link.refused[:9]) == ((), "the link ")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://zoom.us/j/1", LinkKind.PLATFORM),
        ("msteams:/l/meetup-join/1", LinkKind.PLATFORM),
        ("webexteams://meet?sip=jane@acme.webex.com", LinkKind.PLATFORM),
        ("https://bbb.example.org/b/1", LinkKind.UNKNOWN),
        ("https://zoom.us:x/", LinkKind.AMBIGUOUS),
        ("https://bit.ly/x", LinkKind.WRAPPED),
        ("https://aka.ms/JoinTeamsMeeting?omkt=en-GB", LinkKind.HELP),
        ("tel:+44207", LinkKind.CALL),
    ],
)
def test_a_link_says_what_kind_it_is(url: str, kind: LinkKind) -> None:
    """The kinds are a closed set."""
    assert resolve(url, field="X", hosts=HOSTS).kind is kind


def test_the_longest_rule_of_a_host_wins() -> None:
    """An exact host beats the domain above it, and a domain does not cover itself."""
    hosts = Hosts.of([("a", ["*.example.org"]), ("b", ["x.example.org", "*.y.example.org"]), ("c", ["X.Example.org"])])
    assert hosts.at("x.example.org") == ("b", "c")
    assert hosts.at("z.y.example.org") == ("b",)
    assert hosts.at("y.example.org") == ("a",)
    assert hosts.at("example.org") == ()
    assert Hosts().under("zoommtg") == ()


def test_an_ambiguous_link_in_prose_counts_only_where_it_mentions_a_platform() -> None:
    """`zoom%2Eus` may lead to Zoom; a broken link to an agenda leads to no meeting."""
    assert _at("see https://zoom%2Eus/j/1", "DESCRIPTION") == [()]
    assert _at("see https://user@agenda.example/", "DESCRIPTION") == []


def test_a_name_in_a_sentence_is_no_link_unless_a_platform_lives_there() -> None:
    """`notes.txt` in a LOCATION blocks nothing, `meet.google.com` counts."""
    assert _at("bring notes.txt", "LOCATION") == []
    assert _at("on meet.google.com", "LOCATION") == [("google-meet",)]
    assert _at("write to jane@zoom.us", "DESCRIPTION") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Join (https://zoom.us/j/1).", ("https://zoom.us/j/1",)),
        ("<https://zoom.us/j/1>", ("https://zoom.us/j/1",)),
        ("https://zoom.us/j/1?a=b&amp;c=d", ("https://zoom.us/j/1?a=b&c=d",)),
        ("https://zoom.us/j/1\\nMeeting ID", ("https://zoom.us/j/1",)),
        ("https://zoom.us/j/1https://meet.google.com/x", ("https://zoom.us/j/1", "https://meet.google.com/x")),
        ("//zoom.us/j/1", ("//zoom.us/j/1",)),
        ("no link, and/or: nothing", ()),
    ],
)
def test_links_are_found_in_prose(text: str, found: tuple[str, ...]) -> None:
    """Punctuation is cut, entities are read, glued links are taken apart."""
    assert find_links(text) == found


def test_links_are_found_in_html() -> None:
    """What HTML refers to counts, as do its text and its other attributes; relative and empty ones lead to no meeting."""
    text = (
        '<a href=" https://zoom.us/j/1 ">here</a><a href="page.html"></a><a href></a><img title alt="x"/>'
        '<p title="at https://meet.jit.si/x">https://meet.goo<b>gle.com/abc</b></p><a href="java\nscript:x"></a><a href="/relative"></a>'
    )
    found = find_links(text)
    assert {"https://zoom.us/j/1", "https://meet.jit.si/x", "https://meet.google.com/abc", "java\nscript:x"} <= {*found}
    assert "/relative" not in found
    assert _at(text, "X-ALT-DESC").count(()) == 0


@pytest.mark.parametrize(
    "text",
    [
        "<![foo[ <a href='https://zoom.us/j/1'>",
        "<a title='>' href=https://zoom.us/j/1>",
        '<a href="https&#58;//zoom.us/j/1">',
        "<b>https://</b>zoom&#46;us/j/1",
    ],
)
def test_html_hides_no_link(text: str) -> None:
    """Broken markup, references without quotes, entities and tags inside a link are seen through."""
    assert "https://zoom.us/j/1" in find_links(text)


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<a href='", '<a a="', "<a href=", "https://", "a.", "<?", "href = "])
def test_hostile_text_is_scanned_once(piece: str) -> None:
    """A text of 200 kB that makes parsers search again from every character is answered."""
    assert isinstance(find_links(piece * (200_000 // len(piece))), tuple)
