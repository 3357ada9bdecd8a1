"""Decide meetings under loaded rule sets, and have every answer on disk before it is given."""

from __future__ import annotations

import functools
import itertools
import os
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Self

import attrs

from meetgate.engine import Case, Defined, cuts
from meetgate.errors import Diagnostic, MeetingError
from meetgate.gatekeeper._announce import announce
from meetgate.gatekeeper._answers import A, Asked, Engine, assemble
from meetgate.gatekeeper._circumstances import CONVENER, Home, House, Situation, situate
from meetgate.model import (
    Assumption,
    Catalogue,
    Decision,
    Meeting,
    Preview,
    Reader,
    RecordedAs,
    RuleSet,
    Waiver,
    canonical,
    canonical_answer,
    recorded,
)

if TYPE_CHECKING:  # pragma: no cover  # imports that type checkers alone read
    from meetgate.adapters import Context
    from meetgate.audit import Store
    from meetgate.gatekeeper._policy import Policy
    from meetgate.gatekeeper._texts import Origin

#: Meetings whose records are committed together by `decide_many`.
BATCH: Final = 64


def _now() -> datetime:
    return datetime.now(UTC)


@attrs.frozen(kw_only=True)
class Request:
    """Be one meeting to decide, with what its facts rest on."""

    meeting: Meeting
    assumptions: tuple[Assumption, ...] = ()
    warnings: tuple[str, ...] = ()


