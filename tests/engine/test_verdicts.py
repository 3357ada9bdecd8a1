from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.engine.houses import (
    GUEST,
    HOUSE,
    NOON,
    PERMIT,
    asks,
    case,
    define,
    meeting,
    on,
    require,
    rule,
    rules,
    with_zoom,
    zoom,
)

from meetgate.engine import Case, horizon, missing, ranking, report, role_of, waivers_in_use
from meetgate.model import (
    Account,
    All,
    Atom,
    Attendance,
    Attestation,
    Attested,
    Audience,
    Binding,
    Catalogue,
    Cause,
    Criterion,
    Edge,
    Effect,
    Equivalence,
    Exposed,
    Finding,
    FindingsComplete,
    Is,
    Kind,
    Label,
    Level,
    Members,
    Number,
    OrderTest,
    Organisation,
    Participant,
    Phase,
    Platform,
    PlatformFact,
    Quantifier,
    Schemes,
    Selector,
    SelectorKind,
    SetTest,
    Some,
    Span,
    State,
    Truth,
    Unaddressed,
    Verdict,
    Waiver,
)
from meetgate.model import (
    Any as AnyOf,
)

PUBLIC = Is(fact="public", values=frozenset({True}))
YES = frozenset({True})
OFFICIAL = Label.of("GB:OFFICIAL")
DAY = timedelta(days=1)


def fact(name: str, *values: str, by: str = "nsa", **more: Any) -> PlatformFact:
    """Build a platform fact."""
    return PlatformFact(name=name, values=frozenset(values), asserted_by=by, source=by, **more)


def permit(when: Any) -> Any:
    """Build rules that permit Zoom on a condition."""
    return rules(attrs.evolve(PERMIT, when=when))


def has(name: str) -> Is:
    """Build the test of a platform feature."""
    return Is(fact=f"platform.{name}", values=YES)


def in_group(*names: str) -> tuple[Selector, ...]:
    """Return a group of a ranking."""
    return on(*names)


TIER = rule("tier", Effect.TIER, ranks=(in_group("teams"), in_group("zoom")))
BOTH = rule("permit", Effect.PERMIT, "zoom", "teams")
TWO_VALUES = (require("region", value="EU"), require("region", value="US"))
LIFT = rule("lift", Effect.EXCEPT, "zoom", lifts=frozenset({"ban"}))
BAN = rule("ban", Effect.FORBID, "zoom", waivable_by=frozenset({"office"}))
WAIVER = Waiver(
    id="w",
    ruleset="house-rules",
    rules=frozenset({"ban"}),
    approver="a",
    approved_by_role="office",
    requester="b",
    expires=NOON + DAY,
)
E2EE = rules(attrs.evolve(PERMIT, when=has("e2ee")))

