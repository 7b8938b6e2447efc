"""Reports of the demonstration, made once per language, and a reader of pages that knows nothing of templates."""

from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

import pytest

from blendwise.reporting.report import report_html

VOID = {"meta", "link", "br", "hr", "img", "input", "circle", "rect", "path", "line"}
MADE = date(2025, 4, 1)


@dataclass
class Element:
    tag: str
    attributes: dict
    parent: "Element | None" = None
    children: list = field(default_factory=list)

    def all(self, tag):
        own = [self] if self.tag == tag else []
        return own + [
            found for child in self.children if isinstance(child, Element) for found in child.all(tag)
        ]

    def one(self, identifier):
        """Return the element with this id."""
        return next(e for e in self.every() if e.attributes.get("id") == identifier)

    def every(self):
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.every()

    @property
    def text(self):
        """The text as a person reads it: one space where there is any."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(parts).replace("\u00a0", " ").split())


class _Reader(HTMLParser):
    """Builds the tree, and holds that every element that is opened is closed by its own name."""

    def __init__(self):
        super().__init__()
        self.root = self.at = Element("", {})

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs), self.at)
        assert len(attrs) == len(element.attributes), f"an attribute of <{tag}> stands twice"
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Element(tag, dict(attrs), self.at))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
            self.at = self.at.parent

    def handle_data(self, data):
        self.at.children.append(data)


def read(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.at is reader.root, f"<{reader.at.tag}> is never closed"
    return reader.root


@pytest.fixture(scope="session")
def pages(demo_store):
    """The report of the demonstration as text, per language."""
    return {lang: report_html(demo_store, language=lang, made=MADE) for lang in ("nl", "en")}


@pytest.fixture(scope="session")
def trees(pages):
    return {lang: read(html) for lang, html in pages.items()}


@pytest.fixture
def read_page():
    return read
