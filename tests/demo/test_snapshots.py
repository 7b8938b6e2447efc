"""The same calls on two days: what is new, gone, ticked since and un-ticked since can be seen."""

from datetime import date


def test_two_days_oldest_first(demo):
    assert [snapshot.date for snapshot in demo.snapshots] == [date(2024, 9, 30), date(2025, 3, 24)]
    assert all(snapshot.folder.is_dir() for snapshot in demo.snapshots)


def test_the_earlier_state_holds_only_the_running_calls_and_fewer_mobilities(earlier, final):
    running = [m for m in final.values() if m.call in (2023, 2024)]
    assert {m.call for m in earlier.values()} == {2023, 2024}
    assert 0.3 * len(running) < len(earlier) < 0.9 * len(running)


def test_between_the_days_mobilities_came_went_were_ticked_and_were_unticked(earlier, final):
    both = earlier.keys() & final.keys()
    running = {key for key, m in final.items() if m.call in (2023, 2024)}
    assert len(running - earlier.keys()) > 1000
    assert len(earlier.keys() - final.keys()) > 10
    assert sum(final[key].blended and not earlier[key].blended for key in both) > 10
    assert sum(earlier[key].blended and not final[key].blended for key in both) > 3


def test_some_complete_mobilities_have_fallen_back_to_draft(earlier, final, final_tables):
    drafts = {
        str(row["mobility"]).strip()
        for table in final_tables
        for row in table.rows
        if str(row.get("status")).strip() in ("Draft", "Concept")
    }
    fallen = drafts & (earlier.keys() - final.keys())
    assert len(fallen) > 10
    assert (earlier.keys() - final.keys()) - drafts, "others are gone altogether"


def test_groups_that_do_not_fit_the_rules_stand_only_in_the_earlier_state(earlier):
    groups = [m for m in earlier.values() if m.group]
    assert [m.call for m in groups].count(2023) == 1
