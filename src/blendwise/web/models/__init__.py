"""The tables of the site, a file per noun. They hold who may what and what people add, never the register."""

from blendwise.web.models.account import Account, Accounts
from blendwise.web.models.agency import Agency
from blendwise.web.models.api_token import ApiToken, TokenScope
from blendwise.web.models.audit_event import AuditEvent, ChainEnd
from blendwise.web.models.evidence import Evidence
from blendwise.web.models.imports import Import
from blendwise.web.models.institution import Institution, Succession
from blendwise.web.models.invitation import Invitation
from blendwise.web.models.kept_weights import KeptWeights
from blendwise.web.models.note import Contact, Note
from blendwise.web.models.own_record import Decision, OwnRecord, ReasonNot, Remark
from blendwise.web.models.project_end import ProjectEnd
from blendwise.web.models.teacher_link import TeacherLink
from blendwise.web.models.verdict import Flip, KeptVerdict, RulesRun, Ruling
from blendwise.web.models.virtual_activity import VirtualActivity, Way

__all__ = [
    "Account",
    "Accounts",
    "Agency",
    "ApiToken",
    "AuditEvent",
    "ChainEnd",
    "Contact",
    "Decision",
    "Evidence",
    "Flip",
    "Import",
    "Institution",
    "Invitation",
    "KeptVerdict",
    "KeptWeights",
    "Note",
    "OwnRecord",
    "ProjectEnd",
    "ReasonNot",
    "Remark",
    "RulesRun",
    "Ruling",
    "Succession",
    "TeacherLink",
    "TokenScope",
    "VirtualActivity",
    "Way",
]
