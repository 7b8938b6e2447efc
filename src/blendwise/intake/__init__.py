"""Files in: whatever was delivered becomes typed tables, with books that balance and findings with a place."""

from blendwise.intake.books import Books
from blendwise.intake.feedback import write_feedback
from blendwise.intake.findings import Finding, Refusal, effects, findings_frame, findings_in
from blendwise.intake.profiles import profiles
from blendwise.intake.pseudonyms import find_key
from blendwise.intake.reading import ACCEPTED_ACTIONS, Delivery, Options, read_files
from blendwise.intake.write_back import TickChange, WrittenBack, write_back

__all__ = [
    "ACCEPTED_ACTIONS",
    "Books",
    "Delivery",
    "Finding",
    "Options",
    "Refusal",
    "TickChange",
    "WrittenBack",
    "effects",
    "find_key",
    "findings_frame",
    "findings_in",
    "profiles",
    "read_files",
    "write_back",
    "write_feedback",
]
