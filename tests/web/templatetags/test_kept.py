"""The part of a page that is written once: for the same reading, language and address, and for no other."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

TEMPLATE = "{% load kept %}{{ reader }}: {% kept page %}{{ page.text }} {{ lang }} {% address sort='name' %}{% endkept %}"


class Reading:
    """A reading that tells how often its text was asked for."""

    def __init__(self, text):
        self.given, self._text = 0, text

    @property
    def text(self):
        self.given += 1
        return self._text


@pytest.fixture
def write():
    template = Template(TEMPLATE)

    def written(page, reader="Omar", lang="en", address="/agency/"):
        context = {"page": page, "reader": reader, "lang": lang, "request": RequestFactory().get(address)}
        return template.render(Context(context))

    return written


def test_the_second_reader_gets_what_was_written_for_the_first(write):
    page = Reading("a < b")
    assert write(page) == "Omar: a &lt; b en ?sort=name"
    assert write(page, reader="Anna") == "Anna: a &lt; b en ?sort=name"
    assert page.given == 1


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"lang": "nl"}, "Omar: 42 nl ?sort=name"),
        ({"address": "/agency/?unit=participants"}, "Omar: 42 en ?unit=participants&amp;sort=name"),
    ],
)
def test_another_language_or_address_is_written_anew(write, change, text):
    page = Reading("42")
    write(page)
    assert write(page, **change) == text
    assert page.given == 2


def test_another_reading_is_written_anew(write):
    assert [write(Reading(text)) for text in ("41", "42")] == [
        "Omar: 41 en ?sort=name",
        "Omar: 42 en ?sort=name",
    ]
