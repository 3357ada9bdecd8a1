from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.adapters.calendars import NOON, every, one, wrapped

from meetgate.adapters import Context, Event, Occurrence, Reading, load_context, meeting_of
from meetgate.errors import MeetingError
from meetgate.model import Assumption, Kind, Organisation, Participant

DIRECTORY = """
directory:
  parliament.uk: {name: UK Parliament, kinds: [parliament], kinds_complete: yes, state: GB, domains: [parl.uk]}
  mps.uk: parliament.uk
  research: {domains: ["@Inner.Parliament.uk"], aliases: [research.example]}
"""
SIGNED = "by: Clerk, because: standing order 1"


def _context(*lines: str) -> Context:
    return load_context("\n".join(["context: test", *lines]), file="context.yaml")


def _read(context: Context, *lines: str, at: datetime | None = NOON, event: Event | None = None) -> Reading:
    return meeting_of(event or one(*lines), Occurrence(starts=at, ends=None), context)


def test_a_context_is_read() -> None:
    """Organisations by id, mail domains to ids, home, and what stands in for absent facts."""
    context = _context(
        DIRECTORY,
        "home: [parliament.uk]",
        f"unlisted_guests: {{value: unbound, review_by: 2021-01-01, {SIGNED}}}",
        f"longest_meeting: {{hours: 4, {SIGNED}}}",
    )
    assert context.name == "test"
    assert context.directory["parliament.uk"] == Organisation(
        id="parliament.uk",
        name="UK Parliament",
        kinds=frozenset({Kind("parliament")}),
        kinds_complete=True,
        state="GB",
    )
    assert context.domains == {
        "parliament.uk": "parliament.uk",
        "parl.uk": "parliament.uk",
        "mps.uk": "parliament.uk",
        "inner.parliament.uk": "research",
    }
    assert context.directory["research"].aliases == {"research.example"}
    assert context.home == ("parliament.uk",)
    assert context.unlisted_guests == Assumption(
        fact="unlisted_guests", value="unbound", by="Clerk", because="standing order 1", review_by="2021-01-01"
    )
    assert context.longest_meeting == Assumption(
        fact="longest_meeting", value=4, by="Clerk", because="standing order 1"
    )


def test_home_may_be_whoever_convenes() -> None:
    """`home: convener` is said by a word, and an absent home is unknown."""
    assert _context("home: convener").home == "convener"
    assert _context().home is None


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("context: [", "1:11", "[E001]"),
        ("events: {u: {public: yes, by: A, because: B}}", "1:1", "key `context` is missing"),
        ("context: x\nevents: {u: {publc: yes, by: A, because: B}}", "2:14", "did you mean `public`?"),
        ("context: x\nevents: {u: {public: yes, by: A}}", "2:13", "key `because` is missing"),
        ("context: x\nevents: {u: {public: maybe, by: A, because: B}}", "2:22", "neither yes nor no"),
        ("context: x\nevents: {u: {detrimental_to: [china], by: A, because: B}}", "2:31", "china"),
        ("context: x\nevents: {u: {title: y, by: A, because: B}}", "2:14", "unknown key `title`"),
        ("context: x\ndirectory: {a.uk: nobody}", "2:13", "no organisation `nobody`"),
        ("context: x\ndirectory: {a.uk: {domains: [b.uk]}, b.uk: {}}", "2:38", "belongs to `a.uk` and to `b.uk`"),
        ("context: x\nlabels: {k: {public: yes, by: A, because: B, review_by: 2020-13-01}}", "2:46", "is no day"),
        ("context: x\nlabels: {k: {attestations: [{kind: a, on: soon}], by: A, because: B}}", "2:14", "is no day"),
        ("context: x\ndefaults:\n- {public: no, by: A, because: B, review_by: 2020-13-01}", "3:35", "is no day"),
        ("context: x\ndirectory: {a.uk: {kinds: [{kind: b, from: soon}]}}", "2:13", "is no time"),
    ],
)
def test_a_broken_context_is_refused_with_the_place(text: str, place: str, message: str) -> None:
    """Nothing of it is used, and every mistake says where it stands and what to write."""
    with pytest.raises(MeetingError) as raised:
        load_context(text, file="c.yaml")
    assert f"c.yaml:{place}: " in str(raised.value)
    assert message in str(raised.value)


def test_the_convener_comes_from_the_organisers_mail_domain() -> None:
    """The longest domain that is listed counts; one that is not listed is nobody known."""
    context = _context(DIRECTORY)
    parliament, research = context.directory["parliament.uk"], context.directory["research"]
    for address, expected in [
        ("a@parliament.uk", parliament),
        ("a@Lords.Parliament.UK", parliament),
        ("a@x.inner.parliament.uk", research),
        ("a@mps.uk", parliament),
        ("a@notparliament.uk", None),
        ("a@parliament.uk.evil.example", None),
    ]:
        assert _read(context, f"ORGANIZER:mailto:{address}").meeting.convener == expected
    assert _read(context).meeting.convener is None


