"""Find the links in a text as people and programs write it: prose, HTML, or what an export left of either."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote

_END: Final = r"[^\s<>\"]"
_LINK: Final = re.compile(
    # The web, also where slashes are missing or turned round: a browser repairs them, and so might the reader's.
    rf"(?:https?:(?=[\\/\w%]){_END}+)"
    # Any other scheme, where a path or an authority follows.
    rf"|(?<![\w+.-])(?:[a-z][a-z0-9+.-]{{1,30}}:[\\/]{_END}+)"
    # Telephones and the like.
    rf"|(?<![\w+.-])(?:(?:tel|sips?|callto|h323):{_END}+)"
    # No scheme at all: how people type a link, and how Google prints its own.
    rf"|(?<![\w@.+/:\\-])(?://)?(?:[a-z0-9_-]+\.)+[a-z]{{2,}}(?![\w@-])(?::[0-9]+)?(?:[/?#]{_END}*)?",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(r"(?<=[A-Za-z0-9])(?=https?://)")
# An export that escaped a text twice leaves `\n` as two characters behind the path; the host is not concerned.
_DOUBLY_ESCAPED: Final = re.compile(r"(https?://[^/?#\\]+[/?#][^\\]*)\\[nNrt,;]", re.IGNORECASE)
_TRAILING: Final = ".,;:!?'\"`)]}>*_|"

# HTML is scanned, not parsed: html.parser takes a minute for 64 kB of `<a <a <a`, and what a browser makes of broken
# HTML is a superset of what any parser of ours would make. Each expression stops at what would start it again.
_REFERENCE: Final = re.compile(
    r"\b(?:href|src|action|formaction|data|background|cite)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[^<>]*>")
_ABSOLUTE: Final = re.compile(r"[\\/]{2}|[A-Za-z][A-Za-z0-9+.\t\r\n-]*:")
_C0_AND_SPACE: Final = "".join(map(chr, range(0x21)))

_DOTS: Final = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": ".", "\\": "/"})
_UNSEEN: Final = re.compile(r"[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff]+")


def find_links(text: str) -> tuple[str, ...]:
    """Return the links in a text, each once, in order: plain text, the text of HTML, and what HTML refers to.

    Domain names without a scheme are returned too (`meet.google.com/abc-defg-hij`): who knows the platforms' hosts
    tells them from names of files and people.
    """
    found = list(_scan(text))
    if "<" in text:
        found += [*_references(text), *_scan(unescape(_TAG.sub("", text)))]
    return tuple(dict.fromkeys(each for each in found if each))


def folded(text: str) -> str:
    """Return a text as the most forgiving reader sees it, for the question what it mentions; not for deciding."""
    seen = unquote(unquote(unescape(text))).translate(_DOTS)
    return _UNSEEN.sub("", seen).casefold()


def _scan(text: str) -> Iterator[str]:
    for match in _LINK.finditer(text):
        for part in _GLUED.split(match.group()):
            cut = _DOUBLY_ESCAPED.match(part)
            yield unescape(cut[1] if cut else part).rstrip(_TRAILING)


def _references(text: str) -> Iterator[str]:
    """Yield what HTML refers to, as it stands there: a browser removes tabs and line breaks inside, so they stay."""
    for match in _REFERENCE.finditer(text):
        reference = unescape(match[1] or match[2] or match[3] or "").strip(_C0_AND_SPACE)
        if _ABSOLUTE.match(reference):
            yield reference