VERDICTS: list[tuple[str, Case, Verdict, Cause | None]] = [
    ("permitted", case(rules(PERMIT)), Verdict.PERMITTED, None),
    ("not covered", case(rules()), Verdict.NOT_COVERED, None),
    ("forbidden", case(rules(PERMIT, BAN)), Verdict.FORBIDDEN, Cause.RULE),
    (
        "deny",
        case(rules(PERMIT), rules(name="x", unaddressed=Unaddressed.DENY)),
        Verdict.FORBIDDEN,
        Cause.UNADDRESSED_DENY,
    ),
    (
        "silence permits what the house runs",
        case(rules(unaddressed=Unaddressed.PERMIT), rules(BOTH, name="base"), base=("base",)),
        Verdict.PERMITTED,
        None,
    ),
    (
        "silence grants nothing that the house does not run",
        case(rules(unaddressed=Unaddressed.PERMIT)),
        Verdict.NOT_COVERED,
        None,
    ),
    (
        "invalid label",
        case(rules(PERMIT), classification=(attrs.evolve(Label.of("GB:SECRET"), marks=frozenset({"SENSITIVE"})),)),
        Verdict.FORBIDDEN,
        Cause.INVALID_LABEL,
    ),
    (
        "retired",
        case(rules(PERMIT), extra=(with_zoom(retired=Edge.at(NOON - DAY)),)),
        Verdict.UNAVAILABLE,
        Cause.RETIRED,
    ),
    ("not available", case(rules(PERMIT), available=frozenset({"teams"})), Verdict.UNAVAILABLE, Cause.NOT_AVAILABLE),
    (
        "over capacity",
        case(rules(PERMIT), extra=(with_zoom(facts=(fact("capacity", "4"),)),), attendance=Attendance(at_least=5)),
        Verdict.UNAVAILABLE,
        Cause.CAPACITY,
    ),
    (
        "head count unknown",
        case(rules(PERMIT), extra=(with_zoom(facts=(fact("capacity", "4"),)),), participants_complete=False),
        Verdict.CONDITIONAL,
        None,
    ),
    (
        "head count fits",
        case(rules(PERMIT), extra=(with_zoom(facts=(fact("capacity", "4"),)),), attendance=Attendance(count=3)),
        Verdict.PERMITTED,
        None,
    ),
    ("conflict", case(rules(PERMIT, *TWO_VALUES)), Verdict.UNAVAILABLE, Cause.OBLIGATIONS_CONFLICT),
    (
        "declared conflict",
        case(rules(PERMIT, require("record"), require("quiet", conflicts=frozenset({"record"})))),
        Verdict.UNAVAILABLE,
        Cause.OBLIGATIONS_CONFLICT,
    ),
    (
        "unsupported",
        case(rules(PERMIT, require("seal", needs="e2ee")), extra=(with_zoom(facts=(fact("e2ee", "no"),)),)),
        Verdict.UNAVAILABLE,
        Cause.OBLIGATIONS_UNSUPPORTED,
    ),
    ("support unknown", case(rules(PERMIT, require("seal", needs="e2ee"))), Verdict.UNDETERMINED, None),
    ("better tier", case(rules(BOTH, TIER)), Verdict.UNAVAILABLE, Cause.BETTER_TIER),
    ("better tier not at hand", case(rules(BOTH, TIER), available=frozenset({"zoom"})), Verdict.PERMITTED, None),
    ("nothing granted below a tier", case(rules(TIER)), Verdict.NOT_COVERED, None),
    (
        "better tier open",
        case(rules(PERMIT, TIER, rule("t", Effect.PERMIT, "teams", when=PUBLIC))),
        Verdict.UNDETERMINED,
        None,
    ),
    (
        "nothing granted below an open tier",
        case(rules(TIER, rule("t", Effect.PERMIT, "teams", when=PUBLIC))),
        Verdict.NOT_COVERED,
        None,
    ),
    ("conditional", case(rules(PERMIT, require("lobby"))), Verdict.CONDITIONAL, None),
    ("enforced", case(rules(PERMIT, require("lobby")), enforces=frozenset({"lobby"})), Verdict.PERMITTED, None),
    (
        "fulfilled before",
        case(rules(PERMIT, require("study", phase=Phase.BEFORE)), fulfils=frozenset({"study"})),
        Verdict.PERMITTED,
        None,
    ),
    (
        "attested before",
        case(
            rules(PERMIT, require("study", phase=Phase.BEFORE)),
            attestations=(Attestation(kind="study", on=date(2020, 4, 1), expires=date(2020, 5, 1)),),
        ),
        Verdict.PERMITTED,
        None,
    ),
    ("lifted without a permit", case(rules(BAN, LIFT)), Verdict.NOT_COVERED, None),
    ("lifted and granted", case(rules(BAN, attrs.evolve(LIFT, grants=True))), Verdict.PERMITTED, None),
    ("lift hangs on a fact", case(rules(PERMIT, BAN, attrs.evolve(LIFT, when=PUBLIC))), Verdict.UNDETERMINED, None),
    ("waived", case(rules(PERMIT, BAN), waivers=(WAIVER,)), Verdict.PERMITTED, None),
    (
        "waived here",
        case(rules(PERMIT, BAN), waivers=(attrs.evolve(WAIVER, platforms=on("zoom")),)),
        Verdict.PERMITTED,
        None,
    ),
    (
        "waived elsewhere",
        case(rules(PERMIT, BAN), waivers=(attrs.evolve(WAIVER, platforms=on("teams")),)),
        Verdict.FORBIDDEN,
        Cause.RULE,
    ),
    (
        "approved by its requester",
        case(rules(PERMIT, BAN), waivers=(attrs.evolve(WAIVER, approver="b"),)),
        Verdict.FORBIDDEN,
        Cause.RULE,
    ),
    (
        "approved by its requester, in capitals",
        case(rules(PERMIT, BAN), waivers=(attrs.evolve(WAIVER, approver="B "),)),
        Verdict.FORBIDDEN,
        Cause.RULE,
    ),
    (
        "waiver without an end",
        case(rules(PERMIT, BAN), waivers=(attrs.evolve(WAIVER, expires=None),)),
        Verdict.FORBIDDEN,
        Cause.RULE,
    ),
    ("disputed permit", case(rules(attrs.evolve(PERMIT, disputed="press"))), Verdict.UNDETERMINED, None),
    ("observed", case(rules(PERMIT), rules(BAN, name="x", observe=True)), Verdict.PERMITTED, None),
    (
        "guest objects",
        case(rules(PERMIT), rules(BAN, name="x", binds="guest.example"), organisations=(GUEST,)),
        Verdict.FORBIDDEN,
        Cause.RULE,
    ),
    (
        "guest grants nothing",
        case(rules(PERMIT, binds="guest.example"), organisations=(GUEST,)),
        Verdict.NOT_COVERED,
        None,
    ),
    (
        "somebody unlisted",
        case(rules(PERMIT), rules(BAN, name="x", binds="y"), organisations=None),
        Verdict.UNDETERMINED,
        None,
    ),
    (
        "somebody unlisted, assumed unbound",
        case(rules(PERMIT), rules(BAN, name="x", binds="y"), organisations=None, unlisted_unbound=True),
        Verdict.PERMITTED,
        None,
    ),
    ("home unknown", case(rules(PERMIT), home=None), Verdict.UNDETERMINED, None),
    (
        "configurable",
        case(E2EE, extra=(with_zoom(facts=(fact("e2ee", "configurable"),)),)),
        Verdict.CONDITIONAL,
        None,
    ),
    (
        "paid only, paid",
        case(E2EE, extra=(with_zoom(facts=(fact("e2ee", "paid-only"),)),), host_account=Account(plan="pro")),
        Verdict.PERMITTED,
        None,
    ),
    (
        "paid only, free",
        case(E2EE, extra=(with_zoom(facts=(fact("e2ee", "paid-only"),)),), host_account=Account(plan="free")),
        Verdict.NOT_COVERED,
        None,
    ),
    (
        "paid only, unknown",
        case(E2EE, extra=(with_zoom(facts=(fact("e2ee", "paid-only"),)),)),
        Verdict.UNDETERMINED,
        None,
    ),
    (
        "sources disagree",
        case(E2EE, extra=(with_zoom(facts=(fact("e2ee", "yes"), fact("e2ee", "no", by="vendor"))),)),
        Verdict.UNDETERMINED,
        None,
    ),
    (
        "the latest known word of one source counts",
        case(
            E2EE,
            extra=(
                with_zoom(
                    facts=(fact("e2ee", "no", known_from=NOON - 9 * DAY), fact("e2ee", "yes", known_from=NOON - DAY))
                ),
            ),
        ),
        Verdict.PERMITTED,
        None,
    ),
    (
        "not known yet",
        case(E2EE, extra=(with_zoom(facts=(fact("e2ee", "yes", known_from=NOON + DAY),)),)),
        Verdict.UNDETERMINED,
        None,
    ),
    (
        "past its review",
        case(E2EE, extra=(with_zoom(facts=(fact("e2ee", "yes", review_by=NOON - DAY),)),)),
        Verdict.UNDETERMINED,
        None,
    ),
    (
        "the caller takes certainty away",
        case(
            E2EE,
            extra=(with_zoom(facts=(fact("e2ee", "yes"),)),),
            meeting=meeting(platforms={"zoom": {"e2ee": frozenset({"no"})}}),
        ),
        Verdict.UNDETERMINED,
        None,
    ),
    (
        "no start",
        case(rules(PERMIT, in_force=Span(start=Edge.at(NOON - DAY))), starts=None, ends=None),
        Verdict.UNDETERMINED,
        None,
    ),
    ("no end, nothing later", case(rules(PERMIT), ends=None), Verdict.PERMITTED, None),
    (
        "no end, a ban later",
        case(rules(PERMIT, attrs.evolve(BAN, in_force=Span(start=Edge.at(NOON + DAY)))), ends=None),
        Verdict.UNDETERMINED,
        None,
    ),
    (
        "a ban during the meeting",
        case(rules(PERMIT, attrs.evolve(BAN, in_force=Span(start=Edge.at(NOON + timedelta(minutes=9)))))),
        Verdict.FORBIDDEN,
        Cause.RULE,
    ),
    ("by vendor", case(rules(rule("v", Effect.PERMIT))), Verdict.NOT_COVERED, None),
    (
        "the caller fills a gap",
        case(E2EE, meeting=meeting(platforms={"zoom": {"e2ee": frozenset({"yes"})}})),
        Verdict.PERMITTED,
        None,
    ),
]


