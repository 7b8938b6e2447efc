"""Which calls may be taken together."""

from string import ascii_letters

from hypothesis import given
from hypothesis import strategies as st

from blendwise.reporting.report.call_sets import call_sets

INSTITUTIONS = st.dictionaries(
    st.integers(2014, 2035), st.frozensets(st.sampled_from(ascii_letters[:12]), min_size=1), max_size=8
)


def test_calls_of_almost_the_same_institutions_stand_together():
    # 2021 has A-E, 2022 has B-E: 4 in both of 5 in either is 0.8; 2023 has two of them: 2 of 5 is 0.4
    assert call_sets({2021: "ABCDE", 2022: "BCDE", 2023: "AB", 2024: "AB"}) == [(2021, 2022), (2023, 2024)]


def test_the_largest_set_of_institutions_comes_first_whatever_its_year():
    assert call_sets({2021: "AB", 2022: "AB", 2023: "ABCDEF"}) == [(2023,), (2021, 2022)]


def test_a_call_must_fit_each_call_of_its_group_so_that_a_chain_of_small_changes_is_not_one_set():
    # each year one of eight is replaced: neighbours share 7 of 9 (0.78), two years apart 6 of 10
    assert call_sets({2021: "ABCDEFGH", 2022: "BCDEFGHI", 2023: "CDEFGHIJ"}) == [(2021, 2022), (2023,)]


def test_without_calls_there_are_no_sets():
    assert call_sets({}) == []


@given(INSTITUTIONS)
def test_every_call_is_in_exactly_one_set(institutions):
    groups = call_sets(institutions)
    assert sorted(call for group in groups for call in group) == sorted(institutions)


@given(INSTITUTIONS)
def test_the_order_in_which_calls_come_changes_nothing(institutions):
    assert call_sets(institutions) == call_sets(dict(reversed(institutions.items())))
