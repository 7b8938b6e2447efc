"""What may be published: from a table and a policy to a `PublishedTable`, or a refusal.

`protect` is the only way to a table for outsiders; `attack` shows what a table with hidden cells gives away.
"""

from __future__ import annotations

from blendwise.disclosure.controlled import controlled_rounding
from blendwise.disclosure.outsider import Attack, Conclusion, attack
from blendwise.disclosure.policy import ColumnRules, Dimension, Policy, Share, Sum, Zeros
from blendwise.disclosure.policy_file import default_policy, read_policy
from blendwise.disclosure.protection import protect
from blendwise.disclosure.published import Mark, PublishedTable
from blendwise.disclosure.seen import SeenTable
from blendwise.disclosure.small_counts import small_count_rounding

__all__ = [
    "Attack",
    "ColumnRules",
    "Conclusion",
    "Dimension",
    "Mark",
    "Policy",
    "PublishedTable",
    "SeenTable",
    "Share",
    "Sum",
    "Zeros",
    "attack",
    "controlled_rounding",
    "default_policy",
    "protect",
    "read_policy",
    "small_count_rounding",
]
