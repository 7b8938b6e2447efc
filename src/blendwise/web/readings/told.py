"""An estimate with what it says of itself, so that page and JSON hold the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blendwise.estimation.result import Estimate

__all__ = ["Told"]


@dataclass(frozen=True, slots=True)
class Told:
    """An estimate for a reader."""

    estimate: Estimate

    def sentence(self, language: str) -> str:
        """Return the figure in one sentence."""
        return self.estimate.sentence(language)

    def as_dict(self, language: str) -> Mapping[str, Any]:
        """Return the estimate as plain values, with its sentence, what it takes for granted, and its warnings."""
        return self.estimate.as_dict() | {
            "sentence": self.estimate.sentence(language),
            "assumed": self.estimate.assumption_sentence(language),
            "warned": list(self.estimate.warning_sentences(language)),
        }
