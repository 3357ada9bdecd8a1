"""Read single properties of iCalendar components: their text, their addresses, the links they carry.

icalendar 7 leaves `ENCODING=QUOTED-PRINTABLE` and `BASE64` as they are (they come from vCalendar 1.0), returns a list
where a property stands twice, and keeps what it could not parse as `vBroken`. All of that ends here.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

from icalendar import Component
from icalendar.prop import vBinary

from meetgate.adapters._links import MEETING_FIELDS, UNREADABLE_FIELD, Carried, services
from meetgate.adapters._text import find_links

# Properties that cannot carry a link to a meeting: identifiers, times, people, states.
_SILENT: Final = frozenset(
    """ATTENDEE CATEGORIES CLASS CREATED DTEND DTSTAMP DTSTART DUE DURATION EXDATE EXRULE GEO LAST-MODIFIED ORGANIZER
    PERCENT-COMPLETE PRIORITY RDATE RECURRENCE-ID RELATED-TO REPEAT REQUEST-STATUS RRULE SEQUENCE STATUS TRANSP TRIGGER
    UID""".split()  # noqa: SIM905  # a column of thirty one-word lines reads worse
)
_URI_FIELDS: Final = MEETING_FIELDS - {"LOCATION"}
_DROPPED_LINE: Final = re.compile(r"parsed into parts: '(?P<name>[A-Za-z0-9-]+)[;:]")
_SOFT_BREAK: Final = re.compile(r"=\s*\Z")


def values(component: Component, name: str) -> tuple[Any, ...]:
    """Return every value of a property, however often it stands there."""
    return _several(cast("Any", component).get(name, ()))


def _several(found: Any) -> tuple[Any, ...]:  # icalendar's values have no common type
    return tuple(cast("Sequence[Any]", found)) if isinstance(found, list | tuple) else (found,)


def text(value: Any) -> str | None:  # icalendar's values have no common type
    """Return the text of a property, decoded; None where it cannot be.

    Raises nothing: what cannot be decoded is unknown.
    """
    encoding = parameter(value, "ENCODING").upper()
    plain = str(value)
    try:
        if encoding == "QUOTED-PRINTABLE":
            # A soft line break means that the next line belonged here, and was taken for a property of its own.
            return None if _SOFT_BREAK.search(plain) else _decoded(quopri.decodestring(plain.encode()), value)
        if encoding in {"BASE64", "B"}:
            return _decoded(base64.b64decode(plain.encode(), validate=True), value)
    except ValueError:
        return None
    except LookupError:
        return None  # the CHARSET is none that Python knows
    return plain


def _decoded(data: bytes, value: Any) -> str:  # icalendar's values have no common type
    return data.decode(parameter(value, "CHARSET") or "utf-8")


def parameter(value: Any, name: str) -> str:  # icalendar's values have no common type
    """Return a parameter of a property, the first of several, or nothing."""
    found = _several(getattr(value, "params", {}).get(name, ""))
    return str(found[0]) if found and found[0] is not None else ""


def texts(component: Component, name: str) -> tuple[str, ...]:
    """Return the readable, non-blank texts of a property."""
    found = (text(value) for value in values(component, name))
    return tuple(each for each in found if each and each.strip())


def address(value: Any) -> str | None:  # icalendar's values have no common type
    """Return the mail address of an ORGANIZER or ATTENDEE in lower case, None where it has none.

    Exchange writes `invalid:nomail`, servers write their own paths; the EMAIL parameter (RFC 7986, 6.2) then helps.
    """
    scheme, _, rest = str(value).strip().partition(":")
    found = rest if scheme.lower() == "mailto" else parameter(value, "EMAIL")
    found = found.partition("?")[0].strip().lower()
    local, _, domain = found.rpartition("@")
    return found if local and domain and not re.search(r"\s", found) else None


def carried(component: Component) -> Iterator[Carried]:
    """Yield the links of an event: of its properties, their ALTREPs, its alarms, and what could not be read."""
    for name, value in cast("Any", component).property_items(recursive=False, sorted=False):
        if name.upper() not in {"BEGIN", "END", *_SILENT}:
            yield from _of_property(name.upper(), value)
    for name, why in component.errors:
        yield from _of_error(name, str(why))
    for part in component.subcomponents:
        if part.name != "VEVENT":
            yield from carried(part)


def dropped(component: Component, name: str) -> bool:
    """Tell whether icalendar failed to read a property of that name, or a line of which nobody knows the name."""
    return any(_name_of(named, str(why)) in {name, ""} for named, why in component.errors)


def lost(component: Component, name: str) -> bool:
    """Tell whether a property of that very name is there and could not be read."""
    return any(_name_of(named, str(why)) == name for named, why in component.errors)


def _name_of(named: str | None, why: str) -> str:
    match = _DROPPED_LINE.search(why)
    return (named or (match["name"] if match else "")).upper()


def _of_error(named: str | None, why: str) -> Iterator[Carried]:
    name = _name_of(named, why)
    if named is None and name not in _SILENT:
        field = name or UNREADABLE_FIELD
        yield Carried(field=field, refused=f"a line of the event could not be read: {why[:200]}")


def _of_property(name: str, value: Any) -> Iterator[Carried]:  # icalendar's values have no common type
    if parameter(value, "ALTREP"):
        yield Carried(field=f"{name};ALTREP", url=parameter(value, "ALTREP").strip())
    if isinstance(value, vBinary) or (name == "ATTACH" and parameter(value, "ENCODING")):
        return  # an attached file is content, not a place to meet
    content = text(value)
    if content is None:
        yield Carried(field=name, refused=f"the {name} of the event could not be decoded")
    elif content.strip():
        yield from _of_text(name, content)


def _of_text(name: str, content: str) -> Iterator[Carried]:
    if content.lstrip().startswith(("{", "[")):
        content = content.replace("\\/", "/")  # JSON writes a slash in two ways
    found = find_links(content)
    if name in _URI_FIELDS and len(content.split()) == 1:
        found = (content.strip(),)
    elif name in _URI_FIELDS and not found:
        yield Carried(field=name, refused=f"the {name} of the event is no link")
    yield from (Carried(field=name, url=url) for url in found)
    if name == "LOCATION":
        yield from (Carried(field=name, service=service) for service in services(content))
