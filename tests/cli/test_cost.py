"""What a stay costs, by the command line."""

import json

import pytest


def test_each_part_has_its_amount_and_the_virtual_part_brings_no_money(run):
    found = run("cost", "--call", 2021, "--days", 17, "--country", "DE", "--lang", "en")
    assert found.status == 0
    assert "1,674.40" in found.out  # the doctest of cost_of_stay has the sum
    assert "The virtual part brings no extra money" in found.out
    assert "not known" in found.out  # travel: no distance was told


def test_as_data_it_has_a_row_per_part(run):
    found = run("cost", "--call", 2024, "--days", 8, "--distance", 600, "--format", "json", "--lang", "en")
    parts = {row["part"]: row for row in json.loads(found.out)}
    assert float(parts["virtual"]["cost"]) == 0
    assert float(parts["travel"]["cost"]) == 309
    assert parts["travel"]["source"]


@pytest.mark.parametrize("wrong", [("--type", "LM-NONE"), ("--days", "0"), ("--distance", "-1")])
def test_what_cannot_be_is_refused(run, wrong):
    assert run("cost", "--call", 2024, "--days", 8, *wrong).status == 2
