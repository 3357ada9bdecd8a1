"""Write who is there: a case is a closed world, so whoever it does not name is not."""

from __future__ import annotations

import re
from typing import Any, cast

from tests.corpus import words
from tests.corpus.labels import states
from tests.corpus.words import slug
from tests.corpus.writer import Plain, Writer, listed, mapped


def home(writer: Writer) -> tuple[str, ...]:
    """Return whoever convenes; the organisations that are listed where ours join, or where nobody convenes."""
    others = tuple(each["id"] for each in writer.out["organisations"])
    if writer.plain.get("convener") and writer.plain.get("role") != "join":
        return (writer.out["convener"]["id"],)
    return others or (writer.out["convener"]["id"],)


def people(writer: Writer) -> None:
    """State convener, role, organisations and participants."""
    others = [organisation(writer, each) for each in listed(writer.plain.get("organisations") or [])]
    convener = writer.plain.get("convener")
    if convener:
        writer.out["convener"] = organisation(writer, convener)
    else:
        writer.out["convener"] = others[0] if others else {"id": "convener", "kinds": [], "kinds_complete": True}
    if writer.plain.get("role") is not None:
        writer.out["role"] = str(writer.plain["role"])
    writer.out["organisations"] = others
    _participants(writer)


def organisation(writer: Writer, plain: Plain) -> dict[str, Any]:
    """Return an organisation by its name, with its kinds, its state, and what its name says that it is a part of."""
    name = str(plain.get("name") or "unnamed")
    found: dict[str, Any] = {"id": slug(name) or name, "name": name}
    kinds = _kinds(writer, plain.get("kind"), name)
    if kinds is not None:
        found |= {"kinds": kinds, "kinds_complete": True}
    if plain.get("state") is not None:
        found["state"] = states([plain["state"]])[0]
    known = (whole for pattern, whole in words.PART_OF if re.search(pattern, slug(name)))
    part_of = plain.get("part_of") or next(known, None)
    return {**found, "part_of": part_of} if part_of else found


def _kinds(writer: Writer, plain: object, name: str) -> list[str] | None:
    if plain is None:
        return None
    given: list[Any] = (
        listed(cast("object", plain)) if isinstance(plain, list) else re.split(r"\s*[/,;]\s*", str(plain))
    )
    known = writer.world.kinds()
    found: list[str] = []
    for each in map(slug, given):
        meant = [*words.KINDS.get(each, ()), *([each] if each in known else [])]
        found += meant or [each]
        if not meant:
            writer.warnings.append(f"unknown kind `{each}`")
    return sorted({*found, *({slug(name)} & known)})


def _participants(writer: Writer) -> None:
    """List those who take part by their states; an unknown state or head count leaves the list open."""
    stated = mapped(writer.plain.get("participants"))
    if isinstance(stated.get("count"), int):
        writer.out["attendance"] = {"count": stated["count"]}
    unsaid = "participants" not in writer.plain
    if not unsaid and (not stated or any(stated.get(key, "") is None for key in ("count", "states"))):
        return
    told = states(listed(stated.get("states") or [])) or ([*_owners(writer)] if unsaid else [])
    writer.out["participants"] = [_participant(writer, each) for each in told]
    writer.out["participants_complete"] = True
    for key in stated.keys() - {"count", "states"}:
        if stated[key] is not None:
            writer.generic(key, stated[key])


def _owners(writer: Writer) -> set[str]:
    """Return the state whose labels a case is about where it names nobody: its own people talk."""
    labels = [mapped(each) for each in listed(writer.plain.get("labels") or [])]
    owners = {words.AUTHORITIES.get(str(each.get("authority")), str(each.get("authority"))) for each in labels}
    return owners if len(owners) == 1 and all(re.fullmatch("(?!EU)[A-Z]{2}", each) for each in owners) else set()


def _participant(writer: Writer, state: str) -> dict[str, Any]:
    """Return somebody from a state: of the convener's own staff if it is the convener's state, else a guest."""
    convener = writer.out["convener"]
    if convener.get("state") == state:
        return {"state": state, "organisation": convener}
    guest = {"id": f"guest-{state.lower()}", "kinds": ["individual"], "kinds_complete": True, "state": state}
    return {"state": state, "organisation": guest}
