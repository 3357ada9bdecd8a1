from __future__ import annotations

from typing import Any, Final

import pytest
from tests.corpus.labels import label, level_text, states
from tests.corpus.meetings import Converted, convert, required
from tests.corpus.words import slug
from tests.corpus.world import World

from meetgate.gatekeeper.policy import pack_names, read_policy

HOUSE: Final = {"name": "House of Commons", "kind": "parliament", "state": "GB"}
AGENCY: Final = {"name": "Ministry of Economic Affairs", "kind": "government agency", "state": "TW"}


@pytest.fixture(scope="module")
def world() -> World:
    """Be everything that is shipped."""
    policy = read_policy(rules=pack_names())
    return World(rule_sets=policy.rule_sets, catalogue=policy.catalogue, schemes=policy.schemes)


def meant(plain: dict[str, Any], world: World) -> Converted:
    """Convert a meeting of 14 April 2020."""
    return convert(plain, as_of="2020-04-14", world=world)


def test_who_is_home(world: World) -> None:
    """Home is whoever convenes; the organisations listed where ours join or nobody convenes; else a convener without a name."""
    assert meant({"convener": HOUSE}, world).home == ("house-of-commons",)
    joins = {"convener": {"name": "NGO", "kind": "ngo", "state": "US"}, "role": "join", "organisations": [AGENCY]}
    assert meant(joins, world).home == ("ministry-of-economic-affairs",)
    assert meant({"organisations": [HOUSE, AGENCY]}, world).home == ("house-of-commons", "ministry-of-economic-affairs")
    assert meant({}, world).home == ("convener",)


def test_accounts_and_settings(world: World) -> None:
    """An account hosts unless ours joins; its settings keep the obligations of their names."""
    account: dict[str, Any] = {
        "plan": "paid commercial",
        "home_region": "US",
        "opted_out_regions": ["China"],
        "client": "Zoom 5.0.1",
    }
    account |= {
        "owner": "Somebody Else",
        "license": "Pro",
        "settings": {"waiting room": True, "chat": False},
        "fast": True,
    }
    account |= {
        "e2ee_enabled": True,
        "gcm_enabled_for_account": None,
        "opted_in_regions": ["India"],
        "vendor_claim": "safe",
    }
    found = meant({"convener": HOUSE, "account": account}, world)
    assert found.meeting["host_account"] == {
        "plan": "paid",
        "edition": "commercial",
        "home_region": "US",
        "opted_out_regions": ["CN"],
        "owner": "somebody-else",
        "licence": "pro",
        "settings": {"waiting-room": True, "chat": False, "fast": True, "e2ee": True, "opted-in-india": True},
    }
    assert found.meeting["client"] == {"version": "5.0.1"}
    assert {"waiting-room", "enable-e2ee.video"} <= set(found.meeting["enforces"])
    assert "vendor_claim" in " ".join(found.warnings)
    guest = {"role": "join", "plan": "free", "host_account": {"plan": "paid", "home_region": None}}
    joined = meant({"convener": HOUSE, "account": guest}, world).meeting
    assert (joined["role"], joined["our_account"], joined["host_account"]) == (
        "join",
        {"plan": "free"},
        {"plan": "paid"},
    )
    other = meant(
        {"client": {"kind": "browser", "version": 5}, "licence": "Teams Premium", "account": {"edition": "any"}}, world
    )
    assert other.meeting["client"] == {"kind": "browser", "version": "5"}
    assert other.meeting["host_account"]["licence"] == "teams-premium"
    assert meant({"client": "browser"}, world).meeting["client"] == {"kind": "browser"}


def test_attestations(world: World) -> None:
    """Evaluations are dated, approvals ordered, and what is denied closes the list."""
    evaluated = meant({"risk_evaluated": {"teams": "2020-04-01", "webex": True, "zoom": None}}, world).meeting
    assert [(each["platform"], each["on"]) for each in evaluated["attestations"]] == [
        ("microsoft-teams", "2020-04-01"),
        ("cisco-webex", "2020-04-14"),
    ]
    assert "attestations_complete" not in evaluated
    chain = meant({"situation": {"approvals": ["agency CISO", "superior agency CISO"]}}, world).meeting
    assert [each["on"] for each in chain["attestations"]][:2] == ["2020-04-13", "2020-04-14"]
    assert chain["attestations_complete"] is True
    assert meant({"component_approval": False}, world).meeting["attestations_complete"] is True
    assert meant({"component_approval": True}, world).meeting["attestations"][0]["kind"] == "component-approval"
    assert meant({"approval": "manager"}, world).meeting["attestations"][-1]["kind"] == "manager-approval"
    assert meant({"approval": False}, world).meeting["attestations"] == []


