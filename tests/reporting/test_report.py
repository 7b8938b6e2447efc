"""The report holds the library's figures, says what it does not know, and is a page anyone can read."""

import itertools
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from blendwise.errors import UserError
from blendwise.indicators import between_calls, influences
from blendwise.intake import Books
from blendwise.language import count, percent
from blendwise.reporting.report import report_html, write_report
from blendwise.store import open_store

LANGUAGES = ("nl", "en")
pytestmark = pytest.mark.parametrize("lang", LANGUAGES)


def plain(text):
    return text.replace("\u00a0", " ")


class TestFigures:
    """Every headline number is the library's own."""

    def test_the_headline_says_one_in_how_many(self, demo_store, trees, lang):
        total = demo_store.figures(calls=[2021, 2022]).total
        (heading,) = trees[lang].all("h1")
        assert str(round(total.denominator / total.numerator)) in heading.text  # 15738 / 259 = 60.8

    def test_the_opening_sentence_is_the_figure_s_own(self, demo_store, trees, lang):
        assert demo_store.figures(calls=[2021, 2022]).sentence(lang) in trees[lang].one("opening").text

    def test_the_three_key_figures(self, demo_store, trees, lang):
        total = demo_store.figures(calls=[2021, 2022]).total
        row = demo_store.figures(calls=[2021, 2022], unit="participants").total_row
        first = influences(demo_store.figures(by=["institution"], calls=[2021, 2022]))[0]
        expected = [
            percent(total.value, lang),
            percent(row["with_participants"] / row["expected_by_budget"], lang, places=1),
            percent(first.rest[0] / first.rest[1], lang),
        ]
        shown = [
            p.text.replace(" ", "")
            for p in trees[lang].all("p")
            if "bw-figure-number" in p.attributes.get("class", "")
        ]
        assert shown == expected

    def test_pledged_expected_and_registered_are_all_in_participants(self, demo_store, trees, lang):
        row = demo_store.figures(calls=[2021, 2022], unit="participants").total_row
        values = [
            s.text for s in trees[lang].one("pledges").all("span") if s.attributes.get("class") == "bw-value"
        ]
        assert values == [
            count(round(row[name]), lang) for name in ("pledged", "expected_by_budget", "with_participants")
        ]

    def test_the_table_holds_every_institution_with_a_tick_and_the_others_together(
        self, demo_store, trees, lang
    ):
        rows = demo_store.figures(by=["institution"], calls=[2021, 2022]).as_rows()
        ticked = [row for row in rows if row["blended"]]
        (table,) = trees[lang].one("institutions").all("table")
        body = [
            [cell.text for cell in tr.children if not isinstance(cell, str)]
            for tr in table.all("tbody")[0].all("tr")
        ]
        assert [line[:3] for line in body[:-1]] == [
            [" ".join(r["institution"].split()), count(r["blended"], lang), count(r["mobilities"], lang)]
            for r in ticked
        ]
        together = sum(row["mobilities"] for row in rows if not row["blended"])
        assert body[-1][0].startswith(str(len(rows) - len(ticked)))
        assert body[-1][1:3] == ["0", count(together, lang)]

    def test_change_between_calls_and_between_snapshots_are_the_indicators_sentences(
        self, demo_store, trees, lang
    ):
        change = between_calls(demo_store.figures(by=["institution"], calls=[2021, 2022]), 2021, 2022)
        assert change.sentence(lang) in trees[lang].one("change").text
        register = [s.id for s in demo_store.snapshots() if s.table == "mobilities"]
        since = demo_store.change(*register, calls=[2023, 2024])
        assert since.sentence(lang) in trees[lang].one("other-calls").text

    def test_mobilities_and_participants_stand_side_by_side_for_the_other_calls(
        self, demo_store, trees, lang
    ):
        shown = trees[lang].one("other-calls").text
        for unit in ("mobilities", "participants"):
            for figure in (
                demo_store.figures(calls=[2023, 2024], unit=unit).total,
                *demo_store.figures(by=["group"], calls=[2023, 2024], unit=unit),
            ):
                assert percent(figure.value, lang) in shown
                assert count(figure.denominator, lang) in shown

    def test_the_other_calls_stand_under_a_warning_that_names_the_figure_they_do_not_belong_to(
        self, demo_store, trees, lang
    ):
        (strip,) = (e for e in trees[lang].one("other-calls").every() if e.attributes.get("role") == "note")
        assert percent(demo_store.figures(calls=[2021, 2022]).total.value, lang) in strip.text

    def test_the_books_of_each_snapshot_are_there_and_balance(self, demo_store, trees, lang):
        equations = [
            e for e in trees[lang].one("quality").all("dl") if e.attributes.get("class") == "bw-books"
        ]
        shown = [[int(re.sub(r"\D", "", dd.text)) for dd in e.all("dd")] for e in equations]
        totals = [Books.total(list(s.books)) for s in demo_store.snapshots()]
        assert sorted(read for read, *_ in shown) == sorted(t.read for t in totals)
        assert all(read == accepted + attached + left_out for read, accepted, attached, left_out in shown)

    def test_every_kind_of_finding_is_listed_once(self, demo_store, trees, lang):
        newest = [s.id for s in demo_store.snapshots() if s.date == date(2025, 3, 24)]
        codes = {finding.code for identifier in newest for finding in demo_store.findings(identifier)}
        (table,) = trees[lang].one("findings").all("table")
        assert len(table.all("tbody")[0].all("tr")) == len(codes)

    def test_snapshots_are_named_with_their_hash(self, demo_store, trees, lang):
        for snapshot in demo_store.snapshots():
            assert snapshot.id in trees[lang].one("sources").text
            assert snapshot.sha256 in trees[lang].one("sources").text

    def test_the_three_questions_are_answered_apart(self, trees, lang):
        count_answer, process_answer, truth_answer = (
            dd.text for dd in trees[lang].one("questions").all("dd")
        )
        decimal = {"nl": ",", "en": "."}[lang]
        assert f"1{decimal}65%" in count_answer
        assert f"0{decimal}5%" in process_answer
        assert f"3{decimal}8%" in process_answer
        assert f"11{decimal}48%" in truth_answer  # (259 + 0.1 x 15479) / 15738