@pytest.mark.parametrize(
    ("decided", "verdict", "cause"), [each[1:] for each in VERDICTS], ids=[each[0] for each in VERDICTS]
)
def test_the_first_row_that_holds_is_the_verdict(decided: Case, verdict: Verdict, cause: Cause | None) -> None:
    """Each row of the precedence list, and each cause, is reached as the semantics say."""
    found = zoom(decided)
    assert (found.verdict, found.cause) == (verdict, cause)


@pytest.mark.parametrize(
    ("selector", "picked"),
    [
        (Selector(by=SelectorKind.VENDOR, value="Zoom Inc"), Verdict.PERMITTED),
        (Selector(by=SelectorKind.VENDOR, value="Other"), Verdict.NOT_COVERED),
        (Selector(by=SelectorKind.VENDOR_STATE, value="US"), Verdict.PERMITTED),
        (Selector(by=SelectorKind.FACT, value="label", fact_values=frozenset({"red"})), Verdict.PERMITTED),
        (Selector(by=SelectorKind.FACT, value="none", fact_values=frozenset({"red"})), Verdict.UNDETERMINED),
    ],
)
def test_platforms_are_picked_by_what_the_catalogue_knows(selector: Selector, picked: Verdict) -> None:
    """Vendor, vendor's state and facts pick platforms; what the catalogue does not know is unknown."""
    known = with_zoom(vendor="Zoom Inc", vendor_state="US", facts=(fact("label", "red"),))
    assert zoom(case(rules(attrs.evolve(PERMIT, platforms=(selector,))), extra=(known,))).verdict is picked


