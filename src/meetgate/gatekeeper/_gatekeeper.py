"""Decide meetings under loaded rule sets, and have every answer on disk before it is given."""

from __future__ import annotations

import contextlib
import functools
import itertools
import logging
import os
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Self

import attrs

from meetgate.engine import Case, cuts, define
from meetgate.errors import Diagnostic, MeetingError
from meetgate.gatekeeper._answers import A, Engine, asking, assemble
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
)

if TYPE_CHECKING:  # pragma: no cover  # imports that type checkers alone read
    from meetgate.adapters import Context
    from meetgate.audit import Store
    from meetgate.gatekeeper.policy import Origin, Policy

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
        engine: Engine = define,
        clock: Callable[[], datetime] = _now,
        reader: Callable[[], Policy] | None = None,
    ) -> None:
        """Hold what `load` has read; most callers want `load`.

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
        # YAML, Cerberus, the time zones and SQLite load here, so that `import meetgate` stays cheap.
        from meetgate.audit import open_store  # see above
        from meetgate.gatekeeper.policy import Origins, read  # see above

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
        return next(self.decide_many([request], actor=actor, known_at=known_at))

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
            policy = self._policy  # once: a reload between an answer and its record must not part them
            decided = [self._answer(Decision, each, known_at=known_at, policy=policy) for each in batch]
            yield from self._commit(decided, batch, actor=name, policy=policy)

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
        return self._answer(Preview, request, known_at=known_at, policy=self._policy, ask_about=ask_about)

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

    def _answer(
        self,
        kind: type[A],
        request: Request,
        *,
        known_at: datetime | None,
        policy: Policy,
        ask_about: Container[str] | None = None,
    ) -> A:
        now = self._clock()
        if known_at is not None and known_at.utcoffset() is None:
            raise _fault("M003", f"`known_at` has no offset from UTC: `{known_at.isoformat()}`", "attach a time zone")
        situation = self._situation(request, known_at or now, policy=policy)
        engine = asking(self._engine, ask_about)
        decided = assemble(kind, situation, meeting=request.meeting, policy=policy, engine=engine, now=now)
        # An explicit `known_at` is a replay even where it happens to equal the present.
        return attrs.evolve(decided, evaluated=attrs.evolve(decided.evaluated, replay=known_at is not None))

    def _actor(self, actor: str | None) -> str:
        if actor is None and self._store.durable:
            raise _fault("M011", "nobody is named as the actor", "a durable log records who asked: pass `actor=`")
        return actor or "unnamed"

    def _commit(
        self, decisions: list[Decision], batch: list[Request], *, actor: str, policy: Policy
    ) -> Iterator[Decision]:
        from meetgate.audit import encode_record  # SQLite loads on first use, as in `load`

        records = [
            encode_record(
                kind="decision",
                at=decision.evaluated.at or self._clock(),
                actor=actor,
                body={
                    "meeting": request.meeting.to_json(),
                    "decision": decision.to_json(Reader.OFFICERS),
                    "sources": dict(policy.sources),
                },
            )
            for decision, request in zip(decisions, batch, strict=True)
        ]
        indices = self._store.append(records, texts=policy.texts)
        # The decisions are on disk. Nothing below may fail the call.
        for decision, index in zip(decisions, indices, strict=True):
            recorded = attrs.evolve(decision, record=RecordedAs(store=self._store.name, index=index))
            _announce(recorded)
            yield recorded


def _request(meeting: Meeting | Request) -> Request:
    return meeting if isinstance(meeting, Request) else Request(meeting=meeting)


def _fault(code: str, message: str, help_: str) -> MeetingError:
    return MeetingError.of([Diagnostic(file="call", line=0, column=0, code=code, message=message, help=help_)])


def _announce(decision: Decision) -> None:
    """Tell operators that a decision was recorded: index, digests and counts, never what was decided on what.

    The event may be lost; the record is not. A host's logging set-up may raise whatever it likes: the decision
    is on disk already, so it must reach the caller.
    """
    counts: dict[str, int] = {}
    for each in decision.platforms.values():
        counts[each.verdict.value] = counts.get(each.verdict.value, 0) + 1
    record = decision.record
    with contextlib.suppress(Exception):
        _events().info(
            "decision",
            store=None if record is None else record.store,
            index=None if record is None else record.index,
            policy=decision.digests["policy"],
            catalogue=decision.digests["catalogue"],
            input=decision.digests["input"],
            **counts,
        )


def _events() -> Any:
    """Return the logger of a host that has set up structlog, else one that speaks through `logging`.

    structlog's own default prints to standard output, which belongs to the host.
    """
    import structlog  # 60 ms that `import meetgate` must not cost

    if structlog.is_configured():
        return structlog.get_logger("meetgate")
    line = structlog.processors.KeyValueRenderer(key_order=["event"])
    return structlog.wrap_logger(logging.getLogger("meetgate"), processors=[line])
