"""Facts as plain values and back: nothing is lost, and nothing that cannot be gets in."""

import doctest
import json

import pytest
from hypothesis import given, settings

from blendwise.errors import UserError
from blendwise.programme import plain_facts
from blendwise.programme.plain_facts import as_plain, from_plain

from .test_properties import any_facts


@settings(max_examples=150, deadline=None)
@given(any_facts)
def test_facts_come_back_as_they_were(facts):
    kept = json.loads(json.dumps(as_plain(facts)))

    assert from_plain(kept) == facts


@pytest.mark.parametrize("values", [{"colour": "red"}, {"travelled": "perhaps"}, {"calendar_days": "long"}])
def test_what_cannot_be_is_refused(values):
    with pytest.raises(UserError):
        from_plain(values)


def test_the_examples_run():
    assert doctest.testmod(plain_facts).failed == 0