CONDITIONS: list[tuple[str, Any, dict[str, Any], Truth]] = [
    ("all of nothing", All(), {}, Truth.TRUE),
    ("any of nothing", AnyOf(), {}, Truth.FALSE),
    ("any", AnyOf((PUBLIC, All())), {}, Truth.TRUE),
    ("stated none", Is(fact="purpose", values=frozenset({"x"})), {"purpose": State.NONE}, Truth.FALSE),
    ("role", Is(fact="role", values=frozenset({"host"})), {}, Truth.TRUE),
    ("role of a guest", Is(fact="role", values=frozenset({"join"})), {"convener": GUEST}, Truth.TRUE),
    ("role unknown", Is(fact="role", values=frozenset({"join"})), {"convener": Organisation(name="?")}, Truth.UNKNOWN),
    ("circumstance", Is(fact="circumstances.crisis", values=YES), {"circumstances": {"crisis": True}}, Truth.TRUE),
    ("own fact", Is(fact="facts.r/phase", values=frozenset({"a"})), {"facts": {"r/phase": "a"}}, Truth.TRUE),
    (
        "own set as one of",
        Is(fact="facts.r/s", values=frozenset({"a"})),
        {"facts": {"r/s": frozenset({"a"})}},
        Truth.TRUE,
    ),
    (
        "within",
        Members(fact="topics", test=SetTest.WITHIN, values=frozenset({"a"})),
        {"topics": frozenset({"a", "b"})},
        Truth.FALSE,
    ),
    (
        "within nothing",
        Members(fact="topics", test=SetTest.WITHIN, values=frozenset({"a"})),
        {"topics": frozenset()},
        Truth.TRUE,
    ),
    ("platform list", Members(fact="platform.certs", test=SetTest.ANY_OF, values=frozenset({"a"})), {}, Truth.UNKNOWN),
    ("at most", Level(test=OrderTest.AT_MOST, label=OFFICIAL), {"classification": (OFFICIAL,)}, Truth.TRUE),
    (
        "at most, above",
        Level(test=OrderTest.AT_MOST, label=OFFICIAL),
        {"classification": (Label.of("GB:SECRET"),)},
        Truth.FALSE,
    ),
    (
        "at most, bare",
        Level(test=OrderTest.AT_MOST, label=OFFICIAL),
        {"classification": (Label.of("SECRET"),)},
        Truth.UNKNOWN,
    ),
    (
        "at most, foreign",
        Level(test=OrderTest.AT_MOST, label=OFFICIAL),
        {"classification": (Label.of("TW:LOW"),)},
        Truth.UNKNOWN,
    ),
    ("at most, unmarked", Level(test=OrderTest.AT_MOST, label=OFFICIAL), {"classification": ()}, Truth.TRUE),
    (
        "at most, narrower audience",
        Level(test=OrderTest.AT_MOST, label=OFFICIAL),
        {"classification": (attrs.evolve(OFFICIAL, audience=Audience.only("GB")),)},
        Truth.FALSE,
    ),
    (
        "at most, other category",
        Level(test=OrderTest.AT_MOST, label=OFFICIAL),
        {"classification": (attrs.evolve(OFFICIAL, categories=frozenset({"ATOMAL"})),)},
        Truth.FALSE,
    ),
    (
        "at most, open label",
        Level(test=OrderTest.AT_MOST, label=OFFICIAL),
        {"classification": (attrs.evolve(OFFICIAL, categories_complete=False, audience_complete=False),)},
        Truth.UNKNOWN,
    ),
    (
        "at least",
        Level(test=OrderTest.AT_LEAST, label=OFFICIAL),
        {"classification": (Label.of("GB:SECRET"),)},
        Truth.TRUE,
    ),
    (
        "at least, foreign",
        Level(test=OrderTest.AT_LEAST, label=OFFICIAL),
        {"classification": (Label.of("TW:LOW"),)},
        Truth.UNKNOWN,
    ),
    (
        "at least, bare",
        Level(test=OrderTest.AT_LEAST, label=OFFICIAL),
        {"classification": (Label.of("X"),)},
        Truth.UNKNOWN,
    ),
    (
        "marks",
        Members(fact="classification.marks", test=SetTest.ANY_OF, values=frozenset({"SENSITIVE"})),
        {"classification": (attrs.evolve(OFFICIAL, marks=frozenset({"SENSITIVE"})),)},
        Truth.TRUE,
    ),
    (
        "marks of nothing",
        Members(fact="classification.marks", test=SetTest.ANY_OF, values=frozenset({"SENSITIVE"})),
        {},
        Truth.UNKNOWN,
    ),
    (
        "categories",
        Members(fact="classification.categories", test=SetTest.ANY_OF, values=frozenset({"A"})),
        {"classification": (OFFICIAL,)},
        Truth.FALSE,
    ),
    (
        "accredited",
        Level(test=OrderTest.AT_MOST, label=OFFICIAL, platform_fact="accredited_for"),
        {
            "classification": (Label.of("GB:SECRET"),),
            "platforms": {"zoom": {"accredited_for": frozenset({"GB:SECRET"})}},
        },
        Truth.TRUE,
    ),
    (
        "accredited for none",
        Level(test=OrderTest.AT_MOST, label=OFFICIAL, platform_fact="accredited_for"),
        {"classification": (OFFICIAL,), "platforms": {"zoom": {"accredited_for": frozenset({"none"})}}},
        Truth.TRUE,
    ),
    (
        "accreditation unknown",
        Level(test=OrderTest.AT_MOST, label=OFFICIAL, platform_fact="accredited_for"),
        {"classification": (OFFICIAL,)},
        Truth.UNKNOWN,
    ),
    ("count at least", Number(test=OrderTest.AT_LEAST, bound=3), {"attendance": Attendance(count=3)}, Truth.TRUE),
    (
        "count below",
        Number(test=OrderTest.AT_LEAST, bound=3),
        {"attendance": Attendance(at_most=2), "participants": None},
        Truth.FALSE,
    ),
    ("count unknown", Number(test=OrderTest.AT_LEAST, bound=3), {"participants": None}, Truth.UNKNOWN),
    ("count at most", Number(test=OrderTest.AT_MOST, bound=3), {}, Truth.TRUE),
    (
        "count over",
        Number(test=OrderTest.AT_MOST, bound=3),
        {"attendance": Attendance(at_least=4), "participants": None},
        Truth.FALSE,
    ),
    (
        "adverse none",
        Exposed(asserted_by=frozenset({"cl"}), kinds=frozenset({"storage"})),
        {"detrimental_to": frozenset()},
        Truth.FALSE,
    ),
    ("adverse unknown", Exposed(asserted_by=frozenset({"cl"}), kinds=frozenset({"storage"})), {}, Truth.UNKNOWN),
    (
        "found",
        Exposed(asserted_by=frozenset({"cl"}), kinds=frozenset({"storage"})),
        {"detrimental_to": frozenset({"CN"})},
        Truth.TRUE,
    ),
    (
        "not found",
        Exposed(asserted_by=frozenset({"cl"}), kinds=frozenset({"storage"})),
        {"detrimental_to": frozenset({"RU"})},
        Truth.FALSE,
    ),
    (
        "silent",
        Exposed(asserted_by=frozenset({"x"}), kinds=frozenset({"storage"})),
        {"detrimental_to": frozenset({"RU"})},
        Truth.UNKNOWN,
    ),
    (
        "any participant",
        Some(of="participants", quantifier=Quantifier.ANY, test=Is(fact="state", values=frozenset({"CN"}))),
        {"participants": (Participant(state="CN"),)},
        Truth.TRUE,
    ),
    (
        "kind of a participant's organisation",
        Some(
            of="participants",
            quantifier=Quantifier.ANY,
            test=Members(fact="organisation.kinds", test=SetTest.ANY_OF, values=frozenset({"school"})),
        ),
        {"participants": (Participant(organisation=attrs.evolve(GUEST, kinds=frozenset({Kind("school")}))),)},
        Truth.TRUE,
    ),
    (
        "kind of nobody's organisation",
        Some(
            of="participants",
            quantifier=Quantifier.ANY,
            test=Members(fact="organisation.kinds", test=SetTest.ANY_OF, values=frozenset({"school"})),
        ),
        {"participants": (Participant(),)},
        Truth.UNKNOWN,
    ),
    ("all of nobody", Some(of="participants", quantifier=Quantifier.ALL, test=PUBLIC), {}, Truth.UNKNOWN),
    (
        "all organisations",
        Some(of="organisations", quantifier=Quantifier.ALL, test=Is(fact="state", values=frozenset({"GB"}))),
        {},
        Truth.TRUE,
    ),
    (
        "all of an open list",
        Some(of="participants", quantifier=Quantifier.ALL, test=Is(fact="state", values=frozenset({"GB"}))),
        {"participants": (Participant(state="GB"),), "participants_complete": False},
        Truth.UNKNOWN,
    ),
]
LOOKED_AT = with_zoom(
    findings=(Finding(authority="cl", state="CN", kinds=frozenset({"storage"}), source="s"),),
)


