"""Turn one case in plain terms into a meeting; what the case expects, its id, note and source are never looked at.

A case is a small closed world: whoever it does not name is not there. Everything else that it does not say is
unknown, and so is what it says to be null. A statement that nobody knows is an unknown fact, and a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import attrs

from tests.corpus import words
from tests.corpus.labels import label, level_text, states, topics
from tests.corpus.words import slug
from tests.corpus.world import World, similar

Plain = Mapping[str, Any]
EVERYTHING_KNOWN: Final = datetime(9999, 1, 1, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Converted:
    """Be the meeting of a case: its JSON, for whom we decide, when what was known, and what is not understood."""

    meeting: dict[str, Any]
    home: tuple[str, ...]
    known_at: datetime
    platforms: frozenset[str]
    warnings: tuple[str, ...]


def convert(plain: Plain, *, as_of: str, world: World) -> Converted:
    """Return the meeting that a case's `meeting` describes, on the day `as_of`, from noon to one o'clock UTC."""
    return _Writer(plain, date.fromisoformat(as_of), world).converted()


class _Writer:
    """Write one meeting; holds what is written so far."""

    def __init__(self, plain: Plain, day: date, world: World) -> None:
        self.plain, self.day, self.world = plain, day, world
        noon = datetime.combine(day, time(12), tzinfo=UTC)
        self.out: dict[str, Any] = {"starts": noon.isoformat(), "ends": (noon + timedelta(hours=1)).isoformat()}
        self.platforms: set[str] = set()
        self.warnings: list[str] = []

    def converted(self) -> Converted:
        self._people()
        for key, value in sorted(self.plain.items(), key=lambda pair: pair[0] in _LAST):
            if key in _PEOPLE or value is None:
                continue
            handler = _HANDLERS.get(key)
            if handler is None:
                self._generic(key, value)
            else:
                handler(self, value)
        self._closed()
        return Converted(
            meeting=self.out,
            home=self._home(),
            known_at=self._known_at(),
            platforms=frozenset(self.platforms),
            warnings=tuple(self.warnings),
        )

    # Who is there ----------------------------------------------------------------------------------------------

    def _home(self) -> tuple[str, ...]:
        """Return whoever convenes; the organisations that are listed where ours join, or where nobody convenes."""
        listed = tuple(each["id"] for each in self.out["organisations"])
        if self.plain.get("convener") and self.plain.get("role") != "join":
            return (self.out["convener"]["id"],)
        return listed or (self.out["convener"]["id"],)

    def _people(self) -> None:
        listed = [self._organisation(each) for each in self.plain.get("organisations") or []]
        convener = self.plain.get("convener")
        if convener:
            self.out["convener"] = self._organisation(convener)
        else:
            self.out["convener"] = listed[0] if listed else {"id": "convener", "kinds": [], "kinds_complete": True}
        if self.plain.get("role") is not None:
            self.out["role"] = str(self.plain["role"])
        self.out["organisations"] = listed
        self._participants(self.plain.get("participants", {}))

    def _organisation(self, plain: Plain) -> dict[str, Any]:
        name = str(plain.get("name") or "unnamed")
        found: dict[str, Any] = {"id": slug(name) or name, "name": name}
        kinds = self._kinds(plain.get("kind"), name)
        if kinds is not None:
            found |= {"kinds": kinds, "kinds_complete": True}
        if plain.get("state") is not None:
            found["state"] = states([plain["state"]])[0]
        part_of = plain.get("part_of") or next((whole for each, whole in words.PART_OF if re.search(each, slug(name))), None)
        return {**found, "part_of": part_of} if part_of else found

    def _kinds(self, plain: object, name: str) -> list[str] | None:
        if plain is None:
            return None
        given = plain if isinstance(plain, list) else re.split(r"\s*[/,;]\s*", str(plain))
        known = self.world.kinds()
        found: list[str] = []
        for each in map(slug, given):
            meant = [*words.KINDS.get(each, ()), *([each] if each in known else [])]
            found += meant or [each]
            if not meant:
                self.warnings.append(f"unknown kind `{each}`")
        return sorted({*found, *({slug(name)} & known)})

    def _participants(self, plain: object) -> None:
        """List those who take part by their states; an unknown state or head count leaves the list open."""
        stated = plain if isinstance(plain, dict) else {}
        count = stated.get("count")
        if isinstance(count, int):
            self.out["attendance"] = {"count": count}
        if "participants" not in self.plain and (owner := self._owner()) is not None:
            stated = {"states": [owner]}
        unknown = plain is None or any(key in stated and stated[key] is None for key in ("count", "states"))
        if unknown:
            return
        self.out["participants"] = [self._participant(each) for each in states(stated.get("states") or [])]
        self.out["participants_complete"] = True
        if stated.get("all_must_authenticate") is not None:
            self._generic("all_must_authenticate", stated["all_must_authenticate"])
        for key in stated.keys() - {"count", "states", "all_must_authenticate"}:
            self._generic(key, stated[key])

    def _owner(self) -> str | None:
        """Return the state whose labels a case is about where it names nobody: its own people talk."""
        labels = self.plain.get("labels") or []
        owners = {words.AUTHORITIES.get(str(each.get("authority")), str(each.get("authority"))) for each in labels}
        owner = owners.pop() if len(owners) == 1 else ""
        return owner if re.fullmatch("[A-Z]{2}", owner) and owner != "EU" else None

    def _participant(self, state: str) -> dict[str, Any]:
        """Return somebody from a state: of the convener's own staff if it is the convener's state, else a guest."""
        convener = self.out["convener"]
        if convener.get("state") == state:
            return {"state": state, "organisation": convener}
        guest = {"id": f"guest-{state.lower()}", "kinds": ["individual"], "kinds_complete": True, "state": state}
        return {"state": state, "organisation": guest}

    # What is known of it ---------------------------------------------------------------------------------------

    def direct(self, key: str, value: object) -> None:
        self.out[key] = value

    def flag(self, key: str, value: object) -> None:
        if isinstance(value, bool):
            self.out[key] = value
        else:
            self.warnings.append(f"`{key}` is neither yes nor no: {value!r}")

    def states(self, key: str, value: object) -> None:
        self.out[key] = states(_listed(value))

    def word(self, key: str, value: object, table: Mapping[str, str | None]) -> None:
        meant = table.get(slug(value), "?")
        if meant == "?":
            self.warnings.append(f"unknown {key} `{value}`")
        elif meant is not None:
            self.out[key] = meant

    def access(self, value: object) -> None:
        text = slug(value)
        found = {meant for pattern, meant in words.ACCESS if re.search(pattern, text)}
        if "phone" in found and "dial-in" in text:
            found = {"phone"}
        if len(found) > 1 and "desktop-app" in found and re.search("app|client", text) and "desktop" not in text:
            found -= {"desktop-app"}
        if len(found) == 1:
            self.out["access"] = found.pop()
        else:
            self.warnings.append(f"unknown access `{value}`")
        self.own_fact("connection", "fixed-line" if "fixed" in text else "other")

    def own_fact(self, name: str, value: object) -> bool:
        """State a fact of a rule set's own; say whether any of those that are loaded declares it."""
        names = self.world.facts(name)
        self.out.setdefault("facts", {}).update(dict.fromkeys(names, value))
        return bool(names)

    def information(self, value: object) -> None:
        parts = [part for each in _listed(value) for part in re.split(r"\s*[,;]\s*", str(each))]
        self.out["information"] = sorted({*self.out.get("information", []), *map(slug, parts)} - {""})

    def personal_data(self, value: object) -> None:
        """Count personal data among the information types; a case that says no more states no more of them."""
        self.information("personal data" if value is True else [])
        self._generic("personal_data", value)

    def protection_need(self, value: object) -> None:
        self.information(f"{value} protection need")
        self._generic("protection_need", value)

    def classification(self, value: object) -> None:
        plain = value if isinstance(value, list) else [value]
        self.out["classification"] = [label(each, self.world.schemes) for each in plain]
        said = [topics(each, self.world.schemes) for each in plain]
        if "information" not in self.plain and all(each is not None for each in said):
            self.information([topic for each in said for topic in each or []])
        modes = {slug(each["modality"]) for each in plain if isinstance(each, dict) and each.get("modality")}
        if len(modes) == 1:
            self.word("modality", modes.pop(), words.MODALITIES)

    def situation(self, value: Plain) -> None:
        for key, each in value.items():
            if key == "partners_already_on":
                if each is not None:
                    self.out["partners_on"] = [self._platform(one) for one in _listed(each)]
            elif key in _HANDLERS and each is not None:
                _HANDLERS[key](self, each)
            elif each is not None:
                self._generic(key, each)

    def partners(self, value: object) -> None:
        self.out["partners_on"] = [self._platform(one) for one in _listed(value)]

    def available(self, value: object) -> None:
        self.out["available"] = [self._platform(each) for each in _listed(value)]

    def _platform(self, name: object) -> str:
        found = self.world.platform(str(name))
        self.platforms.add(found)
        return found

    def needs(self, value: object) -> None:
        self.out["needs"] = [slug(each) for each in _listed(value)]

    def requires(self, value: object) -> None:
        features = [feature for each in _listed(value) for feature in required(str(each))]
        self.out["requires"] = sorted({*self.out.get("requires", []), *features})

    def anonymous_host(self, value: object) -> None:
        if value is True:
            self.requires("anonymous host")
        self._generic("host_must_be_anonymous", value)

    def as_written(self, value: object) -> None:
        if self.world.platform(str(value)) not in self.world.catalogue.platforms:
            self.warnings.append(f"no platform is called `{value}`")

    # Accounts and tenancies ------------------------------------------------------------------------------------

    def account(self, plain: Plain) -> None:
        """State the account that hosts: ours, unless ours joins, when nobody knows the one that hosts.

        Before a vendor let accounts leave regions out, an account of which nothing is said had left none out.
        """
        joins = "join" in (self.plain.get("role"), plain.get("role"))
        if plain.get("role") is not None:
            self.out["role"] = str(plain["role"])
        found = self.out.setdefault("our_account" if joins else "host_account", {})
        for key, value in plain.items():
            if value is not None:
                self._account_part(found, key, value)
        if self.day < _REGIONS_SINCE and "opted_out_regions" not in plain and not joins:
            found["opted_out_regions"] = []
        if plain.get("host_account") not in (None, "unknown") and isinstance(plain["host_account"], dict):
            self.out["host_account"] = {}
            for key, value in plain["host_account"].items():
                if value is not None:
                    self._account_part(self.out["host_account"], key, value)

    def _account_part(self, found: dict[str, Any], key: str, value: Any) -> None:
        settings: dict[str, Any] = found.setdefault("settings", {})
        match key:
            case "role" | "host_account":
                pass
            case "plan":
                found["plan"] = "free" if "free" in slug(value) and "paid" not in slug(value) else _plan(value)
                if "commercial" in slug(value):
                    found["edition"] = "commercial"
            case "edition":
                if slug(value) not in {"any", "unknown"}:
                    found["edition"] = slug(value)
                    found.setdefault("licence", slug(value))
            case "licence" | "license":
                found["licence"] = slug(value)
            case "owner":
                found["owner"] = slug(value)
            case "home_region":
                found["home_region"] = _region(value)
            case "opted_out_regions":
                found["opted_out_regions"] = [_region(each) for each in _listed(value)]
            case "opted_in_regions":
                settings |= {f"opted-in-{_region(each).lower()}": True for each in _listed(value)}
            case "client" | "client_version":
                self.client(value)
            case "settings":
                self._settings(settings, _stated(value))
            case "e2ee_enabled" | "gcm_enabled_for_account":
                self._settings(settings, {_SWITCHES[key]: value})
            case _ if isinstance(value, bool):
                self._settings(settings, {key: value})
            case _:
                self.warnings.append(f"nothing is known of an account's `{key}`")

    def _settings(self, found: dict[str, Any], plain: Plain) -> None:
        """State settings; what an account has switched on keeps the obligation of that name."""
        for key, value in plain.items():
            if isinstance(value, bool):
                found[slug(key)] = value
                kept = [*similar(slug(key), self.world.obligations()), slug(key)] if value else []
                enables = [f"enable-{each}" for each in _ENABLES.get(slug(key), (slug(key),))] if value else []
                kept += _ENTAILS.get(slug(key), ()) if value else ()
                self.out["enforces"] = sorted({*self.out.get("enforces", []), *kept, *enables})

    def licence(self, value: object) -> None:
        self.out.setdefault("host_account", {})["licence"] = slug(value)

    def client(self, value: object) -> None:
        if isinstance(value, dict):
            self.out["client"] = {key: str(each) for key, each in value.items() if key in {"kind", "version"}}
            return
        version = re.search(r"\d+(\.\d+)*", str(value))
        if version is not None:
            self.out["client"] = {"version": version.group()}
        else:
            self.out["client"] = {"kind": slug(value)}

    def of_platform(self, name: object, **facts: list[str]) -> None:
        """State facts of a platform, as its tenancy or its operator has them."""
        held = self.out.setdefault("platforms", {}).setdefault(self._platform(name), {})
        held |= {key.replace("__", "-"): values for key, values in facts.items()}

    def tenant(self, plain: Plain) -> None:
        """State what a tenancy is accredited for; one whose accreditation is written as null has none."""
        for name, each in plain.items():
            authority = states([(self.plain.get("convener") or {}).get("state") or "CA"])[0]
            if isinstance(each, dict) and "accredited_to" in each:
                levels = [] if each["accredited_to"] is None else _listed(each["accredited_to"])
                accredited = [level_text(str(one), self.world.schemes, authority=authority) for one in levels]
                self.of_platform(name, accredited_for=accredited)

    def hosting(self, plain: Plain) -> None:
        for name, each in plain.items():
            if isinstance(each, dict) and each.get("operated_by") is not None:
                self.of_platform(name, operated_by=[slug(each["operated_by"])])
            if isinstance(each, dict) and each.get("operator_state") is not None:
                self.of_platform(name, operator_state=states([each["operator_state"]]))

    def suppliers(self, value: object) -> None:
        """State which platforms are from suppliers under a government contract."""
        if isinstance(value, bool):
            self._generic("government_contracted_suppliers", value)
            return
        for name in _listed(value):
            self.of_platform(name, government__contracted=["yes"])

    def abstract(self, plain: Plain) -> None:
        """State what a platform is authorised for; outside its scope, for nothing."""
        for name, each in plain.items():
            facts: dict[str, list[str]] = {}
            if each.get("authorised") is not None and (covered := self._in_scope(each)) is not None:
                texts = [level_text(str(one), self.world.schemes) for one in _listed(each["authorised"])]
                facts["accredited_for"] = texts if covered else []
            if "categories" not in each or each["categories"] is not None:
                facts["accredited_categories"] = [str(one) for one in _listed(each.get("categories", []))]
            if each.get("exposed_to") is not None:
                facts["exposed_to"] = states(_listed(each["exposed_to"]))
            self.of_platform(name, **facts)

    def _in_scope(self, plain: Plain) -> bool | None:
        """Say whether an authorisation covers the way of talking; None where one of the two is not known."""
        if "scope" not in plain:
            return True
        modes = {words.MODALITIES.get(slug(one), slug(one)) for one in _listed(plain["scope"])}
        mode = self.out.get("modality")
        return None if plain["scope"] is None or mode is None else mode in modes

    # Attestations ----------------------------------------------------------------------------------------------

    def attest(self, kind: str, *, on: date | None = None, **more: object) -> None:
        """Put a statement on file; the case presents it as valid on its day."""
        entry = {"kind": kind, "on": (on or self.day).isoformat(), "expires": (self.day + timedelta(days=1)).isoformat()}
        self.out.setdefault("attestations", []).append({**entry, **more})

    def risk_evaluated(self, plain: Plain) -> None:
        """Put dated evaluations on file; the list is open, since a case names those that it is about."""
        self.out.setdefault("attestations", [])
        for name, day in plain.items():
            if day is None or day is False:
                continue
            on = self.day if day is True else date.fromisoformat(str(day)[:10])
            kinds = similar("risk-evaluation", self.world.attestations()) or ("risk-evaluation",)
            for kind in kinds:
                self.attest(kind, on=on, platform=self._platform(name))

    def approvals(self, value: object) -> None:
        """Put approvals on file in their order, a day apart, the last on the day of the meeting; there are no others."""
        offices = [slug(each) for each in _listed(value)]
        self.out["attestations_complete"] = True
        self.out.setdefault("attestations", [])
        chains = self.world.chained()
        kinds = [kind for kind, roles in chains] or ["approval"]
        for kind in dict.fromkeys(kinds):
            for number, office in enumerate(offices):
                on = self.day - timedelta(days=len(offices) - 1 - number)
                self.attest(kind, on=on, by={"role": self._role(office)}, order=number + 1)

    def _role(self, office: str) -> str:
        """Return the office as the loaded rule sets write it."""
        roles = {role for _, chain in self.world.chained() for role in chain}
        return next((each for each in sorted(roles) if slug(each) == office), office)

    def approval(self, value: object) -> None:
        """Put an approval on file: yes of whoever has to, or of a named office; no closes the list."""
        if isinstance(value, bool):
            self._statement("approval", granted=value)
        else:
            self.approvals(value)
            self._statement(f"{slug(value)}-approval", granted=True)

    def component_approval(self, value: object) -> None:
        self._statement("component-approval", granted=bool(value))

    def _statement(self, kind: str, *, granted: bool) -> None:
        self.out.setdefault("attestations", [])
        if granted:
            for each in similar(kind, self.world.attestations()) or (kind,):
                self.attest(each)
        else:
            self.out["attestations_complete"] = True

    # Whatever else is said -------------------------------------------------------------------------------------

    def _generic(self, key: str, value: object) -> None:
        """State what a case says in words of its own wherever a loaded rule set knows the word."""
        name = slug(key)
        known = False
        if isinstance(value, bool):
            if name in self.world.circumstances():
                self.out.setdefault("circumstances", {})[name] = value
                known = True
            known = self.own_fact(name, value) or known
            on_file = similar(name, self.world.attestations())
            if on_file:
                self._statement(name, granted=value)
                known = True
            kept = similar(name, self.world.obligations()) if value else ()
            self.out["enforces"] = sorted({*self.out.get("enforces", []), *kept})
            known = known or bool(kept)
        elif isinstance(value, str | int):
            known = self.own_fact(name, slug(value))
        elif isinstance(value, list):
            known = self.own_fact(name, [slug(each) for each in value])
        if not known:
            self.warnings.append(f"no rule set that is loaded knows `{key}`")

    def _closed(self) -> None:
        """Close what a case closes by what it says, and drop what stayed empty: an empty mapping states nothing.

        A talk that is said not to be confidential, and of which no classification is written, bears none. Offices
        give approvals in writing: a case that names none where a chain of them is asked for has none.
        """
        if self.out.get("confidential") is False and "classification" not in self.plain:
            self.out.setdefault("classification", [])
        if self.world.chained() and not _ATTESTING & {*self.plain, *(self.plain.get("situation") or {})}:
            self.out |= {"attestations": [], "attestations_complete": True}
        for key in ("host_account", "our_account"):
            if key in self.out and not self.out[key].get("settings", True):
                del self.out[key]["settings"]
        for key in ("enforces", "facts", "host_account", "our_account"):
            if key in self.out and not self.out[key]:
                del self.out[key]

    def _known_at(self) -> datetime:
        """Return the end of the day by which things were known, or a moment by which everything is."""
        value = self.plain.get("known_at")
        if value is None:
            return EVERYTHING_KNOWN
        return datetime.combine(date.fromisoformat(str(value)[:10]), time(23, 59, 59), tzinfo=UTC)


