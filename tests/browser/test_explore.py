"""The chart that can be steered: Vega draws under the content policy of every page, and the keyboard is enough."""

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def widths_down(bars):
    """Return how wide the bars are, from top to bottom."""
    boxes = sorted((bar.bounding_box() for bar in bars.all()), key=lambda box: box["y"])
    return [box["width"] for box in boxes]


@pytest.mark.parametrize(("role", "path", "theme", "width"), [
    (None, "/figures/explore", "light", 1440), ("officer", "/agency/explore?by=country", "dark", 390),
])  # fmt: skip
def test_it_draws_and_is_steered_with_the_keyboard(read_as, role, path, theme, width):
    reader = read_as(role, lang="en", theme=theme, width=width)
    page = reader.page
    reader.open(path)
    page.wait_for_selector("#explore[data-drawn]", timeout=30_000)
    bars = page.locator("#plot .mark-rect path")
    assert bars.count() == page.locator("#explore-bar option").count() > 5
    widths = [bar.bounding_box()["width"] for bar in bars.all()]

    page.locator("#explore-order").focus()
    page.keyboard.press("s")  # size
    page.wait_for_timeout(300)
    assert widths_down(bars) == pytest.approx(sorted(widths, reverse=True), abs=0.6)

    page.locator("#explore-bar").focus()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#explore-bar").input_value()
    assert page.locator("#explore-said").inner_text().startswith(f"{chosen}: ")

    numbers = sorted(row["n"] or 0 for row in page.evaluate("fetch(document.getElementById('explore').dataset.address)"
                                                            ".then(answer => answer.json())")["rows"])  # fmt: skip
    page.locator("#explore-smallest").fill(str(numbers[-3]))
    page.locator("#explore-smallest").press("Tab")
    page.wait_for_timeout(300)
    assert 0 < bars.count() < len(widths)
    assert widths_down(bars) == sorted(widths_down(bars), reverse=True)

    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:150]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert reader.complaints == []


def test_without_scripts_there_is_the_table(read_as):
    reader = read_as(lang="en", scripts=False)
    reader.open("/figures/explore")
    assert not reader.page.locator("#explore").is_visible()
    assert reader.page.locator("tbody tr").count() > 5
