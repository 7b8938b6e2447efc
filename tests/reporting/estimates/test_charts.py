"""Charts of estimates: each a picture with its finding, its table, and nothing that a page may not hold."""

import re
from functools import cache
from itertools import combinations
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


@cache
def made(store, language):
    figures = store.figures(by=["institution"], calls=[2021, 2022])
    return {
        "funnel": charts.funnel_chart(SideBySide(COUNTS), language),
        "caterpillar": charts.caterpillar_chart(caterpillar(hierarchical(COUNTS)), language),
        "ladder": charts.ladder_chart(bounds_of(259, 15738, scope=Scope()), language),
        "parts": charts.parts_chart(audited(), language),
        "influence": charts.influence_chart(figures, language),
        "lorenz": charts.lorenz_chart(COUNTS, language),
    }


@pytest.fixture(scope="module")
def every(demo_store):
    return made(demo_store, "en")


KINDS = ["funnel", "caterpillar", "ladder", "parts", "influence", "lorenz"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_one_picture_whose_label_is_its_finding(every, kind):
    chart = every[kind]
    for svg in (chart.drawing.wide, chart.drawing.narrow):
        root = ET.fromstring(svg)
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"] == chart.alternative
        assert chart.alternative.startswith(chart.label)
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
    assert root[0].text == every[kind].alternative


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
    """73 of 1,100: (1 − 0.0664)^n < 0.025 from n = 54 on, and < 0.001 from 101 on."""
    assert "low at 95% only from 54" in "".join(ET.fromstring(every["funnel"].drawing.wide).itertext())


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


ASKED = {
    "funnel": ("What could it have been?", "Limits of 95% and 99.8%"),
    "caterpillar": ("What could it have been?", "intervals of 95% and 83.5%"),
    "ladder": ("What is true?", "not limits of chance, so without a level"),
    "parts": ("What is true?", "Audit intervals of 95%"),
    "influence": ("What was registered?", "so without limits"),
    "lorenz": ("What was registered?", "so without limits"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_says_which_question_it_answers_and_the_level_of_its_limits(every, kind):
    """In the picture at either width, and for who does not see it."""
    drawing = every[kind].drawing
    for svg in (drawing.wide, drawing.narrow):
        seen = " ".join(" ".join(ET.fromstring(svg).itertext()).split())
        assert [words in seen for words in ASKED[kind]] == [True, True]
    assert [words in every[kind].alternative for words in ASKED[kind]] == [True, True]


LEGENDS = {
    "funnel": ("circle", "circle", "rect", "line", "line", "line", "line"),
    "caterpillar": ("circle", "circle", "line", "line", "line"),
    "parts": ("circle", "line", "line"),
    "influence": ("circle", "circle", "line"),
    "lorenz": ("line", "line"),
    "ladder": (),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_with_more_than_one_kind_of_mark_has_a_legend(every, kind):
    root = ET.fromstring(every[kind].drawing.narrow)
    assert tuple(child.tag for child in root if child.tag in ("circle", "rect", "line")) == LEGENDS[kind]


def test_the_size_from_which_an_institution_can_be_low_stands_at_the_limit_of_its_own_level():
    """(1 - 259/15738)^223 < 0.025 for the dots of 95%, (1 - 259/15738)^417 < 0.001 for the dashes of 99.8%."""
    counts = institution_counts(list("ABCD"), [104, 155, 0, 0], [244, 15000, 200, 294])
    root = ET.fromstring(charts.funnel_chart(SideBySide(counts), "en").drawing.wide)
    seen = " ".join(" ".join(root.itertext()).split())
    assert "low at 95% only from 223" in seen
    assert "low at 99.8% only from 417" in seen
    legend = {line.get("stroke-dasharray") for line in root.findall("line")}
    upright = [line.get("stroke-dasharray") for line in root[-1].iter("line") if line.get("x2") == "0"]
    assert [dash.replace(",", " ") for dash in upright if dash] == ["2 3", "6 4"]
    assert {"2 3", "6 4"} <= legend


def lines_of(element, x=0.0, y=0.0):
    """Yield each line of text in a picture with its box, a letter as wide as half its height."""
    moved = re.match(r"translate\(([-\d.]+),\s*([-\d.]+)", element.get("transform", ""))
    x, y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
    if element.tag == "text":
        for place, line in enumerate(element.findall("tspan") or [element]):
            at, long = x + float(line.get("x", 0)), len(line.text or "") * 13.5 / 2
            start = at - {"end": 1, "middle": 0.5}.get(element.get("text-anchor"), 0) * long
            base = float(line.get("y", 0)) or place * 13.5
            yield line.text or "", start, start + long, y + base - 10, y + base
    for child in element:
        yield from lines_of(child, x, y)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("ticks", [1, 20, 60, 120, 400])
def test_the_words_of_the_funnel_stay_within_the_picture_of_a_phone(language, ticks):
    """Wherever the size lies from which an institution can be low, and also where none is large enough."""
    counts = institution_counts(list("ABCD"), [ticks, 0, 0, 0], [1000, 400, 900, 1600])
    drawing = charts.funnel_chart(SideBySide(counts), language).drawing
    for text, start, end, *_ in lines_of(ET.fromstring(drawing.narrow)):
        assert (start >= 0, end <= 340) == (True, True), text


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_words_of_a_chart_run_off_or_stand_over_others(demo_store, kind, language):
    drawing = made(demo_store, language)[kind].drawing
    for svg, width in ((drawing.wide, 660), (drawing.narrow, 340)):
        lines = sorted(set(lines_of(ET.fromstring(svg))))
        for text, start, end, *_ in lines:
            assert (start >= -1, end <= width + 1) == (True, True), text
        for (one, a, b, top, bottom), (other, c, d, high, low) in combinations(lines, 2):
            assert not (a < d and c < b and top < low and high < bottom), (one, other)


def test_two_names_at_one_place_are_not_written_over_one_another():
    """Both lie far outside; the higher one is named, and the other too only where there is room for it."""
    hits = [0, 1, 2, 1, 3, 0, 1, 2, 0, 1, 60, 61]
    counts = institution_counts(NAMES, hits, [900, 800, 1200, 1000, 1500, 400, 600, 950, 850, 700, 100, 100])
    drawing = charts.funnel_chart(SideBySide(counts), "en").drawing
    for svg in (drawing.wide, drawing.narrow):
        boxes = [line for line in lines_of(ET.fromstring(svg)) if "school" in line[0]]
        for (_, a, b, top, bottom), (_, c, d, high, low) in combinations(boxes, 2):
            assert not (a < d and c < b and top < low and high < bottom)


def test_a_share_near_zero_keeps_its_number_within_the_picture():
    """Without the only institution that ticks the share is 0.00%, written left of its dot."""
    from blendwise.reporting.charts import Shift, without_each

    shifts = [Shift("A", 0.0), Shift("B", 0.03)]
    drawing = without_each(shifts, 0.02, name="without", label="Found.", language="en")
    for svg in (drawing.wide, drawing.narrow):
        assert all(start >= 0 for text, start, *_ in lines_of(ET.fromstring(svg)) if text == "0.00%")
