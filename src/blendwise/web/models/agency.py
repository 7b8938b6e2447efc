"""What the agency decided about its site."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from blendwise.language import LANGUAGES
from blendwise.web.moment import standing

__all__ = ["Agency"]

_SMALLEST_COUNT = 10
_USER_FROM = 10


class Agency(models.Model):
    """The one row of settings."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=200, default="Nationaal agentschap")
    logo = models.BinaryField(null=True, blank=True)
    """A PNG, checked by its content; None shows the name alone."""
    logo_hash = models.CharField(max_length=16, blank=True)
    """The beginning of the picture's SHA-256; empty where there is none."""
    language = models.CharField(max_length=5, choices=[(code, code) for code in LANGUAGES], default="nl")
    """For whom no other language is known."""
    languages = models.JSONField(default=list, blank=True)
    """The languages that readers can choose; empty is all there are."""
    user_from = models.PositiveSmallIntegerField(default=_USER_FROM, validators=[MinValueValidator(1)])
    """From so many blended mobilities in the chosen calls together an institution is a user of them."""
    smallest_count = models.PositiveSmallIntegerField(
        default=_SMALLEST_COUNT, validators=[MinValueValidator(3)]
    )
    """Counts of people below it are hidden on public pages."""
    policy = models.TextField(blank=True)
    """The rules of disclosure control as TOML; empty is the standard policy."""
    email_texts = models.JSONField(default=dict, blank=True)
    """By language and name of a message: a text of the agency's own."""

    def __str__(self) -> str:
        return self.name

    def offered(self) -> tuple[str, ...]:
        """Return the languages that readers can choose, in their usual order."""
        return tuple(code for code in LANGUAGES if code in self.languages) or LANGUAGES

    @classmethod
    @standing
    def current(cls) -> Agency:
        """Return the settings, the picture only when it is asked for; standard ones where nothing was decided yet."""
        return cls.objects.filter(pk=1).defer("logo").first() or cls()
