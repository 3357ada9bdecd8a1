"""Write accounts, clients, tenancies and operators: what the caller states of platforms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from tests.corpus import words
from tests.corpus.labels import level_text, regime_of, states
from tests.corpus.words import slug
from tests.corpus.world import similar
from tests.corpus.writer import Plain, Writer, listed, mapped

#: The day from which accounts could leave regions out.
REGIONS_SINCE: Final = date(2020, 4, 18)
_SWITCHES: Final = {"e2ee_enabled": "e2ee", "gcm_enabled_for_account": "aes-256-gcm"}
_ENABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "e2ee": ("e2ee.text", "e2ee.voice", "e2ee.video", "e2ee.file", "e2ee.screen"),
}
#: What a setting switches off by itself: an obligation to do without is kept.
_ENTAILS: Final[Mapping[str, tuple[str, ...]]] = {
    "e2ee": ("no-cloud-recording-transcription-breakout-rooms-polling-or-join-before-host",),
}


def account(writer: Writer, plain: Plain) -> None:
    """State the account that hosts: ours, unless ours joins, when nobody knows the one that hosts.

    Before a vendor let accounts leave regions out, an account of which nothing is said had left none out.
    """
    joins = "join" in (writer.plain.get("role"), plain.get("role"))
    if plain.get("role") is not None:
        writer.out["role"] = str(plain["role"])
    found = writer.out.setdefault("our_account" if joins else "host_account", {})
    _parts(writer, found, plain)
    if writer.day < REGIONS_SINCE and "opted_out_regions" not in plain and not joins:
        found["opted_out_regions"] = []
    hosts = mapped(plain.get("host_account"))
    if hosts:
        _parts(writer, writer.out.setdefault("host_account", {}), hosts)


def _parts(writer: Writer, found: dict[str, Any], plain: Plain) -> None:
    for key, value in plain.items():
        if value is None or key in {"role", "host_account"}:
            continue
        if key in _PARTS:
            _PARTS[key](writer, found, value)
        elif isinstance(value, bool):
            _settings(writer, found, {_SWITCHES.get(key, key): value})
        else:
            writer.warnings.append(f"nothing is known of an account's `{key}`")


def _plan(_: Writer, found: dict[str, Any], value: object) -> None:
    plain = slug(value)
    found["plan"] = "paid" if "paid" in plain and "free" not in plain else "free" if "free" in plain else plain
    if "commercial" in plain:
        found["edition"] = "commercial"


def _edition(_: Writer, found: dict[str, Any], value: object) -> None:
    if slug(value) not in {"any", "unknown"}:
        found["edition"] = slug(value)
        found.setdefault("licence", slug(value))


def _opted_in(writer: Writer, found: dict[str, Any], value: object) -> None:
    """State regions that an account asked to keep: it leaves out none that nobody names."""
    _settings(writer, found, {f"opted-in-{region(each).lower()}": True for each in listed(value)})
    found.setdefault("opted_out_regions", [])


def _settings(writer: Writer, found: dict[str, Any], value: object) -> None:
    """State settings; what an account has switched on keeps the obligation of that name."""
    settings = found.setdefault("settings", {})
    for key, each in mapped(value).items():
        name = slug(key)
        if isinstance(each, bool):
            settings[name] = each
        if each is True:
            enabled = [f"enable-{feature}" for feature in _ENABLES.get(name, (name,))]
            writer.enforce(name, *similar(name, writer.world.obligations()), *enabled, *_ENTAILS.get(name, ()))


#: Key of an account -> how it is written.
_PARTS: Final[Mapping[str, Callable[[Writer, dict[str, Any], Any], None]]] = {
    "plan": _plan,
    "edition": _edition,
    "licence": lambda _, found, value: found.update(licence=slug(value)),
    "license": lambda _, found, value: found.update(licence=slug(value)),
    "owner": lambda _, found, value: found.update(owner=slug(value)),
    "home_region": lambda _, found, value: found.update(home_region=region(value)),
    "opted_out_regions": lambda _, found, value: found.update(opted_out_regions=list(map(region, listed(value)))),
    "opted_in_regions": _opted_in,
    "client": lambda writer, _, value: client(writer, value),
    "client_version": lambda writer, _, value: client(writer, value),
    "settings": _settings,
}


def licence(writer: Writer, value: object) -> None:
    """State the licence of the account that hosts."""
    writer.out.setdefault("host_account", {})["licence"] = slug(value)


def client(writer: Writer, value: object) -> None:
    """State the program that is used, by its version or by its kind."""
    version, stated = re.search(r"\d+(\.\d+)*", str(value)), mapped(value)
    if stated:
        writer.out["client"] = {key: str(stated[key]) for key in ("kind", "version") if stated.get(key) is not None}
    else:
        writer.out["client"] = {"kind": slug(value)} if version is None else {"version": version.group()}


def tenant(writer: Writer, plain: Plain) -> None:
    """State what a tenancy is accredited for; one whose accreditation is written as null has none."""
    authority = states([mapped(writer.plain.get("convener")).get("state") or "CA"])[0]
    for name, each in plain.items():
        if "accredited_to" in mapped(each):
            levels = [] if each["accredited_to"] is None else listed(each["accredited_to"])
            accredited = [level_text(str(one), writer.world.schemes, authority=authority) for one in levels]
            writer.of_platform(name, accredited_for=accredited)


def hosting(writer: Writer, plain: Plain) -> None:
    """State who operates a platform, and where."""
    for name, value in plain.items():
        each = mapped(value)
        if each.get("operated_by") is not None:
            writer.of_platform(name, operated_by=[slug(each["operated_by"])])
        if each.get("operator_state") is not None:
            writer.of_platform(name, operator_state=states([each["operator_state"]]))


def suppliers(writer: Writer, value: object) -> None:
    """State which platforms are from suppliers under a government contract."""
    if isinstance(value, bool):
        writer.generic("government_contracted_suppliers", value)
    else:
        names = [name for name, yes in mapped(value).items() if yes] if isinstance(value, dict) else listed(value)
        for name in names:
            for each in writer.world.supplied(str(name)) or (name,):
                writer.of_platform(each, government__contracted=["yes"])


def abstract(writer: Writer, plain: Plain) -> None:
    """State what a platform is authorised for; outside its scope, for nothing."""
    for name, value in plain.items():
        each = mapped(value)
        facts: dict[str, list[str]] = {}
        regimes: list[str] = []
        covered = _in_scope(writer, each)
        if each.get("authorised") is not None and covered is not None:
            texts = [level_text(str(one), writer.world.schemes) for one in listed(each["authorised"])]
            held = [(owner, *regime_of(owner, level)) for owner, _, level in (text.rpartition(":") for text in texts)]
            levels = [f"{owner}:{level}" if owner else level for owner, level, _ in held]
            facts["accredited_for"] = levels if covered else []
            regimes = [mark for _, _, mark in held if mark is not None and covered]
        if each.get("categories", []) is not None:
            facts["accredited_categories"] = [*map(str, listed(each.get("categories", []))), *regimes]
        if each.get("exposed_to") is not None:
            facts["exposed_to"] = states(listed(each["exposed_to"]))
        writer.of_platform(name, **facts)


def _in_scope(writer: Writer, plain: Plain) -> bool | None:
    """Say whether an authorisation covers the way of talking; None where one of the two is not known."""
    if "scope" not in plain:
        return True
    modes = {words.MODALITIES.get(slug(one), slug(one)) for one in listed(plain["scope"])}
    mode = writer.out.get("modality")
    return None if plain["scope"] is None or mode is None else mode in modes


def region(value: object) -> str:
    """Return a region: states by their letters, the others by the vendor's word."""
    text = str(value).strip()
    found = words.STATES.get(text.lower())
    return found[0] if found else text if re.fullmatch("[A-Za-z]{2}", text) else slug(text)
