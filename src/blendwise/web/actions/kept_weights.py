"""The agency keeps its own weights and scores for the budget of a call, or lets them go."""

from __future__ import annotations

from collections.abc import Mapping

from blendwise.errors import UserError
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, Agency, KeptWeights

__all__ = ["forget_weights", "keep_weights"]


@action
def keep_weights(
    *, by: Account, call: int, weights: Mapping[str, str], scores: Mapping[str, Mapping[str, str]]
) -> None:
    """Keep weights and scores of a call, checked by their form; the log says how many, never the numbers."""
    told = {
        "weights": dict(weights),
        "scores": {number: dict(one) for number, one in scores.items()},
        "by": by,
    }
    KeptWeights.objects.update_or_create(call=call, defaults=told)
    record(by, "weights-kept", Agency.current(), call=call, scores=len(scores))


@action
def forget_weights(*, by: Account, call: int) -> None:
    """Remove the weights and scores of a call. Raises UserError where there are none."""
    if not KeptWeights.objects.filter(call=call).delete()[0]:
        raise UserError("budget.nothing-kept", call=call)
    record(by, "weights-forgotten", Agency.current(), call=call)
