"""Decide: from what is known of a meeting to a verdict on every platform, without I/O, clock or chance."""

from meetgate.engine._bind import role_of
from meetgate.engine._case import Case, case_of, filled
from meetgate.engine._define import PRECEDENCE, decide_platform, define
from meetgate.engine._missing import Missing, missing
from meetgate.engine._plan import Plan, compile_plan
from meetgate.engine._plans import Answers, Defined, Plans
from meetgate.engine._questions import questions
from meetgate.engine._rank import ranking
from meetgate.engine._report import labelled, report
from meetgate.engine._ruling import Ruling
from meetgate.engine._telling import Telling, Told, telling
from meetgate.engine._time import cuts, horizon
from meetgate.engine._waivers import waivers_in_use

__all__ = [
    "PRECEDENCE",
    "Answers",
    "Case",
    "Defined",
    "Missing",
    "Plan",
    "Plans",
    "Ruling",
    "Telling",
    "Told",
    "case_of",
    "compile_plan",
    "cuts",
    "decide_platform",
    "define",
    "filled",
    "horizon",
    "labelled",
    "missing",
    "questions",
    "ranking",
    "report",
    "role_of",
    "telling",
    "waivers_in_use",
]
