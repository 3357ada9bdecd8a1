from __future__ import annotations

import re
from typing import Any, Final

import pytest
from tests.catalogue.reading import case, day, read, shipped

from meetgate.engine._time import launched, reading, retired
from meetgate.model import EXPOSURE_KINDS, Account, Attendance, Client, Finding, Platform, PlatformFact, Truth

YES: Final = frozenset({"yes"})
NO: Final = frozenset({"no"})
CONFIGURABLE: Final = frozenset({"configurable"})
US_ONLY: Final[dict[str, Any]] = {"attendance": Attendance(count=3, states=frozenset({"US", "CA"}))}
MIXED: Final[dict[str, Any]] = {"attendance": Attendance(count=3, states=frozenset({"US", "CN"}))}
#: The platforms and editions that the directives name.
NAMED: Final = """zoom zoom/government zoom/china zoom/x microsoft-teams microsoft-teams/gcc microsoft-teams/gcc-high
microsoft-teams/dod microsoft-teams/china microsoft-teams/cvr microsoft-teams/flank-speed google-meet google-hangouts
cisco-webex cisco-webex/government cisco-webex/telekom skype skype-for-business jitsi-meet jitsi-meet/public
jitsi-meet/self-hosted jitsi-meet/jaas jitsi-meet/netways sichere-videokonferenz bigbluebutton
bigbluebutton/self-hosted bigbluebutton/werk21 bigbluebutton/sdui tixeo tixeo/cloud wire wire/bund signal whatsapp
messenger-rooms facetime imessage slack gotomeeting bluejeans threema element tchap visio tencent-meeting
tencent-meeting/voov dingtalk feishu lark zhumu umeet bizconf yandex-telemost u-meeting wickr mattermost adobe-connect
amazon-chime dust rocket-chat whereby discord houseparty nic-vc vconsol dcs gvs dod-safe intelink gctools sms telegram
wechat viber snapchat blizz teamviewer alfaview mailbox-org encrypted-email""".split()  # noqa: SIM905  # eighty one-word lines read worse


def platforms() -> list[Platform]:
    """Return every shipped platform."""
    return [each for _, each in sorted(shipped().platforms.items())]


def statements(platform: Platform) -> list[PlatformFact | Finding]:
    """Return every fact and finding of a platform."""
    return [*platform.facts, *platform.findings]


def account(**facts: Any) -> dict[str, Any]:
    """Return a host account with these facts."""
    return {"host_account": Account(**facts)}


def test_every_platform_that_the_directives_name_is_there() -> None:
    """Products and editions have ids of their own; what a calendar or a letter calls them leads there."""
    assert set(NAMED) <= set(shipped().platforms)
    names = shipped().names()
    assert names["zoom/commercial"] == "zoom"
    assert names["meet.jit.si"] == "jitsi-meet/public"
    assert names["webex"] == "cisco-webex"
    assert names["umeet-systec"] != names["u-meeting-cyberlink"]


@pytest.mark.parametrize("platform", platforms(), ids=lambda each: each.id)
def test_every_statement_has_a_source_and_a_date(platform: Platform) -> None:
    """A source has title, publisher, date and grade; none is from memory, and each statement is public since a day."""
    for source in platform.sources.values():
        assert source.title
        assert source.publisher
        assert re.fullmatch(r"20\d\d(-\d\d){0,2}", source.published)
        assert source.confidence in {"S", "A", "B"}
    for statement in statements(platform):
        assert statement.source_key in platform.sources
        assert statement.known_from is not None
    assert all(each.source_key in platform.sources for each in platform.dated_aliases)
    assert platform.launched is None or (platform.launched_source and platform.launched_known_from)
    assert platform.retired is None or (platform.retired_source and platform.retired_known_from)
    assert all(each.kinds <= set(EXPOSURE_KINDS) for each in platform.findings)


def test_every_source_is_rested_on() -> None:
    """A source that nothing cites is left over; editions share the sources of their product."""
    for product in (each for each in platforms() if "/" not in each.id):
        family = [each for each in platforms() if each.product == product.id]
        cited = {statement.source_key for each in family for statement in statements(each)}
        cited |= {alias.source_key for each in family for alias in each.dated_aliases}
        shown = {each.launched_source for each in family} | {each.retired_source for each in family}
        for key, source in product.sources.items():
            assert key in cited or f"{source.title}, {source.published}" in shown, f"{product.id}: {key}"