def test_attendees_are_participants_and_never_complete_by_themselves() -> None:
    """A calendar cannot prove that nobody else comes; without attendees the participants are unknown."""
    context = _context(DIRECTORY)
    meeting = _read(context, "ATTENDEE:mailto:a@mps.uk", "ATTENDEE:mailto:b@elsewhere.example").meeting
    assert meeting.participants == (
        Participant(address="a@mps.uk", organisation=context.directory["parliament.uk"]),
        Participant(address="b@elsewhere.example"),
    )
    assert not meeting.participants_complete
    assert _read(context).meeting.participants is None
    assert meeting.home is None


def test_completeness_is_a_statement_that_the_event_can_spoil() -> None:
    """Stated complete, the list is complete, unless the event invites somebody who cannot be seen."""
    context = _context(f"events: {{one: {{participants_complete: yes, {SIGNED}}}}}")
    whole = _read(context, "ATTENDEE:mailto:a@mps.uk")
    assert whole.meeting.participants_complete
    spoiled = _read(context, "ATTENDEE;CUTYPE=GROUP:mailto:all@mps.uk")
    assert not spoiled.meeting.participants_complete
    assert "stated to be complete" in spoiled.warnings[0]
    listed = _context(f"events: {{one: {{participants: [], participants_complete: yes, {SIGNED}}}}}")
    assert _read(listed).meeting.participants == ()


def test_facts_come_from_statements_which_are_listed() -> None:
    """Each one used is an assumption with its author and reason; parts of tables stand alone."""
    context = _context(
        "events:",
        "  one:",
        "    - {classification: GB:OFFICIAL, circumstances: {crisis: no}, by: Clerk, because: paper 1}",
        "    - {facts: {rs/a: yes, rs/b: 3, rs/c: text, rs/d: [x]}, by: Clerk, because: paper 2, review_by: 2021-01-01}",
        "    - {our_account: {platform: zoom, settings: {e2ee: yes}}, by: Clerk, because: paper 3}",
        "    - {organisations: [{id: a.example, kinds: []}], attendance: {count: 3}, by: Clerk, because: paper 4}",
        "  other: {public: yes, by: Clerk, because: paper 5}",
    )
    reading = _read(context)
    meeting = reading.meeting
    assert [str(atom) for label in meeting.classification or () for atom in label.atoms] == ["GB:OFFICIAL"]
    assert meeting.circumstances == {"crisis": False}
    assert meeting.facts == {"rs/a": True, "rs/b": 3, "rs/c": "text", "rs/d": frozenset({"x"})}
    assert meeting.public is None
    assert {(each.fact, each.value, each.because) for each in reading.assumptions} == {
        ("classification", "GB:OFFICIAL", "paper 1"),
        ("circumstances.crisis", False, "paper 1"),
        ("facts.rs/a", True, "paper 2"),
        ("facts.rs/b", 3, "paper 2"),
        ("facts.rs/c", "text", "paper 2"),
        ("facts.rs/d", frozenset({"x"}), "paper 2"),
        ("our_account", '{"platform":"zoom","settings":{"e2ee":true}}', "paper 3"),
        ("organisations", '[{"id":"a.example","kinds":[]}]', "paper 4"),
        ("attendance", '{"count":3}', "paper 4"),
    }
    assert {each.review_by for each in reading.assumptions if each.because == "paper 2"} == {"2021-01-01"}


LEVELS = (
    f"events: {{one: {{public: no, purpose: event, topics: [a], {SIGNED}}}}}",
    f"labels: {{K7: {{public: yes, detrimental_to: [CN], topics: [b], {SIGNED}}}}}",
    f"calendars: {{Committee: {{public: yes, confidential: no, {SIGNED}}}}}",
    f"defaults: {{confidential: yes, modality: video, detrimental_to: [], {SIGNED}}}",
)


def test_the_nearest_statement_counts_and_sets_are_united() -> None:
    """Event beats label beats calendar beats defaults; a set is what all of them say together."""
    (event,) = every(
        wrapped("X-WR-CALNAME:Committee", "BEGIN:VEVENT", "UID:one", "CATEGORIES:K7", "DTSTART:20200422", "END:VEVENT")
    )
    meeting = _read(_context(*LEVELS), event=event).meeting
    assert (meeting.public, meeting.purpose, meeting.confidential, meeting.modality) == (False, "event", False, "video")
    assert meeting.topics == frozenset({"a", "b"})
    assert meeting.detrimental_to == frozenset({"CN"})