@pytest.mark.parametrize(
    ("condition", "facts", "wanted"), [each[1:] for each in CONDITIONS], ids=[each[0] for each in CONDITIONS]
)
def test_conditions_are_true_false_or_unknown(condition: Any, facts: dict[str, Any], wanted: Truth) -> None:
    """A condition that holds grants, one that fails does not, and one that hangs on a fact leaves it open."""
    decided = case(permit(condition), extra=(LOOKED_AT,), **facts)
    known = attrs.evolve(decided.catalogue, findings_complete=(FindingsComplete(authority="cl", through=NOON + DAY),))
    decided = attrs.evolve(decided, catalogue=known)
    # An unlisted organisation would leave the verdict open for another reason.
    decided = attrs.evolve(
        decided, present_complete=decided.present_complete or facts.get("participants_complete", True)
    )
    expected = {Truth.TRUE: Verdict.PERMITTED, Truth.FALSE: Verdict.NOT_COVERED, Truth.UNKNOWN: Verdict.UNDETERMINED}
    assert zoom(decided).verdict is expected[wanted]


LINK = Equivalence(marked=Atom("TW", "LOW"), carried_as=Atom("GB", "OFFICIAL"))


@pytest.mark.parametrize(
    ("test", "level", "valid", "wanted"),
    [
        (OrderTest.AT_MOST, "TW:LOW", Span(), Verdict.PERMITTED),
        (OrderTest.AT_MOST, "TW:HIGH", Span(), Verdict.NOT_COVERED),
        (OrderTest.AT_MOST, "TW:LOW", Span(start=Edge(NOON - DAY, NOON + DAY)), Verdict.UNDETERMINED),
        (OrderTest.AT_LEAST, "TW:HIGH", Span(), Verdict.PERMITTED),
    ],
)
def test_equivalences_link_authorities_one_way_and_for_a_time(
    test: OrderTest, level: str, valid: Span, wanted: Verdict
) -> None:
    """A foreign level is compared through an equivalence in force, and left open by one that may be."""
    label = attrs.evolve(Label.of(level), audience_complete=True)
    scales = Schemes(by_authority=case().schemes.by_authority, equivalences=(attrs.evolve(LINK, valid=valid),))
    found = zoom(case(permit(Level(test=test, label=OFFICIAL)), classification=(label,), schemes=scales))
    assert found.verdict is wanted


