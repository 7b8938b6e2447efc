"""The files, counted row by row without our own reader, carry the report's figures (report_figures.toml)."""

from collections import Counter


def figures(mobilities):
    ticked = [m for m in mobilities if m.blended]
    return [
        len(mobilities),
        len(ticked),
        sum(m.participants for m in mobilities),
        sum(m.participants for m in ticked),
    ]


def of_calls(final, *calls):
    return [m for m in final.values() if m.call in calls]


def test_calls_2021_and_2022_hold_the_mobilities_of_the_frame(final, report):
    wanted = report["calls-2021-2022"]
    mobilities = of_calls(final, 2021, 2022)
    assert len({m.institution for m in mobilities}) == wanted["institutions"]
    assert len(mobilities) == wanted["mobilities"]
    assert sum(m.blended for m in mobilities) == wanted["blended"]


def test_each_row_of_table_1_comes_out(final, report):
    mobilities = of_calls(final, 2021, 2022)
    totals = Counter(m.institution for m in mobilities)
    ticks = Counter((m.institution, m.call) for m in mobilities if m.blended)
    for name, blended, total, in_2021, in_2022 in report["table-1"]["rows"]:
        assert totals[name] == total, name
        assert ticks[name, 2021] == max(in_2021, 0), name
        assert ticks[name, 2022] == max(in_2022, 0), name
        assert ticks[name, 2021] + ticks[name, 2022] == blended, name


def test_no_project_in_a_call_means_not_a_single_row_of_it(final_tables, report):
    rows = [row for table in final_tables for row in table.rows if row.get("sender_name")]
    seen = {(row["grant"].strip()[:4], row["sender_name"].strip()) for row in rows}
    for name, _, _, *calls in report["table-1"]["rows"]:
        for year, ticks in zip(("2021", "2022"), calls, strict=True):
            assert ((year, name) in seen) == (ticks != -1), (year, name)


def test_the_other_institutions_have_no_tick_and_invented_names(final, report):
    named = {row[0] for row in report["table-1"]["rows"]}
    others = [m for m in of_calls(final, 2021, 2022) if m.institution not in named]
    sizes = Counter(m.institution for m in others)
    assert len(sizes) == report["calls-2021-2022"]["without-a-tick"]
    assert len(others) == report["calls-2021-2022"]["without-a-tick-mobilities"]
    assert len(set(sizes.values())) == len(sizes)
    assert not any(m.blended for m in others)
    assert all(name.startswith("Voorbeeldcollege ") for name in sizes)


def test_calls_2023_and_2024_hold_the_fourteen_that_answered(final, report):
    wanted = report["calls-2023-2024"]
    mobilities = of_calls(final, 2023, 2024)
    midden = [m for m in mobilities if m.institution == "ROC Midden Nederland"]
    others = [m for m in mobilities if m.institution != "ROC Midden Nederland"]
    assert len({m.institution for m in mobilities}) == wanted["institutions"]
    assert figures(mobilities) == wanted["all"]
    assert figures(others) == wanted["without-roc-midden-nederland"]
    assert figures(midden) == wanted["roc-midden-nederland"]


def test_only_invented_institutions_stand_beside_roc_midden_nederland_in_calls_2023_and_2024(final):
    names = {m.institution for m in of_calls(final, 2023, 2024)} - {"ROC Midden Nederland"}
    assert all(name.startswith("Voorbeeldcollege ") for name in names)


def test_group_mobilities_are_all_of_call_2024(final, report):
    groups = [m for m in final.values() if m.group]
    assert figures(groups) == report["calls-2023-2024"]["groups"]
    assert {m.call for m in groups} == {2024}


def test_incoming_staff_is_part_of_the_totals(final):
    incoming = [m for m in final.values() if m.activity.startswith(("OA-", "Invited", "Hosting"))]
    assert 50 < len(incoming) < 400


def test_drafts_and_companions_are_there_and_counted_nowhere(final_tables, final):
    rows = [row for t in final_tables for row in t.rows]
    drafts = [row for row in rows if str(row.get("status")).strip() in ("Draft", "Concept")]
    assert len(drafts) > 300
    assert not {str(row["mobility"]).strip() for row in drafts} & set(final)
    assert any(str(row.get("companion")).lower() in ("yes", "ja", "y", "1", "true", "x") for row in rows)