class TestAbsence:
    def test_no_project_is_written_in_words_never_as_zero_or_a_dash(self, trees, lang):
        words = {"nl": "geen project", "en": "no project"}[lang]
        (table,) = trees[lang].one("institutions").all("table")
        scalda = next(tr for tr in table.all("tr") if tr.text.startswith("Scalda"))
        assert [td.text for td in scalda.all("td")][-2:] == [words, "11"]

    def test_without_applications_the_report_says_that_nothing_is_known_of_pledges(
        self, tmp_path, export, read_page, lang
    ):
        store = open_store(tmp_path / "data")
        store.import_files([export], day=date(2025, 1, 1))
        tree = read_page(report_html(store, language=lang))
        unknown = {"nl": "dat is geen nul", "en": "that is not a zero"}[lang]
        assert unknown in tree.one("pledges").text

    def test_an_empty_store_is_refused_with_what_to_do(self, tmp_path, lang):
        with pytest.raises(UserError) as refused:
            report_html(open_store(tmp_path / "nothing"), language=lang)
        assert refused.value.code == "general.no-data"
        assert "blendwise import" in refused.value.sentence(lang)

    def test_a_register_without_ticks_makes_a_report_too(self, tmp_path, small, read_page, lang):
        store = open_store(tmp_path / "data")
        file = small.write(tmp_path / "none.csv", [small.mobility(1), small.mobility(2)])
        store.import_files([file], day=date(2025, 1, 1))
        tree = read_page(report_html(store, language=lang))
        assert {"nl": "geen enkele", "en": "none"}[lang] in tree.all("h1")[0].text
        assert not [s for s in tree.all("section") if s.attributes["id"] in {"questions", "influence"}]


