"""Writes occur only in actions, and the lint that holds it finds one elsewhere."""

import ast
import importlib.util
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("writes", Path(__file__).parents[1] / "lint" / "writes.py")
lint = importlib.util.module_from_spec(spec)
spec.loader.exec_module(lint)


def test_no_write_stands_outside_the_actions():
    assert lint.main() == 0


@pytest.mark.parametrize("line", [
    "account.save()", "Account.objects.create(name='x')", "Account.objects.filter(pk=1).update(name='x')",
    "Account.objects.filter(pk=1).select_for_update().delete()", "Agency.objects.get_or_create(pk=1)",
    "Institution.objects.bulk_create(new)", "Account.objects.update(name='x')",
])  # fmt: skip
def test_a_write_is_found(line):
    assert lint.writes(ast.parse(line)) == [1]


@pytest.mark.parametrize(
    "line", ["found.update({'a': 1})", "headers.update(more)", "Account.objects.filter(pk=1)", "seen.add(1)"]
)
def test_what_only_looks_like_one_is_left_alone(line):
    assert lint.writes(ast.parse(line)) == []
