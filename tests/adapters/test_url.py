from __future__ import annotations

import ada_url
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetgate.adapters._url import Ambiguous, Url, parse_url

REFUSED = {
    "zoom.us/j/1": "has no scheme",
    "": "has no scheme",
    "https:zoom.us/j/1": "has no `//` and host after its scheme",
    "https:/zoom.us/j/1": "has no `//` and host after its scheme",
    "https:///zoom.us": "has no `//` and host after its scheme",
    "https://zo\tom.us/j/1": "has white space or a control character in it",
    "https://zoom.us /j/1": "has white space or a control character in it",
    "https://zoom.us\x00/": "has white space or a control character in it",
    "https://evil.example\\@zoom.us/j/1": "has a backslash in it, which browsers read as a slash",
    "https://zoom.us@evil.example/": "has a user name before the host",
    "https://zoom.us:443@evil.example/": "has a user name before the host",
    "https://zoom%2Eus/j/1": "has an escaped character in the host",
    "https://zoom\u3002us/j/1": "has a character beyond ASCII in the host",
    "https://\uff5a\uff4f\uff4f\uff4d.us/": "has a character beyond ASCII in the host",
    "https://zo\u00adom.us/": "has a character beyond ASCII in the host",
    "https://zoom.us:/j/1": "has a port that is none",
    "https://zoom.us:99999/j/1": "has a port that is none",
    "https://zoom.us:080/j/1": "has a port that is none",
    "https://zoom..us/": "has a host that is not a domain name",
    "https://zoom.us./": "has a host that is not a domain name",
    "https://.zoom.us/": "has a host that is not a domain name",
    "https://-zoom.us/": "has a host that is not a domain name",
    "https://zoom.us&amp;x/": "has a host that is not a domain name",
    f"https://{'a.' * 130}us/": "has a host that is not a domain name",
    "https://[2001:db8::1]/j/1": "has a number for a host",
    "https://127.0.0.1/": "has a number for a host",
    "https://0x7f000001/": "has a number for a host",
    "https://2130706433/": "has a number for a host",
    "https://xn--zom-rna.us/": "has a host in punycode",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_a_url_that_browsers_repair_is_refused_with_its_reason(text: str, reason: str) -> None:
    """What two programs may read differently is not read at all."""
    assert parse_url(text) == Ambiguous(reason)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("HTTPS://ZOOM.us/j/1", Url(scheme="https", host="zoom.us", rest="/j/1")),
        ("http://zoom.us", Url(scheme="http", host="zoom.us", rest="")),
        ("https://zoom.us:443?x", Url(scheme="https", host="zoom.us", rest="?x")),
        ("https://zoom.us#@evil.example/", Url(scheme="https", host="zoom.us", rest="#@evil.example/")),
        ("https://a_b.example/%2e/é", Url(scheme="https", host="a_b.example", rest="/%2e/é")),
        ("zoommtg://zoom.us/join?confno=1", Url(scheme="zoommtg", host="zoom.us", rest="/join?confno=1")),
        ("msteams:/l/meetup-join/1", Url(scheme="msteams", host="", rest="/l/meetup-join/1")),
        ("sip:room@video.example", Url(scheme="sip", host="", rest="room@video.example")),
    ],
)
def test_an_unambiguous_url_is_read(text: str, url: Url) -> None:
    """Scheme and host come in lower case, the port is checked and dropped, the rest is kept."""
    assert parse_url(text) == url


PIECES = [
    *("http", "https", ":", "/", "\\", "@", "%2e", "%41", ".", "zoom", "us", "evil", "-", "_", "[", "]", "0x7f"),
    *("\u3002", "\u00ad", "\t", " ", "xn--", "?", "#", "&", "1", "é", "\uff5a", "//", "zoom.us", "evil.example", ":80"),
]


@given(st.lists(st.sampled_from(PIECES) | st.characters(max_codepoint=0x2FFF), max_size=12).map("".join))
@example("evil.example\\@zoom.us/j/1")
@example("zoom.us:80@evil.example")
def test_where_the_strict_reader_sees_a_host_a_browser_sees_the_same(rest: str) -> None:
    """The strict parse never names a host to which a WHATWG parser would not go."""
    url = f"https://{rest}"
    read = parse_url(url)
    if isinstance(read, Url):
        assert ada_url.URL(url).hostname == read.host
