"""A person who may sign in."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import get_language

from blendwise.language import LANGUAGES, say
from blendwise.web.access import AGENCY_ROLES, Role
from blendwise.web.models.institution import Institution

__all__ = ["Account", "Accounts"]


class Accounts(BaseUserManager["Account"]):
    """How an account is found: by its address, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account of an e-mail address."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """A person of the agency, or of one institution."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, choices=[(code, code) for code in LANGUAGES], default="nl")
    """In which messages come, and pages where a browser asks for nothing else."""
    erased = models.DateTimeField(null=True, blank=True)
    """When name and address were taken out; what is left says nothing of a person."""
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = Accounts()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["role"]

    class Meta:
        """Who works for the agency has no institution, and everybody else has one."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in AGENCY_ROLES], institution__isnull=True)
                | (~models.Q(role__in=[r.value for r in AGENCY_ROLES]) & models.Q(institution__isnull=False)),
                name="institution_fits_role",
            )
        ]

    def __str__(self) -> str:
        if self.erased:
            return say("web.people.erased", (get_language() or LANGUAGES[0]).split("-")[0])
        return self.name or self.email

    @property
    def of_agency(self) -> bool:
        """Whether this person works for the agency."""
        return Role(self.role) in AGENCY_ROLES