class Gatekeeper:
    """Decide which platforms may carry a meeting, for one home, and record every decision.

    One gatekeeper serves many threads and survives `os.fork`: it holds values that do not change, and a store
    that opens its connection in the process that uses it.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        store: Store,
        house: House | None = None,
        engine: Engine | None = None,
        clock: Callable[[], datetime] = _now,
        reader: Callable[[], Policy] | None = None,
    ) -> None:
        """Hold what `load` has read; most callers want `load`.

        `engine` decides cases instead of the policy's own plans, e.g. `define`, which answers the same.
        `reader` reads the policy again from where it came from; without it, `reload` keeps what is held.
        """
        #: The one reference that `reload` swaps. A decision takes it once and works with what it took.
        self._policy = policy
        self._store = store
        self._house = house or House()
        self._engine = engine
        self._clock = clock
        self._reader = reader
        self._turns = itertools.count(1)
        self._turn = 0
        #: Held between reloads only, for as long as two references take to set; deciding never waits for it.
        self._swapping = threading.Lock()

    @classmethod
    def load(
        cls,
        *,
        rules: Sequence[Origin],
        audit: str | os.PathLike[str] | Store,
        base: Sequence[Origin] = (),
        catalogue: Sequence[Origin] = (),
        context: Origin | None = None,
        home: Home = None,
        default_home: Home = None,
        waivers: Sequence[Origin | Waiver] = (),
        lock: Origin | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> Self:
        """Read rule sets, catalogue and context, and name the audit log.

        Args:
            rules: packs by name (`NAME`: all of its revisions, `NAME@N`: one), rule set files by path.
            audit: path of the SQLite log, or a store; `MemoryStore()` keeps nothing beyond the process.
            base: the deployer's own rule sets, which always bind home.
            catalogue: files that extend or override the shipped catalogue.
            context: the context file: directory, home, statements.
            home: ids of the organisations that are decided for, or `"convener"`.
            default_home: what home is when neither `home`, the meeting nor the context states it.
            waivers: grants outside the rule sets, as files; or values, of which nothing is checked.
            lock: a file that `meetgate lock` wrote: anything else than it lists is refused.
            clock: the present, as an aware datetime; it is read once for each decision.

        Raises:
            RuleSetError: a rule set or waiver cannot be loaded; all diagnostics of all of them.
            CatalogueError: a catalogue file cannot be loaded.
            MeetingError: the context file cannot be loaded, or `home` is one text.
            LockError: what was read is not what the lock lists; every difference.
            AuditError: `audit` names no store. The log itself is opened by the first decision.
        """
        # The time zones, SQLite, and where nothing is kept YAML and Cerberus load here: `import meetgate` stays cheap.
        from meetgate.audit import open_store  # see above
        from meetgate.gatekeeper._read import Origins, read  # see above

        if isinstance(home, str) and home != CONVENER:
            raise _fault("M013", f"`home` is the text `{home}`, not a list of ids", f"write `home=[{home!r}]`")
        origins = Origins(
            rules=tuple(rules),
            base=tuple(base),
            catalogue=tuple(catalogue),
            context=context,
            waivers=tuple(waivers),
            lock=lock,
        )
        reader = functools.partial(read, origins)
        house = House(home=home, default_home=default_home)
        return cls(reader(), store=open_store(audit), house=house, clock=clock, reader=reader)

    def reload(self) -> bool:
        """Read everything again from where it came from, and decide by it from now on; say whether it changed.

        The change is one step: a decision that is being made ends under the policy it began with, in all its
        parts, and none is made under half of each. Where anything is wrong, the old policy stays and the error is
        raised. Of several reloads at once, the one that began last counts.

        Raises:
            RuleSetError, CatalogueError, MeetingError, LockError: as `load`; nothing has changed.
        """
        if self._reader is None:
            return False
        turn = next(self._turns)
        fresh = self._reader()
        with self._swapping:
            if turn < self._turn:
                return False  # a reload that began after this one has ended before it
            changed = fresh != self._policy
            self._turn, self._policy = turn, fresh
        return changed

    @property
    def rule_sets(self) -> tuple[RuleSet, ...]:
        """Return the rule sets that are loaded."""
        return self._policy.rule_sets

    @property
    def catalogue(self) -> Catalogue:
        """Return the platforms that can be decided on."""
        return self._policy.catalogue

    @property
    def context(self) -> Context | None:
        """Return what the deployer's context file states, None without one."""
        return self._policy.context

    def decide(
        self,
        meeting: Meeting,
        *,
        actor: str | None = None,
        known_at: datetime | None = None,
        assumptions: Sequence[Assumption] = (),
        warnings: Sequence[str] = (),
    ) -> Decision:
        """Decide one meeting; the decision exists only if its record is on disk.

        Args:
            meeting: what is known of one occurrence.
            actor: who asks, e.g. `system:booking`; mandatory with a durable store.
            known_at: decide by what was known then; the decision is a replay, which opens no gate.
            assumptions: what the meeting's facts rest on, as an adapter returns them.
            warnings: what an adapter could not read.

        Raises:
            AuditError: the record could not be made durable; there is no decision.
            MeetingError: no actor is named, or `known_at` is naive.
        """
        request = Request(meeting=meeting, assumptions=tuple(assumptions), warnings=tuple(warnings))
        return self._decided([request], actor=self._actor(actor), known_at=known_at)[0]

    def decide_many(
        self,
        meetings: Iterable[Meeting | Request],
        *,
        actor: str | None = None,
        known_at: datetime | None = None,
    ) -> Iterator[Decision]:
        """Decide meetings in batches; each batch is committed before its first decision is yielded.

        Raises:
            AuditError: a batch could not be made durable; none of its decisions exists.
            MeetingError: no actor is named, or `known_at` is naive.
        """
        name = self._actor(actor)
        pending = iter(meetings)
        while batch := [_request(each) for each in itertools.islice(pending, BATCH)]:
            yield from self._decided(batch, actor=name, known_at=known_at)

    def preview(
        self,
        meeting: Meeting,
        *,
        known_at: datetime | None = None,
        assumptions: Sequence[Assumption] = (),
        warnings: Sequence[str] = (),
    ) -> Preview:
        """Decide without a record: an answer to look at, which no gate accepts.

        Raises:
            MeetingError: `known_at` is naive.
        """
        request = Request(meeting=meeting, assumptions=tuple(assumptions), warnings=tuple(warnings))
        return self.preview_request(request, known_at=known_at)

    def preview_request(
        self, request: Request, *, known_at: datetime | None = None, ask_about: Container[str] | None = None
    ) -> Preview:
        """Decide a request without a record; see `preview`.

        Where many verdicts are open, most of the time goes into what to ask. `ask_about` holds the ids of the
        platforms of which the caller wants to know it; `missing` of any other is empty. None stands for all.
        """
        asked = self._asked(request, known_at)
        return self._answer(Preview, request, asked=asked, policy=self._policy, about=ask_about)

    def without_assumptions(self) -> Self:
        """Return a gatekeeper that lets nothing the deployer assumes stand in for an absent fact.

        The context's directory and home stay: they say who somebody is, not what a meeting is like.
        """
        reader = self._reader
        return type(self)(
            self._policy.without_assumptions(),
            store=self._store,
            house=attrs.evolve(self._house, default_home=None),
            engine=self._engine,
            clock=self._clock,
            reader=None if reader is None else lambda: reader().without_assumptions(),
        )

    def epochs(self, since: datetime) -> tuple[datetime, ...]:
        """Return `since` and every later instant at which rules or facts change."""
        case = self._situation(Request(meeting=Meeting()), self._clock(), policy=self._policy).case
        return (since, *(cut for cut in cuts(case) if cut > since))

    def case(self, meeting: Meeting, *, known_at: datetime | None = None) -> Case:
        """Return the case that the engine would decide: for explanations and tests."""
        return self._situation(Request(meeting=meeting), known_at or self._clock(), policy=self._policy).case

    def _situation(self, request: Request, known_at: datetime, *, policy: Policy) -> Situation:
        return situate(
            request.meeting,
            policy=policy,
            house=self._house,
            known_at=known_at,
            assumptions=request.assumptions,
            warnings=request.warnings,
        )

    def _asked(self, request: Request, known_at: datetime | None) -> Asked:
        now = self._clock()
        if known_at is not None and known_at.utcoffset() is None:
            raise _fault("M003", f"`known_at` has no offset from UTC: `{known_at.isoformat()}`", "attach a time zone")
        # An explicit `known_at` is a replay even where it happens to equal the present.
        said = canonical(request.meeting.to_json())
        return Asked(meeting=request.meeting, said=said, now=now, known_at=known_at or now, replay=known_at is not None)

    def _answer(
        self,
        kind: type[A],
        request: Request,
        *,
        asked: Asked,
        policy: Policy,
        about: Container[str] | None = None,
    ) -> A:
        situation = self._situation(request, asked.known_at, policy=policy)
        case, engine = situation.case, self._engine
        answers = policy.plans(case) if engine is None else Defined(case, engine(case))
        return assemble(kind, situation, asked=asked, policy=policy, answers=answers, about=about)

    def _decided(self, batch: list[Request], *, actor: str, known_at: datetime | None) -> list[Decision]:
        """Decide a batch, and return its decisions when their records are on disk."""
        policy = self._policy  # once: a reload between an answer and its record must not part them
        asked = [self._asked(each, known_at) for each in batch]
        answers = [
            self._answer(Decision, each, asked=about, policy=policy) for each, about in zip(batch, asked, strict=True)
        ]
        return [*self._commit(answers, asked, actor=actor, policy=policy)]

    def _commit(
        self, answers: Sequence[Decision], asked: Sequence[Asked], *, actor: str, policy: Policy
    ) -> Iterable[Decision]:
        records = [
            self._record(answer, about.said, actor=actor, policy=policy)
            for answer, about in zip(answers, asked, strict=True)
        ]
        indices = self._store.append(records, texts=policy.texts)
        # The decisions are on disk. Nothing below may fail the call.
        name = self._store.name
        decisions = [
            recorded(answer, RecordedAs(store=name, index=index))
            for answer, index in zip(answers, indices, strict=True)
        ]
        for each in decisions:
            announce(each)
        return decisions

    def _record(self, decision: Decision, said: bytes, *, actor: str, policy: Policy) -> bytes:
        from meetgate.audit import encode_record  # SQLite loads on first use, as in `load`

        return encode_record(
            kind="decision",
            at=decision.evaluated.at or self._clock(),
            actor=actor,
            body={},
            encoded={
                "meeting": said,
                "decision": canonical_answer(decision, Reader.OFFICERS),
                "sources": policy.listed_sources,
            },
        )

    def _actor(self, actor: str | None) -> str:
        if actor is None and self._store.durable:
            raise _fault("M011", "nobody is named as the actor", "a durable log records who asked: pass `actor=`")
        return actor or "unnamed"


def _request(meeting: Meeting | Request) -> Request:
    return meeting if isinstance(meeting, Request) else Request(meeting=meeting)


def _fault(code: str, message: str, help_: str) -> MeetingError:
    return MeetingError.of([Diagnostic(file="call", line=0, column=0, code=code, message=message, help=help_)])