def test_a_label_that_names_no_audience_means_what_its_scheme_says() -> None:
    """The owner's members only, where the scheme says so: then a platform for everybody does not fit."""
    quiet = attrs.evolve(Label.of("TW:LOW"), audience_complete=False)
    within = permit(Level(test=OrderTest.AT_MOST, label=Label.of("TW:HIGH")))
    assert zoom(case(within, classification=(quiet,))).verdict is Verdict.NOT_COVERED
    scales = Schemes(by_authority={"TW": attrs.evolve(case().schemes.by_authority["TW"], absent_audience="everyone")})
    assert zoom(case(within, classification=(quiet,), schemes=scales)).verdict is Verdict.PERMITTED


def chain(
    *given: tuple[str | None, date | None], complete: bool = True, roles: tuple[str, ...] = ("ciso", "ministry")
) -> Verdict:
    """Decide a permit that needs a chain of approvals."""
    attested = tuple(Attestation(kind="ok", role=role, on=on, expires=date(2021, 1, 1)) for role, on in given)
    when = Attested(kind="ok", roles=roles)
    return zoom(case(permit(when), attestations=attested, attestations_complete=complete)).verdict


def test_approval_chains_are_given_in_order() -> None:
    """Every office approves, by dates that do not decrease; what is undated or nameless stays open."""
    early, late = date(2020, 1, 1), date(2020, 2, 1)
    assert chain(("ciso", early), ("ministry", late)) is Verdict.PERMITTED
    assert chain(("ciso", late), ("ministry", early)) is Verdict.NOT_COVERED
    assert chain(("ciso", early)) is Verdict.NOT_COVERED
    assert chain(("ciso", early), complete=False) is Verdict.UNDETERMINED
    assert chain(("ciso", early), ("ministry", None)) is Verdict.UNDETERMINED
    assert chain(("ciso", early), (None, late)) is Verdict.UNDETERMINED


def test_attestations_without_an_expiry_are_unknown_unless_their_kind_never_expires() -> None:
    """An attestation says until when it holds, or its kind does."""
    endless = (Attestation(kind="ok", on=date(2020, 4, 1)),)
    assert zoom(case(permit(Attested(kind="ok")), attestations=endless)).verdict is Verdict.UNDETERMINED
    assert (
        zoom(case(permit(Attested(kind="ok", never_expires=True)), attestations=endless)).verdict is Verdict.PERMITTED
    )


DEVICE = Is(fact="device", values=frozenset({"private"}))


def test_what_is_deferred_becomes_an_obligation_at_the_join() -> None:
    """The one value that favours permission is taken, and the join has to bring it about."""
    found = zoom(case(permit(DEVICE), device=State.DEFERRED))
    assert (found.verdict, found.obligations[0].kind) == (Verdict.CONDITIONAL, "device:private")
    kept = zoom(case(permit(DEVICE), device=State.DEFERRED, enforces=frozenset({"device:private"})))
    assert kept.verdict is Verdict.PERMITTED


def test_what_no_single_join_satisfies_is_unavailable() -> None:
    """Two rule sets that need different devices leave no way to join."""
    ban = rules(attrs.evolve(BAN, when=DEVICE), name="x")
    found = zoom(case(permit(DEVICE), ban, device=State.DEFERRED))
    assert (found.verdict, found.cause) == (Verdict.UNAVAILABLE, Cause.OBLIGATIONS_CONFLICT)
    open_still = zoom(case(permit(All((DEVICE, PUBLIC))), device=State.DEFERRED))
    assert open_still.verdict is Verdict.UNDETERMINED


def test_preference_orders_what_is_permitted() -> None:
    """Home's preference ranks; what it does not name comes last; ties stand by name."""
    prefer = rule("prefer", Effect.PREFER, ranks=(in_group("zoom"),))
    assert ranking(case(rules(BOTH, prefer)), ["teams", "zoom"]) == (("zoom",), ("teams",))
    assert ranking(case(rules(BOTH)), ["zoom", "teams"]) == (("teams", "zoom"),)
    later = attrs.evolve(prefer, when=PUBLIC)
    assert ranking(case(rules(BOTH, later)), ["zoom", "teams"]) == (("teams", "zoom"),)