def test_platforms_and_tenancies(world: World) -> None:
    """Hosting, tenancies, suppliers and abstract platforms become facts that the caller states."""
    plain: dict[str, Any] = {
        "convener": {"name": "Department", "kind": "federal department", "state": "CA"},
        "tenant": {"teams": {"accredited_to": "PROTECTED B"}, "webex": {"accredited_to": None}, "zoom": {}},
        "hosting": {"jitsi-self-hosted": {"operated_by": "the agency", "operator_state": "TW"}},
        "situation": {"government_contracted_suppliers": ["slack"], "partners_already_on": "zoom"},
        "platforms": {
            "p1": {"authorised": ["EU CONFIDENTIAL"], "exposed_to": ["CHN"], "categories": ["ATOMAL"]},
            "p2": {},
        },
        "labels": [{"authority": "NATO", "level": "SECRET", "modality": "messaging"}],
    }
    found = meant(plain, world)
    assert found.meeting["platforms"] == {
        "microsoft-teams": {"accredited_for": ["CA:PROTECTED B"]},
        "cisco-webex": {"accredited_for": []},
        "jitsi-meet/self-hosted": {"operated_by": ["the-agency"], "operator_state": ["TW"]},
        "slack": {"government-contracted": ["yes"]},
        "p1": {"accredited_for": ["EU:CONFIDENTIAL"], "accredited_categories": ["ATOMAL"], "exposed_to": ["CN"]},
        "p2": {"accredited_categories": []},
    }
    assert found.meeting["modality"] == "messaging"
    assert found.meeting["partners_on"] == ["zoom"]
    scoped = {"p1": {"authorised": ["DE VS-NfD"], "scope": "messaging", "categories": None}}
    assert meant({"modality": "video", "platforms": scoped}, world).meeting["platforms"] == {
        "p1": {"accredited_for": []}
    }
    assert meant({"platforms": scoped}, world).meeting["platforms"] == {"p1": {}}
    assert meant({"situation": {"government_contracted_suppliers": True}}, world).warnings


def test_small_words(world: World) -> None:
    """Devices, access, information, needs and knowledge are read as a reader would."""
    plain: dict[str, Any] = {
        "device": "GFE",
        "access": "mobile app over wifi",
        "information": "CUI, HIPAA health data",
        "need": ["cloud recording"],
    }
    plain |= {"known_at": "2020-04-04", "purpose": "Work Meeting", "topics": "trade", "platform_as_written": "Zoooom"}
    plain |= {"available": "zoom", "partners_already_on": ["teams"], "personal_data": True, "protection_need": "high"}
    found = meant(plain, world)
    assert found.meeting["device"] == "managed"
    assert found.meeting["access"] == "mobile-app"
    assert found.meeting["information"] == ["cui", "high-protection-need", "hipaa-health-data", "personal-data"]
    assert found.meeting["needs"] == ["cloud-recording"]
    assert found.known_at.isoformat() == "2020-04-04T23:59:59+00:00"
    assert "no platform is called `Zoooom`" in found.warnings
    assert meant({"access": "phone dial-in app"}, world).meeting["access"] == "phone"
    assert "device" not in meant({"device": "any"}, world).meeting
    assert meant({"confidential": False}, world).meeting["classification"] == []
    assert "participants" not in meant({"participants": None}, world).meeting
    assert (
        meant({"participants": {"states": ["US", "CN"]}, "convener": {**HOUSE, "state": "US"}}, world).meeting[
            "participants"
        ][0]["organisation"]["id"]
        == "house-of-commons"
    )


