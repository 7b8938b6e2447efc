"""Every page that a role can reach: nothing for axe to find, no console message, no request to another host, no sideways scrolling.

A walk starts at the front page and follows links; of each kind of address (a name in the URL configuration) it
opens the first example. A name that no walk reaches must be in `NOT_PAGES`, with its reason.
"""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

ROLES = (
    None,
    "admin",
    "coordinator",
)  # an officer sees a part of what an administrator sees, a reader of a coordinator's
WAYS = [("nl", "light", 1440), ("en", "dark", 390)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def kind_of(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def links_of(page, site):
    found = page.evaluate("[...document.links].filter(a => !a.hasAttribute('download')).map(a => a.href)")
    for address in found:
        parts = urlsplit(address)
        if (
            address.startswith(site)
            and "file=" not in parts.query
            and "format=" not in parts.query
            and "lang=" not in parts.query
        ):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def walk(reader):
    """Yield every page once per kind, in the order in which links lead to it."""
    seen, ahead = set(), ["/"]
    while ahead:
        path = ahead.pop(0)
        kind = kind_of(path.split("?")[0])
        if kind is None or kind in seen or "logout" in kind or kind == "own:demonstration":
            continue
        seen.add(kind)
        answer = reader.page.request.head(reader.site + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        reader.open(path)
        yield path, kind
        ahead += links_of(reader.page, reader.site)


@pytest.mark.parametrize(("lang", "theme", "width"), WAYS, ids=str)
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_every_page_of_a_role(read_as, role, lang, theme, width):
    reader = read_as(role, lang=lang, theme=theme, width=width)
    axe, faults, pages = Axe(), [], 0
    for path, _ in walk(reader):
        pages += 1
        result = axe.run(reader.page, options=RULES)
        faults += [f"{path}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in result.response["violations"]]
        if reader.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ):
            faults.append(f"{path}: scrolls sideways")
        if reader.page.evaluate("document.documentElement.lang") != lang:
            faults.append(f"{path}: speaks another language")
        if len(reader.page.content()) > 200_000:
            faults.append(f"{path}: heavier than 200 kB")
    assert pages > 1
    assert faults + reader.complaints == []
