"""Charts of estimates: each a picture with its finding, its table, and nothing that a page may not hold."""

import re
from xml.etree import ElementTree as ET

import pytest

from blendwise.errors import UserError
from blendwise.estimation import audit
from blendwise.estimation.institutions import caterpillar, hierarchical, institution_counts
from blendwise.estimation.result import Scope
from blendwise.indicators import influences
from blendwise.reporting.estimates import charts
from blendwise.reporting.estimates.bounds import bounds_of
from blendwise.reporting.estimates.funnel import SideBySide

NAMES = [f"school <{letter}>" for letter in "ABCDEFGHIJKL"]
COUNTS = institution_counts(
    NAMES, [0, 1, 2, 1, 3, 0, 1, 2, 0, 1, 2, 60], [90, 80, 120, 100, 150, 40, 60, 95, 85, 70, 110, 100]
)


def audited(ticks_checked=40):
    groups = audit.strata(["unticked", "ticked"], ["", ""], [False, True], [15479, 259])
    checks = audit.checks_of(
        groups, [400, ticks_checked], [12, max(0, ticks_checked - 2)], [1 if ticks_checked else 0, 0]
    )
    return audit.estimate(checks if ticks_checked else audit.take_ticks_as_right(checks))


@pytest.fixture(scope="module")
def every(demo_store):
    figures = demo_store.figures(by=["institution"], calls=[2021, 2022])
    return {
        "funnel": charts.funnel_chart(SideBySide(COUNTS), "en"),
        "caterpillar": charts.caterpillar_chart(caterpillar(hierarchical(COUNTS)), "en"),
        "ladder": charts.ladder_chart(bounds_of(259, 15738, scope=Scope()), "en"),
        "parts": charts.parts_chart(audited(), "en"),
        "influence": charts.influence_chart(figures, "en"),
        "lorenz": charts.lorenz_chart(COUNTS, "en"),
    }


KINDS = ["funnel", "caterpillar", "ladder", "parts", "influence", "lorenz"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_one_picture_whose_label_is_its_finding(every, kind):
    chart = every[kind]
    for svg in (chart.drawing.wide, chart.drawing.narrow):
        root = ET.fromstring(svg)
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"] == chart.label
    assert chart.label.endswith((".", ")"))
    assert chart.table.height


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_uses_the_colours_of_the_page_and_no_style_of_its_own(every, kind):
    svg = every[kind].drawing.wide
    assert "style=" not in svg
    assert "<script" not in svg
    assert not re.search(r'(fill|stroke)="#', svg)


@pytest.mark.parametrize("kind", KINDS)
def test_as_a_file_it_has_its_own_colours_and_title(every, kind):
    svg = every[kind].svg()
    root = ET.fromstring(svg)
    assert "var(" not in svg
    assert root[0].tag == "{http://www.w3.org/2000/svg}title"
    assert root[0].text == every[kind].label


def test_names_are_text_and_never_markup(every):
    assert "school <L>" in "".join(ET.fromstring(every["caterpillar"].drawing.wide).itertext())


def test_only_who_stands_out_has_the_colour_of_blended_in_the_funnel(every):
    """School L has 60 of 100; its name stands beside its dot, the others have none."""
    words = "".join(ET.fromstring(every["funnel"].drawing.wide).itertext())
    assert "school <L>" in words
    assert "school <A>" not in words
    table = every["funnel"].table
    assert table.filter(table["outside_pattern"] == 1)["institution"].to_list() == ["school <L>"]


def test_the_funnel_prints_from_which_size_anyone_can_be_low(every):
    """73 of 1,100: (1 − 0.0664)^n < 0.025 from n = 54 on."""
    assert "low only from 54" in "".join(ET.fromstring(every["funnel"].drawing.wide).itertext())


def test_the_caterpillar_has_no_order_without_intervals(every):
    table = every["caterpillar"].table
    assert table["estimate"].to_list() == sorted(table["estimate"], reverse=True)
    assert ((table["low"] < table["estimate"]) & (table["estimate"] < table["high"])).all()


def test_bounds_are_hatched_and_each_drawing_has_its_own_pattern(every):
    drawing = every["ladder"].drawing
    for kind, svg in (("wide", drawing.wide), ("narrow", drawing.narrow)):
        assert f'<pattern id="ladder-{kind}-hatch"' in svg
        assert f'fill="url(#ladder-{kind}-hatch)"' in svg


def test_the_parts_add_up_and_undetermined_checks_leave_out_the_dot(every):
    """15,479 · 12/400 = 464 without a tick, or with the open check 503; so no single figure for all together."""
    rows = {row["part"]: row for row in every["parts"].table.iter_rows(named=True)}
    assert rows["together"]["value"] is None
    assert rows["with-tick"]["value"] == pytest.approx(259 * 38 / 40)


def test_ticks_that_were_taken_as_right_are_a_dot_without_a_line():
    rows = {row["part"]: row for row in charts.parts_chart(audited(0), "nl").table.iter_rows(named=True)}
    assert (rows["with-tick"]["value"], rows["with-tick"]["low"]) == (259, None)
    assert rows["together"]["value"] == pytest.approx(259 + 15479 * 12 / 400)


def test_the_lorenz_curve_says_where_half_of_the_ticks_are(every):
    """School L has 60 of the 73 ticks with 100 of the 1,100 mobilities: half of the ticks are at 100·36.5/60 of them."""
    assert (
        f"Half of all ticks are at {100 * 100 * 36.5 / 60 / 1100:.1f}% of the mobilities"
        in every["lorenz"].label
    )
    ends = every["lorenz"].table.tail(1).row(0)
    assert ends[1:] == (1.0, 1.0)


def test_the_influence_is_that_of_the_indicators(every, demo_store):
    figures = demo_store.figures(by=["institution"], calls=[2021, 2022])
    assert every["influence"].label == influences(figures)[0].sentence("en")
    assert "1.00% (155 of 15,494 mobilities)" in every["influence"].label


def test_without_any_tick_there_is_nothing_to_draw():
    with pytest.raises(UserError):
        charts.lorenz_chart(institution_counts(["A", "B"], [0, 0], [10, 20]), "en")


def lines_of(element, x=0.0):
    """Yield each line of text in a picture with where it begins and ends, a letter as wide as half its height."""
    x += float((re.match(r"translate\(([-\d.]+)", element.get("transform", "")) or [0, 0])[1])
    if element.tag == "text":
        for line in element.findall("tspan") or [element]:
            at, long = x + float(line.get("x", 0)), len(line.text or "") * 13.5 / 2
            start = at - {"end": 1, "middle": 0.5}.get(element.get("text-anchor"), 0) * long
            yield line.text, start, start + long
    for child in element:
        yield from lines_of(child, x)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("ticks", [1, 20, 60, 120, 400])
def test_the_words_of_the_funnel_stay_within_the_picture_of_a_phone(language, ticks):
    """Wherever the size lies from which an institution can be low, and also where none is large enough."""
    counts = institution_counts(list("ABCD"), [ticks, 0, 0, 0], [1000, 400, 900, 1600])
    drawing = charts.funnel_chart(SideBySide(counts), language).drawing
    for text, start, end in lines_of(ET.fromstring(drawing.narrow)):
        assert (start >= 0, end <= 340) == (True, True), text