@pytest.mark.parametrize(
    ("decided", "wanted"),
    [
        (case(permit(PUBLIC)), (("public",),)),
        (case(permit(Is(fact="role", values=frozenset({"host"}))), convener=Organisation(name="?")), (("role",),)),
        (case(rules(PERMIT), home=None), (("home",),)),
        (case(rules(PERMIT, in_force=Span(start=Edge(NOON - DAY, NOON + DAY)))), (("in_force:house-rules",),)),
        (
            case(rules(attrs.evolve(PERMIT, in_force=Span(start=Edge(NOON - DAY, NOON + DAY))))),
            (("in_force:house-rules/permit",),),
        ),
        (case(rules(attrs.evolve(PERMIT, disputed="press"))), (("ruling:house-rules/permit",),)),
        (case(E2EE), (("platform:zoom.e2ee",),)),
        (case(E2EE, extra=(with_zoom(facts=(fact("e2ee", "paid-only"),)),)), (("host_account.plan",),)),
        (case(permit(Attested(kind="ok"))), (("attestations.ok",),)),
        (case(permit(Level(test=OrderTest.AT_MOST, label=OFFICIAL))), (("classification",),)),
        (
            case(
                permit(Number(test=OrderTest.AT_MOST, bound=3)),
                attendance=Attendance(at_least=1),
                participants=None,
                organisations=(HOUSE,),
            ),
            (("attendance",),),
        ),
        (case(rules(PERMIT), rules(BAN, name="x", binds="y"), organisations=None), (("participants",),)),
        (
            case(rules(PERMIT), rules(BAN, name="x", binds="y"), organisations=(Organisation(name="Who"),)),
            (("binds:x/Who",),),
        ),
        (
            case(
                permit(Exposed(asserted_by=frozenset({"cl"}), kinds=frozenset({"storage"}))),
                detrimental_to=frozenset({"CN"}),
            ),
            (("platform:zoom.exposed_to.CN",),),
        ),
        (case(rules(PERMIT, in_force=Span(start=Edge.at(NOON))), starts=None, ends=None), (("starts",),)),
        (case(rules(PERMIT, attrs.evolve(BAN, in_force=Span(start=Edge.at(NOON + DAY)))), ends=None), (("ends",),)),
        (case(permit(Is(fact="platform.colour", values=frozenset({"red"})))), (("platform:zoom.colour",),)),
        (
            case(permit(Members(fact="platform.certs", test=SetTest.ANY_OF, values=frozenset({"a"})))),
            (("platform:zoom.certs",),),
        ),
        (
            case(
                permit(
                    Some(
                        of="participants",
                        quantifier=Quantifier.ANY,
                        test=Is(fact="device", values=frozenset({"private"})),
                    )
                ),
                participants=(Participant(organisation=HOUSE),),
            ),
            (("participants[0].device",),),
        ),
        (
            case(
                permit(Level(test=OrderTest.AT_MOST, label=OFFICIAL)),
                classification=(attrs.evolve(OFFICIAL, audience_complete=False),),
            ),
            (("classification.audience",),),
        ),
        (
            case(
                permit(Level(test=OrderTest.AT_MOST, label=OFFICIAL)),
                classification=(attrs.evolve(OFFICIAL, categories_complete=False),),
            ),
            (("classification.categories",),),
        ),
        (
            case(
                permit(Members(fact="classification.marks", test=SetTest.ANY_OF, values=frozenset({"M"}))),
                classification=(attrs.evolve(OFFICIAL, marks_complete=False),),
            ),
            (("classification.marks",),),
        ),
        (case(permit(All((PUBLIC, Is(fact="purpose", values=frozenset({"x"})))))), (("public", "purpose"),)),
    ],
)
def test_what_is_missing_is_asked_for_by_name(decided: Case, wanted: tuple[tuple[str, ...], ...]) -> None:
    """The smallest sets of facts that settle the verdict, whatever the answers."""
    assert zoom(decided).verdict is Verdict.UNDETERMINED
    assert asks(decided)[: len(wanted)] == wanted


def test_a_larger_set_is_named_where_three_facts_do_not_settle_it() -> None:
    """Four facts that are all needed are asked for together, and the answer says that it is cut."""
    four = All(tuple(Is(fact=f"circumstances.c{number}", values=YES) for number in range(4)))
    decided = case(permit(four))
    found = missing(decided, decided.catalogue.platforms["zoom"])
    assert (found.truncated, len(found.sets[0])) == (True, 4)


def test_what_nobody_can_settle_is_said_to_be_so() -> None:
    """Where no answers settle the verdict, no set is named."""
    decided = case(permit(Level(test=OrderTest.AT_MOST, label=Label.of("XX:ANY"))))
    assert missing(decided, decided.catalogue.platforms["zoom"]).sets == ()


def test_rule_sets_are_reported() -> None:
    """Each rule set says whom it binds, whether it is in force, and its outcome for each platform."""
    found = report(case(rules(PERMIT, BAN), rules(PERMIT, name="x", binds="elsewhere")))
    assert found["house-rules"].whom == ("house.example",)
    assert found["house-rules"].outcome["zoom"].value == "forbid"
    assert found["house-rules"].outcome["teams"].value == "abstain"
    assert (found["x"].bound, found["x"].outcome) == (False, {})
    assert report(case(permit(PUBLIC)))["house-rules"].outcome["zoom"].value == "unknown"
    assert report(case(rules(PERMIT)))["house-rules"].outcome["zoom"].value == "permit"


def test_waivers_in_use_are_named() -> None:
    """A waiver that lifts something is listed, one that cannot is not."""
    spent = attrs.evolve(WAIVER, id="spent", expires=NOON - DAY)
    assert waivers_in_use(case(rules(PERMIT, BAN), waivers=(WAIVER, spent))) == ("w",)