class TestPage:
    """One file, accessible, with nothing to fetch and nothing that runs."""

    def test_nothing_is_fetched_and_nothing_runs(self, pages, trees, lang):
        assert "http" not in pages[lang]
        assert not [
            u
            for u in re.findall(r"url\(([^)]*)\)", pages[lang])
            if not u.strip('"').startswith(("data:font", "#"))
        ]
        elements = list(trees[lang].every())
        assert not {e.tag for e in elements} & {"script", "link", "iframe", "object", "img", "base", "form"}
        assert not [
            e
            for e in elements
            for name in e.attributes
            if name in {"style", "src", "href"} or name.startswith("on")
        ]

    def test_every_chart_is_a_picture_with_a_sentence_and_a_table_behind_it(self, trees, lang):
        pictures = [svg for svg in trees[lang].all("svg") if svg.attributes.get("role") == "img"]
        assert len(pictures) == 10  # dots, influence, change, who stands out, bounds: each wide and narrow
        for svg in pictures:
            assert svg.attributes["aria-label"].endswith(".")
            figure = svg.parent
            assert figure.tag == "figure"
            assert figure.all("details")[0].all("table")

    def test_other_drawings_are_hidden_from_screen_readers_and_stand_beside_their_number(self, trees, lang):
        for svg in trees[lang].all("svg"):
            assert svg.attributes.get("role") == "img" or svg.attributes["aria-hidden"] == "true"

    def test_no_id_occurs_twice_and_every_reference_has_its_target(self, pages, trees, lang):
        ids = [e.attributes["id"] for e in trees[lang].every() if "id" in e.attributes]
        assert len(ids) == len(set(ids))
        used = set(re.findall(r"url\(#([^)]+)\)", pages[lang])) | {
            s.attributes["aria-labelledby"] for s in trees[lang].all("section")
        }
        assert used <= set(ids)

    def test_tables_have_captions_and_heads_with_scope(self, trees, lang):
        for table in trees[lang].all("table"):
            assert table.all("caption")[0].text
            assert all(th.attributes["scope"] in {"col", "row"} for th in table.all("th"))
            width = len(table.all("thead")[0].all("th"))
            for row in (
                *table.all("tbody")[0].all("tr"),
                *(tr for foot in table.all("tfoot") for tr in foot.all("tr")),
            ):
                assert (
                    sum(int(c.attributes.get("colspan", 1)) for c in row.children if not isinstance(c, str))
                    == width
                )

    def test_headings_go_down_one_level_at_a_time(self, trees, lang):
        levels = [int(e.tag[1]) for e in trees[lang].every() if re.fullmatch(r"h[1-6]", e.tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))

    def test_text_in_charts_is_large_enough(self, trees, lang):
        sizes = [float(t.attributes["font-size"].removesuffix("px")) for t in trees[lang].all("text")]
        assert sizes
        assert min(sizes) >= 13

    def test_colours_of_charts_come_from_the_page_so_that_one_drawing_serves_both_themes(self, trees, lang):
        colours = {
            e.attributes[n]
            for svg in trees[lang].all("svg")
            for e in svg.every()
            for n in ("fill", "stroke")
            if n in e.attributes
        }
        assert colours
        assert all(c == "none" or c.startswith(("var(--bw-", "url(#")) for c in colours)

    def test_it_says_its_language_and_the_day_of_its_figures(self, trees, lang):
        (html,) = trees[lang].all("html")
        assert html.attributes["lang"] == lang
        assert {"nl": "24 maart 2025", "en": "24 March 2025"}[lang] in trees[lang].all("header")[0].text


def test_both_languages_have_the_same_structure(trees, lang):
    other = next(name for name in LANGUAGES if name != lang)
    shapes = [
        [
            (e.tag, e.attributes.get("id"), e.attributes.get("class"))
            for e in trees[name].one("opening").parent.every()
        ]
        for name in (lang, other)
    ]
    assert shapes[0] == shapes[1]