def test_the_table_of_november_2020_is_reviewed() -> None:
    """An assessment of its time says nothing for certain two years later."""
    rows = [each for one in platforms() for each in one.facts if each.asserted_by == "nsa"]
    assert len({each.name for each in rows}) == 14
    assert {each.review_by for each in rows} == {day("2022-11-05").replace(hour=0)}
    assert read("wickr", "mfa", "2021-01-01") == YES
    assert read("wickr", "mfa", "2023-01-01") is None


@pytest.mark.parametrize(
    ("platform", "fact", "expected"),
    [
        ("zoom", "certification.fedramp", {"undocumented"}),
        ("zoom/government", "certification.fedramp", {"yes"}),
        ("signal", "e2ee.video", {"undocumented"}),
        ("whatsapp", "e2ee.voice", {"undocumented"}),
        ("dust", "e2ee.screen", {"undocumented"}),
        ("dust", "secure-deletion.server", {"yes"}),
        ("zoom", "secure-deletion.server", {"undocumented"}),
        ("google-meet", "secure-deletion.server", {"paid-only"}),
        ("google-meet", "invitation-controls", {"configurable", "partial"}),
        ("mattermost", "mfa", {"paid-only"}),
        ("sms", "e2ee.voice", {"not-applicable"}),
        ("wire", "jurisdiction", {"not-assessed"}),
        ("jitsi-meet", "public-source", {"yes"}),
        ("jitsi-meet/public", "mfa", {"no"}),
        ("zoom", "e2ee.video", None),
    ],
)
def test_cells_of_the_table_stay_what_they_are(platform: str, fact: str, expected: set[str] | None) -> None:
    """A cell that is empty or shifted is undocumented, a certification belongs to an edition, and others disagree."""
    assert read(platform, fact, "2020-11-10") == expected


def test_a_cell_may_hang_on_the_plan() -> None:
    """What the free version lacks is not had for nothing."""
    assert read("cisco-webex", "mfa", "2020-11-10", **account(plan="free")) == NO
    assert read("cisco-webex", "mfa", "2020-11-10", **account(plan="business")) == CONFIGURABLE
    assert read("cisco-webex", "mfa", "2020-11-10") is None


@pytest.mark.parametrize(
    ("on", "known", "expected"),
    [
        ("2020-03-15", "2020-04-02", NO),
        ("2020-04-02", "2020-04-02", NO),
        ("2020-03-15", "2020-04-04", YES),
        ("2020-04-02", "2020-04-04", YES),
        ("2020-04-03", "2020-04-04", None),
        ("2020-01-15", "2021-01-01", None),
        ("2020-03-15", "2020-04-01", None),
    ],
)
def test_zoom_denied_on_the_2nd_what_it_admitted_on_the_3rd(
    on: str, known: str, expected: frozenset[str] | None
) -> None:
    """Two statements of one source on the same time: the later counts once it is public."""
    assert read("zoom", "china-path", on, known=day(known), **US_ONLY) == expected


@pytest.mark.parametrize(
    ("on", "facts", "expected"),
    [
        ("2020-04-10", US_ONLY, NO),
        ("2020-04-10", MIXED, None),
        ("2020-04-10", {}, None),
        ("2020-05-10", MIXED | account(plan="paid"), None),
        ("2020-05-10", MIXED | account(plan="paid", opted_out_regions=frozenset({"China"})), NO),
        ("2020-04-17", MIXED | account(plan="paid", opted_out_regions=frozenset({"China"})), None),
        ("2020-05-10", MIXED | account(plan="free", opted_out_regions=frozenset({"China"})), None),
        (
            "2020-05-10",
            MIXED | {"our_account": Account(plan="paid", opted_out_regions=frozenset({"CN"})), "host": False},
            None,
        ),
    ],
)
def test_after_the_fix_the_path_hangs_on_who_takes_part_and_who_hosts(
    on: str, facts: dict[str, Any], expected: frozenset[str] | None
) -> None:
    """Nobody in China: no. Somebody there: only where the account that hosts pays and keeps China out, since 18 April."""
    assert read("zoom", "china-path", on, **facts) == expected


@pytest.mark.parametrize(
    ("on", "plan", "expected"),
    [
        ("2020-04-17", "paid", NO),
        ("2020-04-18", "paid", YES),
        ("2020-04-18", "free", NO),
        ("2020-04-18", None, None),
    ],
)
def test_control_over_regions_came_on_18_april_for_who_pays(
    on: str, plan: str | None, expected: frozenset[str] | None
) -> None:
    """No account could leave a region out before, and no free one can since."""
    assert read("zoom", "region-control", on, **account(plan=plan)) == expected