def test_the_horizon_is_the_next_change() -> None:
    """An answer holds until the next date of rules or facts, or until something becomes known."""
    assert horizon(case(rules(PERMIT))) is None
    assert horizon(case(rules(PERMIT, in_force=Span(end=Edge.at(NOON + DAY))))) == NOON + DAY
    known = with_zoom(facts=(fact("e2ee", "yes", known_from=NOON + 2 * DAY),))
    assert horizon(case(rules(PERMIT), extra=(known,))) == NOON + 2 * DAY


def test_binding_reads_kinds_states_and_parents() -> None:
    """Dated kinds, states and part-of bind; a kind outside the vocabulary may be any."""

    def bound(criterion: Criterion, organisation: Organisation, *, none: Criterion | None = None) -> bool | None:
        rule_set = attrs.evolve(rules(), binds=Binding(any=(criterion,), none=() if none is None else (none,)))
        decided = case(rule_set, convener=organisation, organisations=(), home=())
        return report(decided)["house-rules"].bound

    school = attrs.evolve(GUEST, kinds=frozenset({Kind("school")}))
    assert bound(Criterion(kind="school"), school) is True
    assert bound(Criterion(kind="ministry"), school) is False
    assert bound(Criterion(kind="ministry"), attrs.evolve(school, kinds=frozenset({Kind("science park")}))) is None
    assert (
        bound(
            Criterion(kind="school"), attrs.evolve(school, kinds=frozenset({Kind("school", Span(end=Edge.at(NOON)))}))
        )
        is False
    )
    assert bound(Criterion(state="TW", part_of="isle"), school) is True
    assert bound(Criterion(state="TW"), school, none=Criterion(kind="school")) is False
    assert bound(Criterion(part_of="isle"), Organisation(id="x")) is None


def test_a_rule_set_knows_the_organisations_that_it_declares() -> None:
    """What a rule set declares of an organisation fills gaps, by alias too, for itself only."""
    declared = attrs.evolve(HOUSE, aliases=frozenset({"alias.example"}))
    own = attrs.evolve(rules(PERMIT), organisations=(declared,), binds=Binding(any=(Criterion(state="GB"),)))
    assert (
        zoom(case(own, convener=Organisation(id="alias.example"), organisations=(), home=("alias.example",))).verdict
        is Verdict.PERMITTED
    )


def test_equal_people_and_organisations_are_one() -> None:
    """What several statements say of one is merged; what they disagree on is unknown, and a warning."""
    one = Participant(address="A@x", state="GB", organisation=HOUSE)
    other = Participant(
        address="a@x", state="FR", organisation=attrs.evolve(HOUSE, kinds=frozenset({Kind("school")}), state=None)
    )
    merged = case(participants=(one, other, Participant(address="a@x", organisation=GUEST)))
    (person,) = merged.meeting.participants or ()
    assert (person.state, person.organisation) == (None, None)
    assert any("`state`" in each for each in merged.warnings)
    assert any("rules out" in each for each in case(participants=(one, other)).warnings)
    assert any("two organisations" in each for each in merged.warnings)
    assert len(case(participants=(Participant(), Participant())).meeting.participants or ()) == 2


def test_names_of_platforms_become_ids_and_strangers_a_warning() -> None:
    """What a meeting says of a platform by an alias counts for the platform; an unknown name is said to be ignored."""
    known = with_zoom(aliases=frozenset({"Zoom!"}))
    decided = case(
        rules(PERMIT),
        extra=(known,),
        available=frozenset({"Zoom!", "nope"}),
        attestations=(Attestation(kind="k", platform="Zoom!"), Attestation(kind="k")),
    )
    assert zoom(decided).verdict is Verdict.PERMITTED
    assert decided.warnings == ("unknown platform `nope` is ignored",)
    assert (decided.meeting.attestations or ())[0].platform == "zoom"


def test_home_may_be_the_convener() -> None:
    """Deciding for whoever convenes makes the convener home; without one, home is unknown."""
    from meetgate.engine import case_of

    catalogue = Catalogue(platforms={"zoom": with_zoom()})
    told = case_of(meeting(), rule_sets=(), catalogue=catalogue, known_at=NOON, home_is_convener=True)
    assert (told.home, role_of(told)) == ((HOUSE,), "host")
    nobody = case_of(meeting(convener=None), rule_sets=(), catalogue=catalogue, known_at=NOON, home_is_convener=True)
    assert (nobody.home, role_of(nobody)) == (None, None)
    assert role_of(case(role="join")) == "join"


def test_every_platform_is_decided() -> None:
    """The answer is a set: one verdict for each platform of the catalogue."""
    extra = Platform(id="zoom/x", name="Zoom X")
    found = define(
        case(
            rules(PERMIT, attrs.evolve(BAN, id="all", platforms=on("zoom", editions=True), when=PUBLIC)),
            extra=(extra,),
            public=True,
        )
    )
    assert {name: each.verdict for name, each in found.items()} == {
        "teams": Verdict.NOT_COVERED,
        "zoom": Verdict.FORBIDDEN,
        "zoom/x": Verdict.FORBIDDEN,
    }
    assert datetime.now(UTC) > NOON
