"""Say whether a meeting meets what a statement on a platform depends on: plan, client, access, head count, states.

Only what the meeting itself states is read, since a statement on a platform is the same for every rule set. What
counts is the account that hosts: ours stands for it where we are the host and no other account is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

from meetgate.engine._bind import role_of
from meetgate.engine._case import Case
from meetgate.model import WITHOUT_CONDITION, Account, FactValue, Platform, State, Truth, When, all_of, truth

#: What a plan that is not free is called by whoever knows no more of it.
PAID: Final = "paid"
FREE: Final = "free"
#: Zoom's free plan is called so, and Microsoft's smallest paid one.
BASIC: Final = "basic"
#: What is read here and cannot be asked for by a single answer: the fact of the platform itself is asked for then.
UNASKED: Final = frozenset({"client.version", "participants"})


def met(case: Case, platform: Platform, when: When) -> Truth:
    """Say whether everything holds that a statement on a platform depends on; of nothing, true."""
    return Truth.TRUE if when is WITHOUT_CONDITION else all_of(each for _, each in tests(case, platform, when))


def tests(case: Case, platform: Platform, when: When) -> Iterator[tuple[str, Truth]]:
    """Yield, by the name of the fact that it reads, every condition with whether it is met."""
    account = _host(case, platform)
    if when.plan:
        yield "host_account.plan", _plan(_word(case, "host_account.plan", account.plan), when.plan)
    if when.licence:
        yield "host_account.licence", _among(_word(case, "host_account.licence", account.licence), when.licence)
    for name, wanted in sorted(when.settings):
        setting = _flag(case, f"host_account.settings.{name}", account.settings.get(name))
        yield f"host_account.settings.{name}", Truth.UNKNOWN if setting is None else truth(value=setting is wanted)
    yield from _about_regions(case, account, when)
    yield from _about_client(case, when)
    yield from _about_people(case, when)


def asked(when: When, fact: str) -> frozenset[str]:
    """Return the values that a condition tells apart in one of the facts that it reads."""
    numbers = (when.participants_at_least, when.participants_at_most)
    words: Mapping[str, frozenset[str]] = {
        "host_account.plan": when.plan,
        "host_account.licence": when.licence,
        "host_account.opted_out_regions": when.opted_out | when.opted_in,
        "client.kind": when.client,
        "access": when.access,
        "modality": when.modality,
        "attendance": frozenset(str(each) for each in numbers if each is not None),
    }
    return words.get(fact, frozenset())


def _about_regions(case: Case, account: Account, when: When) -> Iterator[tuple[str, Truth]]:
    fact = "host_account.opted_out_regions"
    if when.opted_out:
        yield fact, _keeps_out(case, account, when.opted_out)
    if when.opted_in:
        yield fact, ~_keeps_out(case, account, when.opted_in)


def _keeps_out(case: Case, account: Account, regions: frozenset[str]) -> Truth:
    """Say whether the account that hosts keeps out at least one of these regions."""
    kept_out = account.opted_out_regions
    answer = case.answers.get("host_account.opted_out_regions")
    if kept_out is None and isinstance(answer, frozenset):
        kept_out = cast("frozenset[str]", answer)
    return truth(None if kept_out is None else bool(_slugs(kept_out) & _slugs(regions)))


def _about_client(case: Case, when: When) -> Iterator[tuple[str, Truth]]:
    meeting = case.meeting
    kind, version = (None, None) if meeting.client is None else (meeting.client.kind, meeting.client.version)
    if when.client:
        yield "client.kind", _among(_word(case, "client.kind", kind), when.client)
    if when.client_since:
        yield "client.version", _since(_word(case, "client.version", version), when.client_since)
    if when.access:
        yield "access", _among(_word(case, "access", meeting.access), when.access)
    if when.modality:
        yield "modality", _among(_word(case, "modality", meeting.modality), when.modality)


def _about_people(case: Case, when: When) -> Iterator[tuple[str, Truth]]:
    least, most = heads(case)
    if when.participants_at_least is not None:
        enough = least >= when.participants_at_least
        few = most is not None and most < when.participants_at_least
        yield "attendance", truth(value=True if enough else False if few else None)
    if when.participants_at_most is not None:
        many = least > when.participants_at_most
        fits = most is not None and most <= when.participants_at_most
        yield "attendance", truth(value=False if many else True if fits else None)
    if when.states_any_of:
        yield "participants", _from(case, when.states_any_of)
    if when.states_none_of:
        yield "participants", ~_from(case, when.states_none_of)


def heads(case: Case) -> tuple[int, int | None]:
    """Return the least and the greatest number of heads that is possible, None for no upper limit."""
    meeting = case.meeting
    attendance, people = meeting.attendance, meeting.participants
    listed = 0 if people is None else len(people)
    least, most = listed, listed if people is not None and meeting.participants_complete else None
    answer = case.answers.get("attendance")
    if isinstance(answer, int):
        return max(least, answer), max(least, answer)
    if attendance is not None and attendance.count is not None:
        return max(least, attendance.count), max(least, attendance.count)
    if attendance is not None:
        least = max(least, attendance.at_least or 0)
        most = attendance.at_most if most is None else most
    return least, most


def _host(case: Case, platform: Platform) -> Account:
    """Return the account that hosts on the platform, as far as it is known."""
    account = case.meeting.host_account
    if account is None and role_of(case) == "host":
        account = case.meeting.our_account
    if account is None or account.platform is None:
        return account or Account()
    return account if account.platform.partition("/")[0] == platform.product else Account()


def _word(case: Case, fact: str, stated: FactValue) -> str | None:
    """Return a word of the meeting; one that waits for the join is what it is supposed to be there."""
    if stated is State.DEFERRED:
        return case.deferred.get(fact)
    if isinstance(stated, str):
        return stated
    answer = case.answers.get(fact) if stated is None else None
    return answer if isinstance(answer, str) else None


def _flag(case: Case, fact: str, stated: bool | None) -> bool | None:  # noqa: FBT001  # the value that is looked up
    answer = case.answers.get(fact) if stated is None else stated
    return answer if isinstance(answer, bool) else None


def _among(word: str | None, wanted: frozenset[str]) -> Truth:
    return Truth.UNKNOWN if word is None else truth(value=_slug(word) in _slugs(wanted))


def _plan(plan: str | None, wanted: frozenset[str]) -> Truth:
    """Say whether the plan is a wanted one: `paid` is every plan but `free`, and may be any of them."""
    if plan is None:
        return Truth.UNKNOWN
    stated, plans = _slug(plan), _slugs(wanted)
    if stated in plans:
        return Truth.TRUE
    if stated == BASIC and plans & {FREE, PAID}:
        return Truth.UNKNOWN
    if PAID in plans and stated != FREE:
        return Truth.TRUE
    return Truth.UNKNOWN if stated == PAID and plans - {FREE} else Truth.FALSE


def paid(plan: str) -> Truth:
    """Say whether a plan is one that is paid for."""
    return _plan(plan, frozenset({PAID}))


def _since(version: str | None, first: str) -> Truth:
    """Say whether a version is the first or a later one, number by number; one that has no numbers may be any."""
    stated = _numbers(version or "")
    return truth(value=stated >= _numbers(first)) if stated else Truth.UNKNOWN


def _numbers(version: str) -> list[int]:
    leading = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(each) for each in leading.group().split(".")] if leading else []
    # 5 and 5.0 are one version.
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return numbers


def _from(case: Case, states: frozenset[str]) -> Truth:
    """Say whether somebody takes part from one of these states."""
    meeting = case.meeting
    people = meeting.participants or ()
    counted = frozenset[str]() if meeting.attendance is None else meeting.attendance.states
    if counted & states or any(each.state in states for each in people):
        return Truth.TRUE
    listed = meeting.participants is not None and meeting.participants_complete
    everybody = listed and all(each.state is not None for each in people)
    return truth(value=False if everybody or counted else None)


def _slugs(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_slug, words))


def _slug(word: str) -> str:
    """Return a word as it is compared: `Teams Premium` and `teams-premium` are one."""
    return "-".join(re.findall(r"[^\W_]+", word.casefold()))
