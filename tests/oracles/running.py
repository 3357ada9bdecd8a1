"""Compare, world by world, our answers with those of Cedar and Rego."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from random import Random
from typing import Any, Final

import attrs
from tests.interchange import worlds
from tests.interchange.answers import Answers, defined, outside
from tests.oracles.engines import PREDICATES, Cedar, Said, ask_cedar, ask_rego, cedar, rego

from meetgate.engine import Case, Plan, compile_plan, decide_platform
from meetgate.engine._time import instants
from meetgate.interchange import request_json
from meetgate.model import WORST_FIRST, Verdict

#: Meetings in one world: enough to be worth its export, few enough to see many worlds.
MEETINGS: Final = 50
#: Of how many meetings one is decided by the whole definition too, which takes longer than all the others together.
_EVERY: Final = 10


#: Which rules hold, by the definition, at each moment for which the export answers, and the verdict on the meeting.
Ours = tuple[Mapping[datetime | None, Answers], Verdict]


@attrs.frozen(kw_only=True)
class Engines:
    """Be one world as everybody holds it."""

    world: worlds.World
    cedar: Cedar
    rego: Any
    plan: Plan


@attrs.frozen(kw_only=True)
class Question:
    """Be a meeting, as a case of a world, and a platform; `thorough` asks the whole definition too."""

    case: Case
    platform: str
    thorough: bool = True


@attrs.frozen(kw_only=True)
class Tally:
    """Be what was compared: meetings by the verdict on their platform, predicates that held, and trouble."""

    verdicts: Counter[Verdict] = attrs.field(factory=Counter[Verdict])
    predicates: Counter[str] = attrs.field(factory=Counter[str])
    moments: int = 0
    trouble: tuple[tuple[worlds.World, Question, str], ...] = ()


def ready(world: worlds.World) -> Engines:
    """Hand a world to everybody."""
    plan = compile_plan(
        world.rule_sets, catalogue=world.catalogue, schemes=world.schemes, known_at=worlds.KNOWN_AT, base=world.base
    )
    return Engines(world=world, cedar=cedar(world.core), rego=rego(world.core), plan=plan)


def compared(seed: int) -> Tally:
    """Draw one world and its meetings, ask everybody, and stop at the first disagreement."""
    random = Random(seed)  # noqa: S311  # a draw, not a secret
    engines = ready(worlds.world(random))
    tally = Tally()
    for number in range(MEETINGS):
        case, platform = worlds.case(random, engines.world), random.choice(worlds.PLATFORMS)
        question = Question(case=case, platform=platform, thorough=number % _EVERY == 0)
        answers, verdict = ours = _ours(engines, question)
        trouble = next(differences(engines, question, ours), "")
        tally.verdicts[verdict] += 1
        tally.predicates.update(name for each in answers.values() for name in PREDICATES if getattr(each, name))
        tally = attrs.evolve(tally, moments=tally.moments + len(answers))
        if trouble:
            return attrs.evolve(tally, trouble=((engines.world, question, trouble),))
    return tally


def differences(engines: Engines, question: Question, ours: Ours) -> Iterator[str]:
    """Yield what is not the same to everybody."""
    core, case, platform = engines.world.core, question.case, question.platform
    answers, verdict = ours
    requests = {each: request_json(core, case, platform, instant=each) for each in answers}
    said = ask_cedar(engines.cedar, requests.values())
    for (instant, request), cedars in zip(requests.items(), said, strict=True):
        regos, concluded = ask_rego(engines.rego, request)
        wanted = answers[instant]
        where = f"at {instant}, asked {request}"
        if regos != wanted or concluded is not wanted.verdict:
            yield f"{where}\nwe say {wanted}\nRego says {regos}, {concluded}"
        if not _agrees(cedars, wanted):
            yield f"{where}\nwe say {wanted}\nCedar says {cedars}"
    planned = engines.plan.run(case).decisions()[platform].verdict
    # Where the meeting outlasts the export, the export gives no verdict on the whole of it.
    if len(requests) == sum(map(len, _moments(question))) and planned is not verdict:
        yield f"the plan says {planned}, the definition's rules {verdict}"
    if question.thorough and decide_platform(case, case.catalogue.platforms[platform]).verdict is not planned:
        yield f"the whole definition says something else than {planned}"


def _moments(question: Question) -> tuple[tuple[datetime | None, ...], tuple[datetime, ...]]:
    return instants(question.case, question.case.catalogue.platforms[question.platform])


def _ours(engines: Engines, question: Question) -> Ours:
    """Return which rules hold by the definition, at each moment for which the export answers, and the verdict."""
    judged, later = _moments(question)
    platform = question.case.catalogue.platforms[question.platform]
    found = {
        each: defined(question.case, platform, each)
        for each in (*judged, *later)
        if not outside(engines.world.core, each)
    }
    worst = min((found[each].verdict for each in judged if each in found), key=WORST_FIRST.index)
    doubt = any(found[each].verdict is not Verdict.PERMITTED for each in later if each in found)
    return found, Verdict.UNDETERMINED if worst is Verdict.PERMITTED and doubt else worst


def _agrees(said: Said, wanted: Answers) -> bool:
    """Say whether Cedar gives our answers, and names our rules for them."""
    rules = {
        "granted-definitely": wanted.granted_definitely,
        "granted-possibly": wanted.granted_possibly,
        "definitely": wanted.objected_possibly or wanted.granted_definitely,
        "possibly": wanted.objected_definitely or wanted.granted_possibly,
    }
    named = {action: {each.rpartition("/")[0] for each in names} for action, names in said.named.items()}
    return (
        said.verdict is wanted.verdict
        and said.predicates == tuple(bool(getattr(wanted, each)) for each in PREDICATES)
        and all(named[action] == ids for action, ids in rules.items())
    )


def smallest(world: worlds.World, question: Question) -> tuple[worlds.World, Question, str]:
    """Take away rules and facts for as long as somebody disagrees, and return what is left."""
    for smaller_world, smaller in _smaller(world, question):
        if _trouble(smaller_world, smaller):
            return smallest(smaller_world, smaller)
    return world, question, _trouble(world, question)


def _trouble(world: worlds.World, question: Question) -> str:
    engines = ready(world)
    return next(differences(engines, question, _ours(engines, question)), "")


def _smaller(world: worlds.World, question: Question) -> Iterator[tuple[worlds.World, Question]]:
    """Yield the question with one rule set, one rule or one fact less."""
    for each in world.rule_sets:
        yield _with(world, question, [one for one in world.rule_sets if one is not each])
        for rule in each.rules:
            fewer = attrs.evolve(each, rules=tuple(one for one in each.rules if one is not rule))
            yield _with(world, question, [fewer if one is each else one for one in world.rule_sets])
    meeting: Any = question.case.meeting
    for field in attrs.fields(type(meeting)):
        # Without its times, or the people of whom the case has made its own list, it is another meeting.
        if field.name in {"starts", "ends", "convener", "organisations", "participants", "participants_complete"}:
            continue
        bare = attrs.evolve(meeting, **{field.name: type(meeting)().__getattribute__(field.name)})
        if bare != meeting:
            yield world, attrs.evolve(question, case=attrs.evolve(question.case, meeting=bare))


def _with(world: worlds.World, question: Question, rule_sets: list[Any]) -> tuple[worlds.World, Question]:
    smaller = worlds.exported(attrs.evolve(world, rule_sets=tuple(rule_sets)))
    return smaller, attrs.evolve(question, case=attrs.evolve(question.case, rule_sets=smaller.rule_sets))