GCM: Final = account(settings={"aes-256-gcm": True})


@pytest.mark.parametrize(
    ("on", "facts", "expected"),
    [
        ("2020-04-20", {"client": Client(version="5.0")}, NO),
        ("2020-04-28", {"client": Client(version="5.0")} | GCM, YES),
        ("2020-04-28", {"client": Client(version="4.6")} | GCM, NO),
        ("2020-04-28", {"client": Client(version="5.0")}, None),
        ("2020-04-28", GCM, None),
        ("2020-05-30", {"client": Client(version="5.0")}, YES),
        ("2020-05-30", {"client": Client(version="4.6")}, NO),
        ("2020-05-30", {}, None),
    ],
)
def test_zoom_changed_its_cipher_by_version_and_setting(
    on: str, facts: dict[str, Any], expected: frozenset[str] | None
) -> None:
    """Version 5.0 could from 27 April where it was enabled; from 30 May it always does, and an older one never."""
    assert read("zoom", "aes-256-gcm", on, **facts) == expected


@pytest.mark.parametrize(
    ("platform", "on", "how", "licence", "expected"),
    [
        ("zoom", "2020-10-20", (10, "desktop-app"), None, NO),
        ("zoom", "2020-11-01", (200, "desktop-app"), None, CONFIGURABLE),
        ("zoom", "2020-11-01", (201, "desktop-app"), None, NO),
        ("zoom", "2020-11-01", (10, "browser"), None, NO),
        ("zoom", "2020-11-01", (10, "phone"), None, NO),
        ("zoom", "2020-11-01", (10, "room-system"), None, CONFIGURABLE),
        ("zoom", "2020-11-01", (10, None), None, None),
        ("microsoft-teams", "2024-01-15", (120, "desktop-app"), "Teams Premium", CONFIGURABLE),
        ("microsoft-teams", "2024-01-15", (201, "desktop-app"), "Teams Premium", NO),
        ("microsoft-teams", "2024-01-15", (120, "browser"), "Teams Premium", NO),
        ("microsoft-teams", "2024-01-15", (120, "desktop-app"), "E3", NO),
        ("microsoft-teams", "2024-01-15", (120, "desktop-app"), None, None),
        ("microsoft-teams", "2021-01-15", (120, "desktop-app"), None, NO),
    ],
)
def test_encryption_from_end_to_end_hangs_on_client_heads_and_licence(
    platform: str, on: str, how: tuple[int, str | None], licence: str | None, expected: frozenset[str] | None
) -> None:
    """Zoom's preview since 26 October 2020, and Teams Premium, take 200 people in applications and nobody else."""
    facts = {"attendance": Attendance(count=how[0]), "access": how[1]} | account(licence=licence)
    assert read(platform, "e2ee.video", on, **facts) == expected


def test_what_the_preview_disables_is_stated() -> None:
    """Who needs one of these cannot have the meeting encrypted from end to end."""
    disabled = {"cloud-recording", "join-before-host", "transcription", "breakout-rooms", "polling"}
    assert read("zoom", "e2ee.video.disables", "2020-11-01") == frozenset(disabled)
    assert read("zoom", "e2ee.video.disables", "2020-10-01") is None


@pytest.mark.parametrize(
    ("platform", "on", "expected"),
    [
        ("whatsapp", "2020-04-27", {"4"}),
        ("whatsapp", "2020-04-28", {"8"}),
        ("whatsapp", "2021-12-20", {"8"}),
        ("whatsapp", "2023-12-20", None),
        ("messenger-rooms", "2020-05-20", {"50"}),
        ("facetime", "2020-05-20", {"32"}),
        ("signal", "2021-06-01", None),
        ("signal", "2021-12-14", None),
        ("signal", "2021-12-15", {"40"}),
        ("tencent-meeting/voov", "2020-05-20", {"300"}),
        ("bigbluebutton/sdui", "2023-03-01", {"100"}),
        ("microsoft-teams", "2020-05-20", None),
    ],
)
def test_capacities_have_their_days(platform: str, on: str, expected: set[str] | None) -> None:
    """What was announced counts from its rollout on; a step without a day is unknown, a claim nobody verified absent."""
    assert read(platform, "capacity", on, modality="video") == expected


def test_a_limit_of_calls_does_not_bind_messages() -> None:
    """The capacity of a call is stated for calls."""
    assert read("whatsapp", "capacity", "2020-06-01", modality="audio") == frozenset({"8"})
    assert read("whatsapp", "capacity", "2020-06-01", modality="messaging") is None


