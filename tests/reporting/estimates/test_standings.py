"""Places with their doubt, also where there is next to nothing to order."""

import pytest

from blendwise.estimation.institutions import institution_counts
from blendwise.reporting.estimates.charts import funnel_chart
from blendwise.reporting.estimates.funnel import SideBySide, funnel_answer


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("hits", "trials"),
    [([0, 0, 0], [10, 20, 30]), ([1, 0], [1, 1]), ([1], [1]), ([3, 3, 3], [3, 3, 3]), ([0, 2, 0], [5, 9, 0])],
    ids=["no tick", "two", "one", "all ticked", "one without mobilities"],
)
def test_a_table_of_places_can_always_be_had(hits, trials, language):
    found = SideBySide(institution_counts(list("ABC")[: len(hits)], hits, trials))
    answer = funnel_answer(found, language, ranks=True)
    assert answer.frame.height == len(hits)
    assert all(answer.frame["sentence"])
    places = answer.frame.filter(answer.frame["place_low"].is_not_null())
    assert (places["place_low"] <= places["place_high"]).all()
    assert funnel_chart(found, language).table.height == len(hits)
