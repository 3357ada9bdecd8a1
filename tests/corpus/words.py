"""List what the plain words of a case mean in the meeting JSON; whatever is not listed is an unknown fact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "ae", "Ö": "oe", "Ü": "ue"})


def slug(text: object) -> str:
    """Return the kebab-case form of plain words: `E2EE on` -> `e2ee-on`."""
    flat = unicodedata.normalize("NFKD", str(text).translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", flat.lower()))


#: Plain name of a platform -> id. Ids and aliases of the catalogue need no entry.
PLATFORMS: Final[Mapping[str, str]] = {
    "zoom-commercial": "zoom",
    "zoom-free": "zoom",
    "zoom-gov": "zoom/government",
    "zoomgov": "zoom/government",
    "zoom-com-cn": "zoom/china",
    "zoom-cn": "zoom/china",
    "zoom-mainland-china": "zoom/china",
    "zoom-x-telekom": "zoom/x",
    "zoom-x-by-telekom": "zoom/x",
    "ms-teams": "microsoft-teams",
    "teams-commercial": "microsoft-teams",
    "teams-21vianet": "microsoft-teams/china",
    "teams-cn": "microsoft-teams/china",
    "gcc-high-teams": "microsoft-teams/gcc-high",
    "dod-teams": "microsoft-teams/dod",
    "webex-gov": "cisco-webex/government",
    "webex-via-telekom": "cisco-webex/telekom",
    "telekom-webex": "cisco-webex/telekom",
    "jitsi-public": "jitsi-meet/public",
    "jitsi-free": "jitsi-meet/public",
    "jitsi-free-offers": "jitsi-meet/public",
    "jitsi-freely-available": "jitsi-meet/public",
    "freely-available-jitsi": "jitsi-meet/public",
    "jitsi-meet": "jitsi-meet",
    "jitsi-selfhosted": "jitsi-meet/self-hosted",
    "self-hosted-jitsi": "jitsi-meet/self-hosted",
    "jitsi-agency-hosted": "jitsi-meet/self-hosted",
    "netways-jitsi": "jitsi-meet/netways",
    "8x8-jaas": "jitsi-meet/jaas",
    "jitsi-jaas": "jitsi-meet/jaas",
    "bbb-werk21": "bigbluebutton/werk21",
    "bigbluebutton-by-werk21": "bigbluebutton/werk21",
    "bbb-self-hosted": "bigbluebutton/self-hosted",
    "hangouts-meet": "google-meet",
    "google-hangouts-meet": "google-meet",
    "gmail-hangouts": "google-hangouts",
    "google-workspace": "google-meet",
    "gsuite": "google-meet",
    "g-suite": "google-meet",
    "voov-meeting": "tencent-meeting/voov",
    "tencent-voov": "tencent-meeting/voov",
    "u-meeting-cyberlink": "u-meeting",
    "umeet-systec": "umeet",
    "visio-fr": "visio",
    "lasuite-visio": "visio",
    "chime": "amazon-chime",
    "slack-huddles": "slack",
    "nic": "nic-vc",
    "nic-platform": "nic-vc",
    "safe": "dod-safe",
    "text": "sms",
    "text-message": "sms",
    "e-mail": "encrypted-email",
    "facebook-messenger-rooms": "messenger-rooms",
    "matrix": "element",
}

#: Plain kind of an organisation -> kinds of the meeting JSON.
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "federal-department": ("ministry", "government-agency"),
    "department": ("ministry",),
    "federal-agency": ("government-agency",),
    "agency": ("government-agency",),
    "foreign-ministry": ("ministry",),
    "cabinet": ("government",),
    "legislature": ("parliament",),
    "parliamentary-committee": ("parliament",),
    "quango": ("public-body",),
    "arm-s-length-body": ("public-body",),
    "arms-length-body": ("public-body",),
    "public-juristic-person": ("public-body",),
    "public-authority": ("public-body",),
    "science-park-administration": ("government-agency",),
    "science-park": ("government-agency",),
    "local-government": ("local-authority",),
    "city-government": ("local-authority",),
    "municipality": ("local-authority",),
    "government-owned-enterprise": ("state-enterprise",),
    "state-run-company": ("state-enterprise",),
    "state-owned-enterprise": ("state-enterprise",),
    "state-owned-company": ("state-enterprise",),
    "critical-infrastructure-provider": ("critical-infrastructure-operator",),
    "critical-infrastructure": ("critical-infrastructure-operator",),
    "government-endowed-foundation": ("government-foundation",),
    **dict.fromkeys(
        (
            "government-controlled-enterprise",
            "government-controlled-company",
            "government-controlled-organization",
            "government-controlled-institution",
            "enterprise-under-government-control",
            "organization-under-government-control",
            "institution-under-government-control",
            "enterprise-under-control-of-the-government",
        ),
        ("government-controlled-organisation",),
    ),
    "private-company": ("company",),
    "business": ("company",),
    "corporation": ("company",),
    "bank": ("company",),
    "supplier": ("contractor",),
    "defence-contractor": ("contractor",),
    "hospital": ("healthcare-provider",),
    "health-care-provider": ("healthcare-provider",),
    "law-office": ("law-firm",),
    "newspaper": ("media",),
    "news-organisation": ("media",),
    "news-organization": ("media",),
    "non-governmental-organisation": ("ngo",),
    "activist-group": ("ngo",),
    "association": ("ngo",),
    "charity": ("ngo",),
    "armed-forces": ("military",),
    "army": ("military",),
    "intelligence-service": ("intelligence-agency",),
    "eu-body": ("eu-institution",),
    "person": ("individual",),
    "private-individual": ("individual",),
    "private-person": ("individual",),
    "private-user": ("individual",),
    "private-users": ("individual",),
    "user": ("individual",),
    "individuals": ("individual",),
    "group-of-friends": ("individual",),
    "household": ("individual",),
    "family": ("individual",),
    "friends": ("individual",),
}

#: What is known of organisations by their names: a pattern for the slug of the name -> what it is a part of.
PART_OF: Final[tuple[tuple[str, str], ...]] = (
    (r"\bberlin", "berlin.de"),
    (r"\bhamburg", "hamburg.de"),
    (r"\b(bavaria|bayern|munich|muenchen)", "bayern.de"),
    (r"\bbrandenburg|\bpotsdam", "brandenburg.de"),
    (r"\b(hesse|hessen|frankfurt)", "hessen.de"),
    (r"\b(saxony|sachsen|dresden|leipzig)", "sachsen.de"),
    (r"\bbaden-wuerttemberg|\bstuttgart", "baden-wuerttemberg.de"),
    (r"\b(nrw|north-rhine|nordrhein|cologne|koeln)", "nrw.de"),
    (r"\b(us-navy|us-marine|navy-command|naval|marine-corps|department-of-the-navy)", "navy.mil"),
    (r"\b(us-army|army-command)", "army.mil"),
    (r"\b(us-air-force|usaf)", "af.mil"),
    (r"\bhouse-(office|of-representatives)|\bus-house", "house.gov"),
    (r"\bsenate", "senate.gov"),
    (r"\b(nyc|new-york-city)", "schools.nyc.gov"),
)

#: Names of states that are written out, and groups of states.
STATES: Final[Mapping[str, tuple[str, ...]]] = {
    "china": ("CN",),
    "prc": ("CN",),
    "mainland china": ("CN",),
    "taiwan": ("TW",),
    "germany": ("DE",),
    "france": ("FR",),
    "united states": ("US",),
    "united kingdom": ("GB",),
    "uk": ("GB",),
    "russia": ("RU",),
    "hong kong": ("HK",),
    "fvey": ("AU", "CA", "GB", "NZ", "US"),
    "acgu": ("AU", "CA", "GB", "US"),
}
TRIGRAPHS: Final[Mapping[str, str]] = {
    "AUS": "AU",
    "AUT": "AT",
    "BEL": "BE",
    "BGR": "BG",
    "BRA": "BR",
    "CAN": "CA",
    "CHE": "CH",
    "CHN": "CN",
    "CZE": "CZ",
    "DEU": "DE",
    "DNK": "DK",
    "ESP": "ES",
    "EST": "EE",
    "FIN": "FI",
    "FRA": "FR",
    "GBR": "GB",
    "GRC": "GR",
    "HKG": "HK",
    "HRV": "HR",
    "HUN": "HU",
    "IND": "IN",
    "IRL": "IE",
    "IRN": "IR",
    "ISR": "IL",
    "ITA": "IT",
    "JPN": "JP",
    "KOR": "KR",
    "LTU": "LT",
    "LUX": "LU",
    "LVA": "LV",
    "MAC": "MO",
    "NLD": "NL",
    "NOR": "NO",
    "NZL": "NZ",
    "POL": "PL",
    "PRK": "KP",
    "PRT": "PT",
    "ROU": "RO",
    "RUS": "RU",
    "SGP": "SG",
    "SVK": "SK",
    "SVN": "SI",
    "SWE": "SE",
    "TUR": "TR",
    "TWN": "TW",
    "UKR": "UA",
    "USA": "US",
}

#: Plain device -> device; None is said of no particular one.
DEVICES: Final[Mapping[str, str | None]] = {
    **dict.fromkeys(
        (
            "official",
            "official-device",
            "corporate",
            "corporate-device",
            "gfe",
            "government-furnished-equipment",
            "managed",
            "house-managed",
            "house-managed-device",
            "government",
            "government-device",
            "government-issued",
            "officially-issued",
            "issued",
            "work",
            "work-computer",
            "work-device",
            "work-phone",
            "company",
            "company-computer",
            "corporate-computer",
        ),
        "managed",
    ),
    **dict.fromkeys(
        (
            "private",
            "private-device",
            "personal",
            "personal-device",
            "privately-owned",
            "privately-owned-device",
            "own",
            "byod",
        ),
        "private",
    ),
    "any": None,
}
#: A pattern for the slug of an access -> access; the first that is found counts, two of different means are none.
ACCESS: Final[tuple[tuple[str, str], ...]] = (
    (r"room-system|\brooms?\b", "room-system"),
    (r"phone|dial-in|pstn|telephone", "phone"),
    (r"browser|\bweb\b|web-client", "browser"),
    (r"mobile|ios|android|smartphone", "mobile-app"),
    (r"desktop|\bapp\b|client", "desktop-app"),
)
MODALITIES: Final[Mapping[str, str]] = {
    "video": "video",
    "video-call": "video",
    "video-conference": "video",
    "meeting": "video",
    "audio": "audio",
    "voice": "audio",
    "call": "audio",
    "voice-call": "audio",
    "messaging": "messaging",
    "chat": "messaging",
    "text": "messaging",
    "instant-messaging": "messaging",
}
#: Plain scheme or authority -> authority of the schemes.
AUTHORITIES: Final[Mapping[str, str]] = {
    "GB-GSC": "GB",
    "GSC": "GB",
    "UK": "GB",
    "UK-GSC": "GB",
    "GB-GPMS": "GB",
    "GPMS": "GB",
    "USA": "US",
    "US-EO13526": "US",
    "CAN": "CA",
    "DEU": "DE",
    "DE-VSA": "DE",
    "TWN": "TW",
    "FIPS-199": "FIPS199",
    "FIPS": "FIPS199",
}
#: Plain schemes that were replaced: a mark of theirs is older than the scheme of today.
OLD_SCHEMES: Final = frozenset({"GB-GPMS", "GPMS"})
#: Regimes of handling that are written as if they were levels -> the level that they are a part of.
REGIMES: Final[Mapping[tuple[str, str], str]] = dict.fromkeys((("US", "CUI"), ("US", "FOUO")), "UNCLASSIFIED")
IMPACTS: Final[Mapping[str, str]] = {"L": "LOW", "M": "MODERATE", "H": "HIGH"}
#: Markings that authorities use without listing them; what else is no mark says what the talk is about.
MARKS: Final = frozenset({"SENSITIVE", "FOUO", "CUI", "SBU", "LES", "PERSONAL", "COMMERCIAL", "LOCSEN", "LIMDIS"})
#: A pattern for the slug of a requirement -> features of the catalogue.
FEATURES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"fedramp", ("certification.fedramp",)),
    (r"criterion-9|jurisdiction", ("jurisdiction",)),
    (r"multi-?factor|\bmfa\b|\b2fa\b", ("mfa",)),
    (r"public-source|open-source|source-code", ("public-source",)),
    (r"third-party", ("minimal-third-party-sharing",)),
    (r"invitation", ("invitation-controls",)),
    (r"server-side-(secure-)?delet|delet\w*-(on-)?(the-)?server|server-delet", ("secure-deletion.server",)),
    (r"client-side-(secure-)?delet|delet\w*-(on-)?(the-)?client|client-delet", ("secure-deletion.client",)),
    (r"secure-delet|delet", ("secure-deletion.client", "secure-deletion.server")),
    (r"testable|encryption-standard|published-protocol|criterion-2", ("testable-encryption",)),
    (r"gcm|aes-256", ("aes-256-gcm",)),
)
#: Word of an end-to-end requirement -> feature.
MODES: Final[Mapping[str, str]] = {
    "text": "e2ee.text",
    "chat": "e2ee.text",
    "messaging": "e2ee.text",
    "voice": "e2ee.voice",
    "audio": "e2ee.voice",
    "calls": "e2ee.voice",
    "video": "e2ee.video",
    "file": "e2ee.file",
    "files": "e2ee.file",
    "screen": "e2ee.screen",
}
_OFF: Final = "no-cloud-recording-transcription-breakout-rooms-polling-or-join-before-host"
#: Plain obligation -> kinds of obligation that say it.
OBLIGATIONS: Final[Mapping[str, frozenset[str]]] = {
    "no-vs-nfd-or-confidential-content": frozenset({"no-vs-nfd-or-confidential-content"}),
    "e2ee-on-no-cloud-recording-transcription-breakout-rooms-join-before-host": frozenset({"enable-e2ee.video", _OFF}),
    "e2ee-on": frozenset({"enable-e2ee.video"}),
}
#: Words that carry nothing when an obligation that is not listed is compared with its kind.
SMALL: Final = frozenset(
    {"a", "all", "an", "and", "any", "as", "at", "be", "by", "each", "every", "for", "from", "in", "into", "is", "it"}
    | {"must", "no", "not", "of", "off", "on", "only", "or", "per", "the", "their", "times", "to", "until", "with"}
)