@pytest.mark.parametrize(
    ("platform", "fact", "on", "expected"),
    [
        ("jitsi-meet/public", "anonymous-host", "2023-08-23", YES),
        ("jitsi-meet/public", "anonymous-host", "2023-08-24", NO),
        ("messenger-rooms", "unauthenticated-guests", "2020-05-20", YES),
        ("zoom", "host-in-china", "2020-08-22", YES),
        ("zoom", "host-in-china", "2020-08-23", NO),
        ("zhumu", "host-in-china", "2020-09-01", YES),
        ("zoom/government", "disa.il4", "2022-02-01", NO),
        ("zoom/government", "disa.il4", "2022-03-15", None),
        ("zoom/government", "disa.il4", "2022-04-01", YES),
        ("zoom", "disa.il4", "2022-04-01", None),
        ("microsoft-teams/cvr", "carries-cui", "2020-09-01", None),
        ("microsoft-teams/flank-speed", "carries-cui", "2021-07-01", YES),
        ("gctools", "accredited_for", "2020-05-01", {"CA:PROTECTED A"}),
        ("zoom", "exposed_to", "2020-04-22", {"CN"}),
        ("zoom/china", "operator_state", "2021-01-01", {"CN"}),
    ],
)
def test_other_facts_have_their_days(platform: str, fact: str, on: str, expected: set[str] | None) -> None:
    """Authorisations, accounts and operators read as they were on the day."""
    facts = account(plan="paid") if fact == "host-in-china" else {}
    assert read(platform, fact, on, **facts) == expected


def test_an_accreditation_may_be_for_messages_only() -> None:
    """Wire Bund carries VS-NfD in messages since October 2021."""
    assert read("wire/bund", "accredited_for", "2021-11-01", modality="messaging") == frozenset({"DE:VS-NfD"})
    assert read("wire/bund", "accredited_for", "2021-11-01", modality="video") is None


def test_beginnings_and_ends() -> None:
    """Messenger Rooms was announced before it was there for all; Skype's end is no end before it was announced."""
    found = case(known=day("2025-06-01"))
    rooms, skype = found.catalogue.platforms["messenger-rooms"], found.catalogue.platforms["skype"]
    days = ("2020-04-23", "2020-04-26", "2020-05-20")
    assert [launched(found, rooms, day(each)) for each in days] == [Truth.FALSE, Truth.UNKNOWN, Truth.TRUE]
    assert [retired(found, skype, day(each)) for each in ("2025-05-04", "2025-05-05")] == [Truth.FALSE, Truth.TRUE]
    assert retired(case(known=day("2025-01-01")), skype, day("2025-06-01")) is Truth.FALSE


def test_ends_from_memory_are_not_shipped() -> None:
    """Of the services that ended, only those have an end whose end was read somewhere."""
    assert [each.id for each in platforms() if each.retired is not None] == ["skype"]


def test_meet_had_another_name_before() -> None:
    """The old name leads to the platform on days when it was in use, and where no day is given."""
    assert shipped().names()["Google Hangouts Meet"] == "google-meet"
    assert shipped().names(day("2020-04-07"))["Google Hangouts Meet"] == "google-meet"
    assert "Google Hangouts Meet" not in shipped().names(day("2021-01-01"))


def test_findings_say_who_found_what() -> None:
    """Exposure is an authority's finding; routing ended, and what staff in China mean did not."""
    found = shipped().platforms["zoom"].findings
    assert {each.authority for each in found} == {"citizen-lab", "us-doj"}
    lasting = [each for each in found if each.valid.covers(day("2020-04-22")) is Truth.TRUE]
    assert [sorted(each.kinds) for each in lasting] == [["development-staff", "legal-compulsion"]]


def test_a_statement_of_a_caller_does_not_override() -> None:
    """Whoever claims otherwise than the catalogue leaves the fact unknown."""
    found = case(platforms={"gctools": {"accredited_for": frozenset({"CA:PROTECTED B"})}})
    assert reading(found, found.catalogue.platforms["gctools"], "accredited_for", day("2020-05-01")) is None


def test_facts_that_are_in_disagreement_are_kept() -> None:
    """Both sources on the remote environment of the Pentagon stand side by side."""
    facts: tuple[PlatformFact, ...] = shipped().platforms["microsoft-teams/cvr"].facts
    assert {(each.asserted_by, *each.values) for each in facts} == {("disa", "no"), ("us-army-amcom", "yes")}