class TestHostileNames:
    """Names come from files; whatever they hold is text."""

    NAMES = (
        "<script>alert(1)</script>\"'&amp;",
        "</style></svg><img src=x onerror=alert(1)>",
        "L" * 400,
        "\u202eכלל מכללה",
        "{{ 7 * 7 }}{% raw %}",
    )

    def test_they_are_shown_as_they_are(self, tmp_path, small, read_page, lang):
        rows = []
        for call in (2021, 2022):
            for place, name in enumerate(self.NAMES):
                for number in range(3):
                    tick = "Yes" if number < place % 3 + (call == 2022) else "No"
                    cells = {
                        "Sending_organisation_name": name,
                        "Sending_organisation_OID": f"E1000000{place}",
                    }
                    rows.append(
                        small.mobility(100 * place + number, call, Blended_mobility_activity=tick, **cells)
                    )
        store = open_store(tmp_path / "data")
        store.import_files([small.write(tmp_path / "hostile.csv", rows)], day=date(2025, 1, 1))
        title = '</style><script>x</script>"\\'
        html = report_html(store, language=lang, title=title, agency=self.NAMES[0])
        tree = read_page(html)
        assert not tree.all("script")
        assert not tree.all("img")
        assert len(tree.all("style")) == 1
        shown = {row["institution"] for row in store.figures(by=["institution"]).as_rows()}
        heads = {th.text for th in tree.one("every-institution").all("th")}
        assert {" ".join(name.split()) for name in shown} <= heads
        assert tree.all("title")[0].text == title


class TestWriting:
    def test_the_file_is_written_whole_and_its_path_returned(self, demo_store, tmp_path, lang):
        path = write_report(demo_store, tmp_path / "report.html", language=lang)
        assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
        assert [p.name for p in tmp_path.iterdir()] == ["report.html"]

    def test_a_folder_that_is_not_there_is_refused_before_the_work(self, tmp_path, lang):
        with pytest.raises(UserError) as refused:
            write_report(open_store(tmp_path), tmp_path / "no" / "report.html", language=lang)
        assert refused.value.code == "report.no-folder"
        assert "report.html" in refused.value.sentence(lang)

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody may write")
    def test_a_folder_in_which_nothing_can_be_written_is_refused(self, demo_store, lang):
        with pytest.raises(UserError) as refused:
            write_report(demo_store, Path("/proc/report.html"), language=lang)
        assert refused.value.code == "general.not-writable"

    def test_chosen_calls_make_the_main_part(self, demo_store, read_page, lang):
        tree = read_page(report_html(demo_store, language=lang, calls=[2024]))
        assert demo_store.figures(calls=[2024]).sentence(lang) in tree.one("opening").text
        assert "2021" in tree.one("other-calls").text

    def test_a_call_that_does_not_exist_is_refused_with_those_that_do(self, demo_store, lang):
        with pytest.raises(UserError) as refused:
            report_html(demo_store, language=lang, calls=[1999])
        assert "2021" in refused.value.sentence(lang)

    def test_without_the_extra_the_command_says_what_to_install(self, demo_root, tmp_path, lang):
        program = (
            "import sys\n"
            "class Absent:\n"
            "    def find_spec(self, name, *_):\n"
            "        if name == 'altair': raise ModuleNotFoundError(name)\n"
            "sys.meta_path.insert(0, Absent())\n"
            "from blendwise.cli import main\n"
            "main(sys.argv[1:])\n"
        )
        arguments = [
            "report",
            "--data",
            str(demo_root / "data"),
            "--lang",
            lang,
            "--to",
            str(tmp_path / "r.html"),
        ]
        ended = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
        )
        assert ended.returncode == 2
        assert "pip install 'blendwise[report]'" in ended.stderr
        assert "Traceback" not in ended.stderr

    def test_the_command_prints_the_path(self, run, demo_root, tmp_path, lang):
        to = tmp_path / "report.html"
        done = run("report", "--data", demo_root / "data", "--lang", lang, "--to", to, "--calls", 2023, 2024)
        assert (done.status, done.out.strip()) == (0, str(to))
        assert "2023" in to.read_text(encoding="utf-8").partition("</h1>")[0]
