"""What the site remembers: computed once, for all who wait for it, until the register changes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from blendwise.web.readings.register import remembered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_register(settings, tmp_path):
    settings.CONFIGURATION = replace(settings.CONFIGURATION, data=str(tmp_path))


def test_who_comes_while_an_answer_is_computed_waits_for_it():
    asked, begun, go = [], threading.Event(), threading.Event()

    @remembered
    def answer(n: int) -> int:
        asked.append(n)
        begun.set()
        go.wait(10)
        return 2 * n

    def reader() -> int:
        try:
            return answer(21)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as readers:
        first = readers.submit(reader)
        assert begun.wait(10)
        others = [readers.submit(reader) for _ in range(7)]
        go.set()
        assert {first.result(10), *(other.result(10) for other in others)} == {42}
    assert asked == [21]


def test_an_answer_may_be_made_of_others():
    inner = remembered(lambda n: n + 1)
    outer = remembered(lambda n: inner(n) + inner(n + 1))
    assert outer(1) == 5  # 2 + 3


def test_an_answer_that_failed_is_computed_again():
    left = [ValueError("not now")]

    @remembered
    def answer() -> str:
        if left:
            raise left.pop()
        return "now"

    with pytest.raises(ValueError, match="not now"):
        answer()
    assert answer() == "now"