def required(text: str) -> tuple[str, ...]:
    """Return the features of the catalogue that a plain requirement means; one that nobody knows is its slug."""
    plain = slug(text)
    if re.search(r"e2ee|end-to-end", plain):
        named = tuple(dict.fromkeys(words.MODES[each] for each in plain.split("-") if each in words.MODES))
        return named or tuple(dict.fromkeys(words.MODES.values()))
    return next((found for pattern, found in words.FEATURES if re.search(pattern, plain)), (plain,))


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def _stated(value: Any) -> Plain:
    """Return settings by name: those that are listed, or named in a sentence, are on."""
    if isinstance(value, dict):
        return {key if isinstance(each, bool) else f"{each} {key}": each if isinstance(each, bool) else True for key, each in value.items() if each is not None}
    return {part: True for each in _listed(value) for part in re.split(r"\s*[,;]\s*", str(each)) if part}


def _plan(value: object) -> str:
    return "paid" if "paid" in slug(value) and "free" not in slug(value) else slug(value)


def _region(value: object) -> str:
    """Return a region: states by their letters, the others by the vendor's word."""
    text = str(value).strip()
    listed = words.STATES.get(text.lower())
    return listed[0] if listed else text if len(text) == 2 else slug(text)  # noqa: PLR2004  # ISO 3166-1 alpha-2


