"""`audit`: from the register to a plan, a list to check and a key to keep, and from the answers to what is true."""

from blendwise.reporting.estimates.audit.files import read_answers, read_key, write_draw
from blendwise.reporting.estimates.audit.outcome import Outcome, outcome_answer, outcome_of
from blendwise.reporting.estimates.audit.planning import Wanted, draw_answer, make_plan, plan_answer
from blendwise.reporting.estimates.audit.register import AuditRegister, draw_from, register_of

__all__ = [
    "AuditRegister",
    "Outcome",
    "Wanted",
    "draw_answer",
    "draw_from",
    "make_plan",
    "outcome_answer",
    "outcome_of",
    "plan_answer",
    "read_answers",
    "read_key",
    "register_of",
    "write_draw",
]
