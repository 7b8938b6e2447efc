"""The main paths of officer, administrator and reader, with the keyboard alone; and of whoever has no scripts."""

OWN_HEAD = ("Projectcode,Mobiliteit nr,Stand,Soort activiteit,Deelnemers,Begeleider,OID zender,Zender,OID ontvanger,"
            "Ontvanger,Land van ontvangst,Begin,Eind,Blended?,Virtueel deel")  # fmt: skip
"""What an agency's own system calls the columns of an export."""
NOT_SUGGESTED = {
    "Mobiliteit nr": "mobility_activity_id", "Stand": "status", "Zender": "sending_organisation",
    "Begin": "start_date", "Eind": "end_date",
}  # fmt: skip
"""The columns of which the site could not be sure, and what they hold."""


def test_an_officer_maps_an_unknown_layout_and_sees_the_new_snapshot(walk_as, mobilities_of, export):
    omar = walk_as("officer", lang="nl")
    page, rows = omar.page, mobilities_of("ROC Nijmegen", 2022)
    omar.send("eigen-systeem.csv", export(rows, head=OWN_HEAD))

    to_mapping = page.locator("main a[href$='/mapping']")
    omar.wait_for(to_mapping)
    omar.look()
    omar.follow(to_mapping)
    omar.look()
    lists = {header: page.get_by_label(f": {header}") for header in OWN_HEAD.split(",")}
    assert lists["Projectcode"].input_value() == "grant_agreement_number"
    assert lists["Blended?"].input_value() == "blended"
    for header, holds in NOT_SUGGESTED.items():
        omar.pick(lists[header], holds)
    omar.write(page.locator("#name"), "eigen-systeem")
    omar.follow(page.locator("main form button[type=submit]"))

    omar.wait_for(page.locator("#accept button"))
    omar.follow(page.locator("main a[href$='/findings']"))
    omar.look()
    assert "eigen-systeem.csv, rij" in page.locator("main article").first.inner_text()
    omar.follow(page.locator("main .bw-eyebrow a"))
    omar.accept()
    omar.follow(page.locator("section[aria-labelledby=made] a"))
    omar.look()
    assert "eigen-systeem.csv" in page.locator("main").inner_text()
    omar.follow(page.get_by_role("navigation").locator("a[href='/agency/']").first)
    omar.look()
    assert page.locator("main h1").is_visible()


def test_an_admin_invites_changes_a_setting_and_reads_both_in_the_log(walk_as):
    anna = walk_as("admin", lang="en")
    page = anna.page
    anna.go("/people/")
    anna.write(page.locator("input[name=email]"), "new.officer@agency.example")
    anna.pick(page.locator("#id_role"), "officer")
    anna.follow(page.locator("section[aria-labelledby=invite] button[type=submit]"))
    anna.look()
    assert "new.officer@agency.example" in page.locator("section[aria-labelledby=waiting]").inner_text()

    anna.follow(page.get_by_role("navigation").get_by_role("link", name="Settings").first)
    anna.look()
    anna.rewrite(page.locator("input[name=user_from]"), "12")
    anna.follow(page.locator("section[aria-labelledby=site] button[type=submit]"))
    anna.look()
    assert page.locator("input[name=user_from]").input_value() == "12"

    anna.follow(page.get_by_role("navigation").get_by_role("link", name="Audit log").first)
    anna.look()
    told = page.locator("tbody").inner_text()
    assert "Settings changed" in told
    assert "Somebody invited" in told
    assert "new.officer@agency.example" not in told


def test_a_reader_finds_a_mobility_and_takes_a_file_along(walk_as, mobilities_of):
    roos = walk_as("reader", lang="nl", theme="dark")
    page, rows = roos.page, mobilities_of("ROC Midden Nederland", 2022)
    wanted = rows["mobility_activity_id"][0]
    roos.go("/institution/")
    roos.follow(page.locator("main a[href='/institution/mobilities']").last)
    roos.look()
    roos.write(page.locator("input[name=q]"), wanted)
    roos.follow(page.locator("form.bw-view button[type=submit]"))
    roos.look()
    with page.expect_download() as download:
        roos.press(page.locator("a[download][href*='file=csv']"))
    assert wanted in download.value.path().read_text(encoding="utf-8-sig")
    roos.follow(page.get_by_role("link", name=wanted, exact=True).first)
    roos.look()
    assert page.locator("h1").inner_text() == wanted
    assert rows["grant_agreement_number"][0] in page.locator("main").inner_text()


def test_without_scripts_an_export_is_sent_and_accepted_and_figures_are_read(walk_as, mobilities_of, export):
    carla = walk_as("coordinator", lang="en", scripts=False)
    page, rows = carla.page, mobilities_of("ROC Midden Nederland", 2022)
    carla.send("export.csv", export(rows))
    page.locator("#accept button").wait_for(timeout=60_000)  # the page reloads by itself
    carla.follow(page.locator("#accept button"))
    page.locator("main:not(:has(#progress))").wait_for(timeout=60_000)
    carla.go("/institution/")
    assert "registered as blended" in page.locator("h1").inner_text()
    assert page.locator("tbody tr").count() > 5