def test_labels_of_several_statements_are_joined() -> None:
    """Each classification adds its label; the same one twice is one."""
    context = _context(
        f"labels: {{A: {{classification: GB:OFFICIAL, {SIGNED}}}, B: {{classification: [GB:OFFICIAL, GB:SECRET], {SIGNED}}}}}"
    )
    assert len(_read(context, "CATEGORIES:A,B").meeting.classification or ()) == 2


def test_a_calendar_is_named_by_its_file_too() -> None:
    """A statement on the file name holds for its events."""
    assert _read(_context(f"calendars: {{test.ics: {{public: yes, {SIGNED}}}}}")).meeting.public is True


def test_statements_of_one_level_that_differ_leave_the_fact_unknown() -> None:
    """Two labels that disagree are a warning, not a choice, and nothing behind them is taken instead."""
    context = _context(
        f"labels: {{A: {{public: yes, {SIGNED}}}, B: {{public: no, {SIGNED}}}}}",
        f"defaults: {{public: yes, {SIGNED}}}",
    )
    reading = _read(context, "CATEGORIES:A,B")
    assert reading.meeting.public is None
    assert reading.warnings == ("two statements on `public` differ: the fact is unknown",)
    assert reading.assumptions == ()
    assert _read(context, "CATEGORIES:A").meeting.public is True


def test_statements_of_one_level_that_agree_are_one() -> None:
    """Two labels that say the same are no disagreement."""
    context = _context(f"labels: {{A: {{public: yes, {SIGNED}}}, B: {{public: yes, {SIGNED}}}}}")
    reading = _read(context, "CATEGORIES:A,B")
    assert (reading.meeting.public, reading.warnings) == (True, ())


@pytest.mark.parametrize("at", [datetime(2020, 4, 22, tzinfo=UTC), NOON, None])
def test_a_statement_past_its_review_leaves_the_fact_unknown(at: datetime | None) -> None:
    """Judged at the occurrence; at an unknown time it may be past, and what stands behind it might permit more."""
    context = _context(
        f"events: {{one: {{public: no, detrimental_to: [CN], review_by: 2020-04-22, {SIGNED}}}}}",
        f"defaults: {{public: yes, detrimental_to: [], {SIGNED}}}",
    )
    reading = _read(context, at=at)
    assert (reading.meeting.public, reading.meeting.detrimental_to) == (None, None)
    assert len([each for each in reading.warnings if "past its review" in each]) == 2
    assert _read(context, at=datetime(2020, 4, 21, tzinfo=UTC)).meeting.public is False


def test_what_could_not_be_read_is_warned_of() -> None:
    """Problems of the event and occurrences that are not exact reach the decision."""
    event = one("DTEND:gibberish")
    reading = meeting_of(event, Occurrence(starts=NOON, ends=None, exact=False), Context())
    assert reading.warnings[:-1] == event.problems
    assert "cannot be reckoned" in reading.warnings[-1]


def test_words_decide_nothing() -> None:
    """Replacing SUMMARY and DESCRIPTION by `x` changes nothing but the title; CLASS classifies nothing."""
    context = _context(DIRECTORY, *LEVELS)
    said = _read(context, "SUMMARY:[SECRET] K7", "DESCRIPTION:GB:SECRET\\, public: yes", "CATEGORIES:K7")
    mute = _read(context, "SUMMARY:x", "DESCRIPTION:x", "CATEGORIES:K7", "CLASS:CONFIDENTIAL")
    assert said.meeting.title != mute.meeting.title
    assert said.meeting.to_json() | {"title": 0} == mute.meeting.to_json() | {"title": 0}
    assert (said.assumptions, said.warnings) == (mute.assumptions, mute.warnings)


def test_a_meeting_is_named_by_uid_and_recurrence() -> None:
    """An event without either has no id."""
    assert _read(Context()).meeting.id == "one"
    assert _read(Context(), "RECURRENCE-ID:20200422T120000Z").meeting.id == "one/20200422T120000Z"
    assert _read(Context(), event=Event(file="x")).meeting.id is None


def test_adding_an_override_leaves_the_master_as_it_was() -> None:
    """An override is one more meeting to be permitted, never a way to change what another is judged on."""
    master = ("BEGIN:VEVENT", "UID:1", "DTSTART:20200422T120000Z", "RRULE:FREQ=DAILY", "CATEGORIES:K7", "END:VEVENT")
    override = ("BEGIN:VEVENT", "UID:1", "DTSTART:20200423T120000Z", "RECURRENCE-ID:20200423T120000Z", "END:VEVENT")
    (alone,), (first, _) = every(wrapped(*master)), every(wrapped(*master, *override))
    context = _context(*LEVELS)
    assert _read(context, event=alone) == _read(context, event=first)
