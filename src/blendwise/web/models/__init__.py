"""The tables of the site, a file per noun. They hold who may what and what people add, never the register."""

from blendwise.web.models.account import Account, Accounts
from blendwise.web.models.agency import Agency
from blendwise.web.models.api_token import ApiToken
from blendwise.web.models.audit_event import AuditEvent, ChainEnd
from blendwise.web.models.institution import Institution, Succession
from blendwise.web.models.invitation import Invitation

__all__ = [
    "Account",
    "Accounts",
    "Agency",
    "ApiToken",
    "AuditEvent",
    "ChainEnd",
    "Institution",
    "Invitation",
    "Succession",
]
