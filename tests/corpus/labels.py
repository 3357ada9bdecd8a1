"""Turn plain classifications into labels of the meeting JSON; what a marking means is what its scheme says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from tests.corpus import words
from tests.corpus.words import slug

from meetgate.model import Schemes

Plain = Mapping[str, Any]
#: The day that a mark of the British scheme before 2014 is taken to have been given on.
_OLD: Final = "2014-01-01"


def states(names: Iterable[object]) -> list[str]:
    """Return states by their two letters: trigraphs, groups and names are read; what is none stays as it is."""
    found: list[str] = []
    for each in names:
        text = str(each).strip()
        listed = words.STATES.get(text.lower()) or (words.TRIGRAPHS.get(text.upper(), text.upper()),)
        found.extend(one for one in listed if one not in found)
    return found


def label(value: object, schemes: Schemes) -> object:
    """Return the label that a plain classification states; a marking that it does not name is none of it."""
    if isinstance(value, str):
        return level_text(value, schemes)
    plain = _mapped(value)
    if plain.get("authority", plain.get("scheme")) is None:
        return _written(plain.get("level", ""))
    found: dict[str, object] = dict(_level(plain))
    markings = plain.get("markings", plain.get("marks", []))
    level, regime = regime_of(str(found["authority"]), str(found["level"]))
    if regime is not None:
        found["level"] = level
        markings = None if markings is None else [*_listed(markings), regime]
    if markings is not None:
        found["categories"] = [str(each) for each in _listed(plain.get("categories") or [])]
        found["marks"] = [str(each).strip() for each in _listed(markings) if _is_mark(str(each), found, schemes)]
    audience = _audience(plain, found, schemes)
    return found if audience is None else {**found, "audience": audience}


def topics(value: object, schemes: Schemes) -> list[str] | None:
    """Return the information types that are written among the markings; None where no markings are written."""
    plain = _mapped(value)
    if not isinstance(plain.get("markings"), list):
        return None
    level = _level(plain)
    return [slug(each) for each in _listed(plain["markings"]) if not _is_mark(str(each), level, schemes)]


def level_text(text: str, schemes: Schemes, *, authority: str | None = None) -> str:
    """Return `AUTHORITY:LEVEL` for plain words such as `EU CONFIDENTIAL`; a bare word stays bare."""
    text = _spaced(text)
    head, _, rest = text.partition(" ")
    named = _authority(head)
    if head.upper() == "COSMIC":
        return f"NATO:{text}"
    if ":" in head and schemes.of(head.partition(":")[0]):
        return text
    if rest and (schemes.of(named) or (authority is None and re.fullmatch(r"[A-Z]{2}", head))):
        return f"{named}:{rest}"
    return text if authority is None else f"{_authority(authority)}:{text}"


def regime_of(authority: str, level: str) -> tuple[str, str | None]:
    """Return the level that a regime of handling is a part of, and its mark; a level itself has none."""
    found = words.REGIMES.get((authority, level.upper()))
    return (level, None) if found is None else (found, level.upper())


def _spaced(text: str) -> str:
    """Return a level with the spaces that an author may write as underscores: `PROTECTED_B`."""
    return text.replace("_", " ").strip()


def _is_mark(text: str, level: Mapping[str, object], schemes: Schemes) -> bool:
    """Say whether a marking is one of the authority, or of those that several authorities use."""
    own = schemes.of(str(level["authority"]))
    return text.upper() in words.MARKS or any(each.mark(text.strip()) is not None for each in own)


def _listed(value: object) -> list[Any]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _mapped(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _authority(text: str) -> str:
    return words.AUTHORITIES.get(text.upper(), text)


def _level(plain: Plain) -> dict[str, str]:
    """Return authority and level, and the day of a mark that is older than the scheme of today."""
    named = plain.get("authority", plain.get("scheme"))
    text = _written(plain.get("level", ""))
    if named is None:
        return {"authority": "", "level": text}
    authority = _authority(str(named))
    old = re.search(r"\s*\((pre-2014|gpms|until 2014)\)\s*", text, flags=re.IGNORECASE)
    dated = {"on": str(plain["on"])[:10]} if plain.get("on") else {}
    if old is not None or str(named).upper() in words.OLD_SCHEMES:
        text = text if old is None else text.replace(old.group(), "")
        return {"authority": authority, "level": text, "on": _OLD, **dated}
    return {"authority": authority, "level": text.removeprefix(f"{named} "), **dated}


def _written(level: object) -> str:
    """Return a level as text; one of several objectives is written in their order."""
    if not isinstance(level, dict):
        return _spaced(str(level))
    stated = _mapped(cast("object", level))
    impacts = {
        str(axis).upper()[:1]: words.IMPACTS.get(str(value).upper(), str(value)) for axis, value in stated.items()
    }
    return "/".join(f"{axis}-{impacts[axis]}" for axis in "CIA" if axis in impacts)


def _audience(plain: Plain, level: Mapping[str, object], schemes: Schemes) -> object:
    """Return who may have access, where the case names them, or where its scheme does not say what silence means."""
    if plain.get("releasable_to") is not None:
        return {"only": states(_listed(plain["releasable_to"]))}
    if plain.get("detrimental_to"):
        return {"except": states(_listed(plain["detrimental_to"]))}
    held = [(scheme, scheme.level(str(level["level"]))) for scheme in schemes.of(str(level["authority"]))]
    silent = [scheme.absent(name) is None for scheme, name in held if name is not None]
    return {"except": []} if not silent or all(silent) else None
