"""The one kind of error that a person can act on.

It carries a code and values; its sentence stands in the language files under `errors.<code>`. The command
line turns it into exit status 2, the site into a page, the API into a problem. Any other exception is a
fault of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from blendwise.language import say

__all__ = ["UserError", "unknown_name"]


class UserError(Exception):
    """Something is wrong that the user can put right.

    `code` names the sentence; `values` fill it in. `str()` gives the English sentence.
    """

    def __init__(self, code: str, /, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)

    def sentence(self, language: str) -> str:
        """Return what is wrong, why it matters and what to do, in a language."""
        return say(f"errors.{self.code}", language, **self.values)

    def __str__(self) -> str:
        return self.sentence("en")


_MOST_NAMES = 40
_NEAR = 0.6
"""How like a known name (difflib's ratio, case aside) a name must be before it is taken for a slip of the pen."""


def unknown_name(value: str, kind: str, known: Iterable[str]) -> UserError:
    """Build the error for a name that does not exist: it lists those that do, and the nearest if one is near.

    `kind` is a key under `kinds` in the language files, such as `institution`.
    """
    names = sorted(known)
    by_letters = {name.casefold(): name for name in reversed(names)}
    near = get_close_matches(value.casefold(), by_letters, n=1, cutoff=_NEAR)
    listed = ", ".join(names[:_MOST_NAMES] + ["…"] * (len(names) > _MOST_NAMES))
    about = {"value": value, "kind": f"kinds.{kind}", "list": listed}
    if near:
        return UserError("general.unknown-name", **about, nearest=by_letters[near[0]])
    return UserError("general.unknown-name-none-near", **about)