#: The day from which accounts could leave regions out.
_REGIONS_SINCE: Final = date(2020, 4, 18)
_SWITCHES: Final = {"e2ee_enabled": "e2ee", "gcm_enabled_for_account": "aes-256-gcm"}
_ENABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "e2ee": ("e2ee.text", "e2ee.voice", "e2ee.video", "e2ee.file", "e2ee.screen"),
}
#: Keys that say what is on file.
_ATTESTING: Final = frozenset({"risk_evaluated", "approvals", "approval", "component_approval"})
#: Keys that are read when the others have been: what they mean depends on them.
_LAST: Final = frozenset({"platforms"})
#: What a setting switches off by itself: an obligation to do without is kept.
_ENTAILS: Final = {"e2ee": ("no-cloud-recording-transcription-breakout-rooms-polling-or-join-before-host",)}
#: Keys that say who is there, when it is known, and what it is called: they are read apart.
_PEOPLE: Final = frozenset({"convener", "organisations", "participants", "role", "known_at", "subject"})


def _direct(key: str) -> Callable[[_Writer, Any], None]:
    return lambda writer, value: writer.direct(key, value)


def _flag(key: str) -> Callable[[_Writer, Any], None]:
    return lambda writer, value: writer.flag(key, value)


#: Key of a case's meeting -> how it is written. A key that is not listed is looked up by its slug.
_HANDLERS: Final[Mapping[str, Callable[[_Writer, Any], None]]] = {
    "public": _flag("public"),
    "confidential": _flag("confidential"),
    "highly_targeted": _flag("highly_targeted"),
    "detrimental_to": lambda writer, value: writer.states("detrimental_to", value),
    "classification": lambda writer, value: writer.classification(value),
    "labels": lambda writer, value: writer.classification(value),
    "information": lambda writer, value: writer.information(value),
    "personal_data": lambda writer, value: writer.personal_data(value),
    "protection_need": lambda writer, value: writer.protection_need(value),
    "topics": lambda writer, value: writer.direct("topics", [slug(each) for each in _listed(value)]),
    "purpose": lambda writer, value: writer.direct("purpose", slug(value)),
    "situation": lambda writer, value: writer.situation(value),
    "partners_already_on": lambda writer, value: writer.partners(value),
    "available": lambda writer, value: writer.available(value),
    "device": lambda writer, value: writer.word("device", value, words.DEVICES),
    "access": lambda writer, value: writer.access(value),
    "modality": lambda writer, value: writer.word("modality", value, words.MODALITIES),
    "client": lambda writer, value: writer.client(value),
    "need": lambda writer, value: writer.needs(value),
    "needs": lambda writer, value: writer.needs(value),
    "require": lambda writer, value: writer.requires(value),
    "requires": lambda writer, value: writer.requires(value),
    "host_must_be_anonymous": lambda writer, value: writer.anonymous_host(value),
    "platform_as_written": lambda writer, value: writer.as_written(value),
    "account": lambda writer, value: writer.account(value),
    "licence": lambda writer, value: writer.licence(value),
    "license": lambda writer, value: writer.licence(value),
    "tenant": lambda writer, value: writer.tenant(value),
    "hosting": lambda writer, value: writer.hosting(value),
    "government_contracted_suppliers": lambda writer, value: writer.suppliers(value),
    "platforms": lambda writer, value: writer.abstract(value),
    "risk_evaluated": lambda writer, value: writer.risk_evaluated(value),
    "approvals": lambda writer, value: writer.approvals(value),
    "approval": lambda writer, value: writer.approval(value),
    "component_approval": lambda writer, value: writer.component_approval(value),
}
