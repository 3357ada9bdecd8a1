from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.laws.packs import LEVELS, WORDS, Question, organisations, participants, questions
from tests.laws.worlds import World, permitted, usable

from meetgate.engine._bind import binds_home
from meetgate.engine._labels import invalid
from meetgate.model import Atom, Label, Organisation, Participant, Truth

#: A third of the usual number, and no search for a smaller failure: each example asks all shipped rule sets.
lawful = settings(
    suppress_health_check=[*HealthCheck],
    max_examples=settings().max_examples // 3,
    phases=[Phase.explicit, Phase.generate],
)

#: In so many of the worlds something is open: a law about what may not open says nothing of worlds without it.
LEAST_OPEN = 0.1


def _hold(law: Callable[[], None], opened: list[bool]) -> None:
    law()
    assert sum(opened) >= LEAST_OPEN * len(opened), "too few worlds in which a gate is open"


def test_a_guests_pack_never_adds_a_platform() -> None:
    """Law 5: of all shipped rule sets, those that bind guests only take platforms away."""
    opened: list[bool] = []

    @lawful
    @given(questions(polar=False))
    def law(question: Question) -> None:
        world = question.world()
        case, instant = world.case(), world.meeting.starts
        foreign = {each.name for each in world.rule_sets if binds_home(case, each, instant) is Truth.FALSE}
        ours = attrs.evolve(world, rule_sets=tuple(each for each in world.rule_sets if each.name not in foreign))
        before, after = ours.verdicts(), world.verdicts()
        assert permitted(after) <= permitted(before)
        assert usable(after) <= usable(before)
        opened.append(bool(usable(before)))

    _hold(law, opened)


def test_another_guest_never_adds_a_platform_under_the_packs() -> None:
    """Laws 5 and 6: somebody more in a list that is not empty, of whatever organisation, adds no platform."""
    opened: list[bool] = []

    @lawful
    @given(questions(polar=True), participants(), organisations(name="guest.example"))
    def law(question: Question, late: Participant, firm: Organisation) -> None:
        world = question.world()
        people = world.meeting.participants or (Participant(state="GB", organisation=world.meeting.convener),)
        usual = world.told(participants=people)
        before = usual.first()
        for more in (late, attrs.evolve(late, organisation=firm)):
            after = usual.told(participants=(*people, more)).first()
            assert permitted(after) <= permitted(before)
            assert usable(after) <= usable(before)
        opened.append(bool(usable(before)))

    _hold(law, opened)


def test_more_restricted_talk_never_adds_a_platform_under_the_packs() -> None:
    """Law 6: a higher level, another label, mark, topic, information type or adverse interest adds no platform."""
    opened: list[bool] = []

    @lawful
    @given(questions(polar=True), st.data())
    def law(question: Question, data: st.DataObject) -> None:
        world = question.world()
        changes = dict(_more_restricted(world))
        what = data.draw(st.sampled_from(sorted(changes) or ["nothing"]))
        before, after = world.first(), changes.get(what, world).first()
        assert permitted(after) <= permitted(before), what
        assert usable(after) <= usable(before), what
        opened.append(bool(usable(before)))

    _hold(law, opened)


def _more_restricted(world: World) -> Iterator[tuple[str, World]]:
    asked = {
        "information": WORDS.get("information", ()),
        "topics": WORDS.get("topics", ()),
        "detrimental_to": ("CN", "RU", "US"),
    }
    for name, word in ((name, str(word)) for name, words in asked.items() for word in (*words, "other")):
        stated: frozenset[str] | None = getattr(world.meeting, name)
        if stated is not None and word not in stated:
            yield f"{name}: {word}", world.told(**{name: stated | {word}})
    said = world.meeting.classification
    if said is None or invalid(world.case()) is not Truth.FALSE:
        return  # an invalid label states no level that could be raised
    for atom in LEVELS:
        yield f"another label {atom}", world.told(classification=(*said, Label(atoms=frozenset({atom}))))
    for label in said:
        for atom in _above(world, label):
            yield f"raised to {atom}", world.told(classification=(attrs.evolve(label, atoms=frozenset({atom})),))
        yield "marked", world.told(classification=(attrs.evolve(label, marks=label.marks | {"SENSITIVE"}),))


def _above(world: World, label: Label) -> Iterator[Atom]:
    (atom,) = label.atoms
    for above in LEVELS:
        if above != atom and world.schemes.below(atom, above):
            yield above