def test_requirements() -> None:
    """Requirements in words name features; one that nobody knows stays a feature of its own."""
    assert required("E2EE video") == ("e2ee.video",)
    assert len(required("end-to-end encryption")) == 5
    assert required("FedRAMP") == ("certification.fedramp",)
    assert required("server-side secure deletion") == ("secure-deletion.server",)
    assert required("a good reputation") == ("a-good-reputation",)


def test_labels_in_words(world: World) -> None:
    """Levels name their authority; audiences, old marks and categories of impact are read, a bare word stays bare."""
    schemes = world.schemes
    assert states(["USA", "FVEY", "France", "gb"]) == ["US", "AU", "CA", "GB", "NZ", "FR"]
    assert level_text("EU CONFIDENTIAL", schemes) == "EU:CONFIDENTIAL"
    assert level_text("GB:OFFICIAL", schemes) == "GB:OFFICIAL"
    assert level_text("CONFIDENTIAL", schemes) == "CONFIDENTIAL"
    assert level_text("PROTECTED B", schemes, authority="CA") == "CA:PROTECTED B"
    assert label("GB OFFICIAL", schemes) == "GB:OFFICIAL"
    assert label({"authority": None, "level": "SECRET"}, schemes) == "SECRET"
    old = label({"authority": "GB", "level": "RESTRICTED (pre-2014)"}, schemes)
    assert old == {"authority": "GB", "level": "RESTRICTED", "on": "2014-01-01", "categories": [], "marks": []}
    given: dict[str, Any] = {"authority": "US", "level": "SECRET", "releasable_to": ["USA", "GBR"], "markings": None}
    assert label(given, schemes) == {"authority": "US", "level": "SECRET", "audience": {"only": ["US", "GB"]}}
    against = label({"authority": "GB", "level": "OFFICIAL", "detrimental_to": ["China"], "on": "2020-01-01"}, schemes)
    assert against == {
        "authority": "GB",
        "level": "OFFICIAL",
        "on": "2020-01-01",
        "categories": [],
        "marks": [],
        "audience": {"except": ["CN"]},
    }
    impact: Any = label({"authority": "FIPS-199", "level": {"C": "H", "I": "moderate", "A": "L"}}, schemes)
    assert impact["level"] == "C-HIGH/I-moderate/A-LOW"


def test_names_of_platforms(world: World) -> None:
    """Plain names, ids and aliases find the platform; a name that nobody knows is a platform of its own."""
    assert world.platform("zoom-for-government") == "zoom/government"
    assert world.platform("zoomgov") == "zoom/government"
    assert world.platform("Microsoft Teams") == "microsoft-teams"
    assert world.platform("P 1") == "p-1"
    assert slug("Auswärtiges Amt") == "auswaertiges-amt"


def test_spellings_of_levels_and_suppliers(world: World) -> None:
    """Underscores are spaces, a regime is a mark on its level, and a vendor's name means what it makes."""
    assert label({"scheme": "CA", "level": "PROTECTED_B"}, world.schemes) == {
        "authority": "CA",
        "level": "PROTECTED B",
        "categories": [],
        "marks": [],
    }
    assert level_text("CA PROTECTED_A", world.schemes) == "CA:PROTECTED A"
    assert level_text("COSMIC TOP SECRET", world.schemes) == "NATO:COSMIC TOP SECRET"
    regime = label({"authority": "US", "level": "CUI", "markings": ["NOFORN"]}, world.schemes)
    assert isinstance(regime, dict)
    assert (regime["level"], regime["marks"]) == ("UNCLASSIFIED", ["NOFORN", "CUI"])
    held = meant({"platforms": {"p1": {"authorised": ["US CUI", "bare"]}}}, world).meeting["platforms"]["p1"]
    assert held == {"accredited_for": ["US:UNCLASSIFIED", "bare"], "accredited_categories": ["CUI"]}
    out = meant({"government_contracted_suppliers": ["Cisco", "somebody"]}, world).meeting["platforms"]
    assert {"cisco-webex", "somebody"} <= out.keys()
    assert "zoom" not in out
    one = meant({"government_contracted_suppliers": {"google-meet": True, "teams": False}}, world).meeting["platforms"]
    assert one.keys() == {"google-meet"}
