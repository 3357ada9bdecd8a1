"""Read a URL strictly: where two readers could see two hosts, the answer is that it is ambiguous.

Browsers repair what they are given (WHATWG URL): backslashes become slashes, tabs vanish, `%2E` and full-width dots
become dots. A gate that reads such a URL otherwise than the browser permits what nobody opens and misses what
everybody opens. So nothing is repaired here; what would need repair is refused.
"""

from __future__ import annotations

import re
from typing import Final

import attrs

#: Schemes whose URLs always have an authority; their hosts are domain names.
WEB: Final = frozenset({"http", "https"})

_LONGEST_HOST: Final = 253
_LARGEST_PORT: Final = 65535

_SHAPE: Final = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<slashes>//(?P<authority>[^/?#]*))?(?P<rest>.*)", re.DOTALL
)
_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
# What WHATWG reads as an IPv4 address, in any of its spellings: `1.2.3.4`, `127.1`, `0x7f000001`.
_NUMBER: Final = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)")
_PORT: Final = re.compile(r"[1-9][0-9]{0,4}")

_ANYWHERE: Final = (
    (re.compile(r"[\x00-\x20\x7f]|\s"), "has white space or a control character in it"),
    (re.compile(r"\\"), "has a backslash in it, which browsers read as a slash"),
)
_AUTHORITY: Final = (
    (re.compile(r"[\[\]]"), "has a number for a host"),
    (re.compile(r"@"), "has a user name before the host"),
    (re.compile(r"%"), "has an escaped character in the host"),
    (re.compile(r"[^\x00-\x7f]"), "has a character beyond ASCII in the host"),
)


@attrs.frozen(kw_only=True)
class Url:
    """Be a URL that every reader reads alike; `scheme` and `host` in lower case, `rest` is what follows the host."""

    scheme: str
    host: str
    rest: str


@attrs.frozen
class Ambiguous:
    """Be a text that is no URL, or one that different programs read differently; `reason` completes `the link …`."""

    reason: str


def parse_url(text: str) -> Url | Ambiguous:
    """Read a URL, or say why it cannot be read in one way only. Never raises.

    A URL of another scheme than http(s) may do without `//` (`msteams:/l/meetup-join/…`); its host is then empty.
    """
    found = _first(_ANYWHERE, text)
    if found:
        return Ambiguous(found)
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return Ambiguous("has no scheme")
    scheme, authority = shape["scheme"].lower(), shape["authority"] or ""
    if scheme in WEB and not authority:
        return Ambiguous("has no `//` and host after its scheme")
    wrong = _wrong(authority) if authority else ""
    if wrong:
        return Ambiguous(wrong)
    return Url(scheme=scheme, host=authority.partition(":")[0].lower(), rest=shape["rest"])


def _first(table: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str:
    return next((reason for pattern, reason in table if pattern.search(text)), "")


def _wrong(authority: str) -> str:
    """Say what is wrong with an authority, or nothing."""
    host, colon, port = authority.partition(":")
    if colon and not (_PORT.fullmatch(port) and int(port) <= _LARGEST_PORT):
        return _first(_AUTHORITY, authority) or "has a port that is none"
    return _first(_AUTHORITY, authority) or _wrong_host(host)


def _wrong_host(host: str) -> str:
    if not _HOST.fullmatch(host) or len(host) > _LONGEST_HOST:
        return "has a host that is not a domain name"
    if _NUMBER.fullmatch(host):
        return "has a number for a host"
    return "has a host in punycode" if "xn--" in host.lower() else ""
