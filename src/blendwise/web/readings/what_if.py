"""What if: for each institution, how many mobilities would newly be possible or count by other rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from blendwise.indicators import possible
from blendwise.language import say
from blendwise.programme.activity_file import ACTIVITY_SCHEMA
from blendwise.programme.verdicts import ACTIVITY_FACTS
from blendwise.programme.what_if import WhatIf, route_name
from blendwise.web.models import OwnRecord, VirtualActivity
from blendwise.web.readings.facts import KEY, sizes
from blendwise.web.readings.register import joined_register
from blendwise.web.readings.view import View

__all__ = ["WhatIfPage", "shared_activities", "what_if_page"]


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """What an overlay changes, per route and institution."""

    what_if: str
    """Its name."""
    title: str
    sentences: tuple[str, ...]
    """One per route, and how far they can be relied on."""
    told: int
    """So many mobilities have virtual activities that their institution keeps and shares."""
    rows: tuple[dict[str, Any], ...]
    """The institutions for which something changes; `route` in words."""
    table: pl.DataFrame
    """All institutions, for files."""


def what_if_page(what_if: WhatIf, view: View, language: str) -> WhatIfPage:
    """Hold the register against an overlay, with the virtual activities that institutions keep and share."""
    store, activities = joined_register(), shared_activities()
    population = store.population(calls=view.calls, without=view.without, at=view.at)
    found = possible(store.mobilities(view.at), what_if, population, activities=activities)
    changed = found.changed().with_columns(
        pl.col("route").map_elements(lambda name: route_name(name, language), return_dtype=pl.String)
    )
    return WhatIfPage(
        what_if.name, what_if.title(language), tuple(found.sentences(language)), activities.select(KEY).n_unique(),
        tuple(
            row | {"institution": row["institution"] or say("labels.not-filled-in", language)}
            for row in changed.iter_rows(named=True)
        ),
        found.rows,
    )  # fmt: skip


def shared_activities() -> pl.DataFrame:
    """Return the virtual activities of institutions that share their counts, a row per mobility and activity."""
    links = OwnRecord.activities.through.objects.filter(ownrecord__institution__shares_counts=True)
    shared = links.filter(virtualactivity__institution__shares_counts=True)
    size = sizes(VirtualActivity.objects.filter(institution__shares_counts=True))
    kept = [name for name in ACTIVITY_FACTS if name != "out_of"]
    names = [f"ownrecord__{name}" for name in KEY] + [f"virtualactivity__{name}" for name in kept]
    rows = [
        (*(None if value == "" else value for value in row), size.get(activity))
        for activity, *row in shared.values_list("virtualactivity", *names)
    ]
    schema = {name: ACTIVITY_SCHEMA[name] for name in (*KEY, *kept, "out_of")}
    return pl.DataFrame(rows, schema=schema, orient="row")
