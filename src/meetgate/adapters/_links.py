"""Say which platforms a link may lead to, and which links of an event have to be answered for.

Forbidding over-approximates and permitting under-approximates: a link counts for every platform that it may lead to,
and one that leads nobody knows where has no platform and says why, so that nothing permits it.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

import attrs

from meetgate.adapters._hosts import Hosts
from meetgate.adapters._text import folded
from meetgate.adapters._url import WEB, Ambiguous, Url, parse_url

#: Where a calendar says by which means people meet: an unknown link here is an unknown meeting place.
MEETING_FIELDS: Final = frozenset(
    {
        "CONFERENCE",
        "LOCATION",
        "X-GOOGLE-CONFERENCE",
        "X-GOOGLE-HANGOUT",
        "X-LIVEWHALE-ONLINE-URL",
        "X-MICROSOFT-ONLINEMEETINGCONFLINK",
        "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
        "X-MICROSOFT-SKYPETEAMSMEETINGURL",
        "X-MS-OLK-NETSHOWURL",
        "X-OPENPAAS-VIDEOCONFERENCE",
    }
)
#: The field that stands for a line of the event that could not be read: it may have carried anything.
UNREADABLE_FIELD: Final = "UNREADABLE"


class LinkKind(enum.Enum):
    """Say what a link turned out to be."""

    PLATFORM = "platform"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    WRAPPED = "wrapped"
    HELP = "help"
    CALL = "call"
    PLACEHOLDER = "placeholder"
    UNREADABLE = "unreadable"


@attrs.frozen(kw_only=True)
class Carried:
    """Be a link as an event carries it, `service` where the event only names one, `refused` where neither is readable."""

    field: str
    url: str = ""
    service: str = ""
    refused: str = ""


@attrs.frozen(kw_only=True)
class Link:
    """Be a link with the platforms that it may lead to, sorted; where there are none, `refused` says why."""

    url: str
    field: str
    platforms: tuple[str, ...] = ()
    refused: str = ""
    kind: LinkKind


# Hosts (and everything below them) whose links lead somewhere else: the target can change after the decision.
_WRAPPERS: Final = frozenset(
    """awstrack.me safelinks.protection.outlook.com safelinks.protection.office365.us urldefense.com
    urldefense.proofpoint.com urldefense.us linkprotect.cudasvc.com protect-us.mimecast.com protect-eu.mimecast.com
    protect.mimecast.com mimecastprotect.com url.emailprotection.link clicktime.symantec.com protect2.fireeye.com
    secure-web.cisco.com statics.teams.cdn.office.net trendmicro.com protection.sophos.com l.facebook.com
    bit.ly tinyurl.com aka.ms goo.gl t.co ow.ly lnkd.in is.gd cutt.ly rebrand.ly buff.ly tiny.cc rb.gy
    shorturl.at t.ly v.gd""".split()  # noqa: SIM905  # a column of forty one-word lines reads worse
)
_GOOGLE: Final = re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}")
# Rides in every Teams invitation and can lead to no meeting; it has to be told from the shortener it lives on.
_HELP: Final = frozenset({("aka.ms", "/jointeamsmeeting")})
_CALLS: Final = frozenset({"callto", "conf", "h323", "im", "mailto", "sip", "sips", "tel", "xmpp"})

_BARE: Final = re.compile(r"(?:[A-Za-z0-9_-]+\.)+[A-Za-z]{2,}(?::[0-9]+)?(?P<path>[/?#].*)?", re.DOTALL)
# Services by the words that stand in a LOCATION instead of a link, with what their hosts or platform ids contain.
_SERVICES: Final = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), part)
    for words, part in (
        (r"(?:ms|microsoft)[ -]teams|teams[ -]?(?:meeting|besprechung|call)", "teams"),
        ("zoom", "zoom"),
        ("google meet|google hangouts?|hangouts?", "google"),
        ("webex", "webex"),
        ("skype", "skype"),
        ("jitsi", "jit"),
        ("facetime", "facetime"),
        ("whatsapp", "whatsapp"),
        ("telegram", "telegram"),
        ("wechat", "wechat"),
        ("voov", "voov"),
        ("tencent meeting", "tencent"),
        ("bluejeans", "bluejeans"),
        ("gotomeeting", "goto"),
    )
)


def resolve(url: str, *, field: str, hosts: Hosts) -> Link:
    """Say which platforms a link may lead to; where nobody knows, there are none and `refused` says why."""
    read = parse_url(_with_scheme(url))
    platforms, kind, why = _judge(read, hosts)
    refused = "" if platforms else f"the link {why}"
    return Link(url=url, field=field, platforms=platforms, refused=refused, kind=kind)


def resolve_all(carried: Iterable[Carried], hosts: Hosts) -> tuple[Link, ...]:
    """Return the links of an event that have to be answered for, sorted by field and URL, each once.

    A link that leads nobody knows where counts in `MEETING_FIELDS`. Elsewhere (agendas, maps, documents) it is
    dropped, unless it hides its target: a wrapper, a shortener, or an ambiguous link that mentions a platform's host.
    """
    every = tuple(carried)
    links = {_link(each, hosts) for each in every if not each.service}
    kept = {link for link in links if _counts(link, hosts)}
    met = {link for link in kept if link.platforms}
    return tuple(sorted(kept | _unmet(every, met), key=lambda link: (link.field, link.url)))


def services(text: str) -> tuple[str, ...]:
    """Return the meeting services that a text names, as `Microsoft Teams Meeting` in a LOCATION does."""
    return tuple(part for words, part in _SERVICES if words.search(text))


def _link(carried: Carried, hosts: Hosts) -> Link:
    if carried.refused:
        return Link(url=carried.url, field=carried.field, refused=carried.refused, kind=LinkKind.UNREADABLE)
    return resolve(carried.url, field=carried.field, hosts=hosts)


def _with_scheme(url: str) -> str:
    if _BARE.fullmatch(url):
        return f"https://{url}"
    return f"https:{url}" if url.startswith("//") else url


def _judge(read: Url | Ambiguous, hosts: Hosts) -> tuple[tuple[str, ...], LinkKind, str]:
    if isinstance(read, Ambiguous):
        return (), LinkKind.AMBIGUOUS, read.reason
    if read.scheme in _CALLS:
        return (), LinkKind.CALL, f"is a `{read.scheme}:` address, and nobody has judged that path"
    return _web(read, hosts) if read.scheme in WEB else _native(read, hosts)


def _web(url: Url, hosts: Hosts) -> tuple[tuple[str, ...], LinkKind, str]:
    if (url.host, url.rest.partition("?")[0].rstrip("/").lower()) in _HELP:
        return (), LinkKind.HELP, "is a help page"
    if _leads_on(url):
        return (), LinkKind.WRAPPED, f"goes through `{url.host}` to a place that it does not say"
    return _known(hosts.at(url.host), f"has the host `{url.host}`, which no platform declares")


def _native(url: Url, hosts: Hosts) -> tuple[tuple[str, ...], LinkKind, str]:
    """Judge a link that opens a program: its host decides where it has one, else the scheme does."""
    opened = hosts.under(url.scheme)
    if not opened:
        return (), LinkKind.AMBIGUOUS, f"has the scheme `{url.scheme}`, which no platform declares"
    if "." not in url.host:
        return opened, LinkKind.PLATFORM, ""
    return _known(hosts.at(url.host), f"has the host `{url.host}`, which no platform declares")


def _known(platforms: tuple[str, ...], why: str) -> tuple[tuple[str, ...], LinkKind, str]:
    return platforms, LinkKind.PLATFORM if platforms else LinkKind.UNKNOWN, why


def _leads_on(url: Url) -> bool:
    labels = url.host.split(".")
    above = {".".join(labels[start:]) for start in range(len(labels))}
    target = unquote(unquote(url.rest)).lower()
    return (
        bool(above & _WRAPPERS)
        or (_GOOGLE.fullmatch(url.host) is not None and re.match(r"/+url\b", target) is not None)
        # An open redirect on the meeting host itself.
        or (url.host == "meet.google.com" and "linkredirect" in target)
    )


def _counts(link: Link, hosts: Hosts) -> bool:
    if link.platforms or link.kind in {LinkKind.WRAPPED, LinkKind.UNREADABLE}:
        return True
    bare = _BARE.fullmatch(link.url)
    if bare and not bare["path"]:
        return False  # a domain name without a path is a word of the text, unless a platform lives there
    if link.field in MEETING_FIELDS:
        return True
    return link.kind is LinkKind.AMBIGUOUS and hosts.mentioned(folded(link.url))


def _unmet(carried: Iterable[Carried], kept: set[Link]) -> set[Link]:
    """Return a refused link for every service that is named and to which no link of the event leads."""
    led = " ".join(" ".join([_with_scheme(link.url).partition("?")[0], *link.platforms]) for link in kept)
    return {
        Link(
            url="",
            field=each.field,
            refused=f"the text names a service (`{each.service}`) but no link leads there",
            kind=LinkKind.PLACEHOLDER,
        )
        for each in carried
        if each.service and each.service not in led
    }
