"""A number stays on one line with the word after it."""

import pytest

from blendwise.language import LANGUAGES, keys
from blendwise.reporting.report.words import Words

BETWEEN = "\u00a0"


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        ("259 mobiliteiten", f"259{BETWEEN}mobiliteiten"),
        ("15.738 mobiliteiten, 1,65% is veel", f"15.738{BETWEEN}mobiliteiten, 1,65% is veel"),
        ("24 maart 2025 en 2026", f"24{BETWEEN}maart 2025 en 2026"),
        ("call 2021-1-NL01 is", "call 2021-1-NL01 is"),
        ("2.002 deelnemers", f"2.002{BETWEEN}deelnemers"),
        ("259 van 15.738", f"259{BETWEEN}van 15.738"),
    ],
)
def test_a_number_is_bound_to_its_word_and_a_call_year_is_not(written, bound):
    assert Words("nl").bound(written) == bound


def test_a_share_of_fewer_than_twenty_is_written_as_counts_and_of_nothing_not_at_all():
    words = Words("en")
    assert words.share(2, 19) == f"2{BETWEEN}of 19"
    assert words.share(2, 20) == "10.0%"
    assert words.share(0, 0) is None


def test_every_text_of_the_report_exists_in_both_languages():
    assert LANGUAGES == ("en", "nl")
    assert keys("nl", "report.") == keys("en", "report.")
