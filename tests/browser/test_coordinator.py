"""The path of a coordinator, with the keyboard alone: from the export to the proof that the register took it over.

Upload the export, see what was never ticked, send a link, answer as a teacher on a telephone, accept, attach
evidence, confirm, fetch the evidence file and the write-back file, upload the new export: the difference is gone.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from blendwise.store import open_store

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
HEAD = ("Grant Agreement Number,Mobility activity ID,Status,Activity type,Number of participants,Accompanying person,"
        "Sending organisation OID,Sending organisation name,Receiving organisation OID,Receiving organisation name,"
        "Receiving country,Start date,End date,"
        "Blended mobility activity,Virtual component description")  # fmt: skip
CALL = 2022
"""The call whose project the coordinator walks through; the work list begins with it."""
TITLES = {"nl": "Timmerlieden in Finland", "en": "Carpenters in Finland"}


class Walker:
    """Somebody who uses the keyboard alone, and has every page looked at by axe."""

    def __init__(self, reader):
        self.reader, self.page, self.faults = reader, reader.page, []

    def go(self, path):
        self.reader.open(path)
        self.look()

    def look(self):
        found = Axe().run(self.page, options=RULES).response["violations"]
        self.faults += [f"{self.page.url}: {v['id']}: {v['nodes'][0]['html'][:150]}" for v in found]

    def reach(self, control):
        """Press Tab until the control has the focus, as anybody without a mouse does."""
        control.wait_for(state="attached")
        for _ in range(400):
            if control.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {control} with the keyboard")

    def press(self, control, key="Enter"):
        self.reach(control)
        self.page.keyboard.press(key)

    def follow(self, control):
        """Press what leads to another page, and wait for that page."""
        self.reach(control)
        with self.page.expect_navigation(timeout=60_000):
            self.page.keyboard.press("Enter")

    def first_choice(self, name):
        """Choose the first answer of a question."""
        self.press(self.page.locator(f"input[name={name}]").first, "Space")

    def write(self, control, text):
        self.reach(control)
        self.page.keyboard.type(text)

    def wait_for(self, control):
        """Reload until something is there, as the page itself does without scripts."""
        for _ in range(60):
            if control.count():
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
        raise AssertionError(f"{control} never came: {self.page.locator('main').inner_text()[:2000]}")


@pytest.fixture(scope="module")
def mobilities(demo_root):
    """The mobilities of a project of ROC Midden Nederland, as the register has them before anybody walks."""
    table = open_store(demo_root / "data").mobilities()
    rows = table.filter(table.institution == "ROC Midden Nederland").filter(table.call == CALL)
    return rows.order_by("mobility_activity_id").to_polars()


@pytest.fixture(scope="module")
def ticked():
    """What was ticked since, by identifier with its description: the walk in the next language goes on from there."""
    return {}


def quoted(cell):
    return f'"{cell or ""}"'


def export(rows, ticked):
    """Write an export of a project: as it was, with what was ticked since."""
    lines = [HEAD]
    for r in rows.iter_rows(named=True):
        new = r["mobility_activity_id"] in ticked
        cells = (r["grant_agreement_number"], r["mobility_activity_id"], (r["status"] or "").title(), r["activity_type"],
                 r["participants"], "No", r["sending_organisation_oid"], quoted(r["sending_organisation"]),
                 r["receiving_organisation_oid"], quoted(r["receiving_organisation"]), r["receiving_country"],
                 r["start_date"], r["end_date"], "Yes" if new or r["blended"] else "No",
                 quoted(ticked.get(r["mobility_activity_id"], r["virtual_description"])))  # fmt: skip
        lines.append(",".join("" if cell is None else str(cell) for cell in cells))
    return "\n".join(lines).encode()


def upload(walker, name, content):
    walker.go("/imports/")
    walker.page.set_input_files("#exports", {"name": name, "mimeType": "text/csv", "buffer": content})
    walker.follow(walker.page.locator("#upload button[type=submit]"))
    walker.wait_for(walker.page.locator("#accept button"))
    walker.look()
    confirm = walker.page.locator("input[name=confirmed]")
    if confirm.count():
        walker.press(confirm, "Space")
    walker.follow(walker.page.locator("#accept button"))
    walker.wait_for(walker.page.locator("main:not(:has(#progress))"))


def choose(walker, keys):
    for key in keys:
        walker.press(walker.page.locator(f"input[name=keys][value='{key}']"), "Space")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_from_the_export_to_the_proof(read_as, mobilities, ticked, lang):
    rows, title = mobilities, TITLES[lang]
    carla, found = Walker(read_as("coordinator", lang=lang)), {}
    page = carla.page

    upload(carla, f"export-{lang}.csv", export(rows, ticked))

    carla.go("/institution/work-list")
    keys = page.locator("input[name=keys]").evaluate_all("all => all.map(e => e.value)")
    project = rows["grant_agreement_number"][0]
    chosen = [key for key in keys if key.startswith(project)][:2]
    assert len(chosen) == 2, keys
    choose(carla, chosen)
    carla.follow(page.locator("button[formaction='/institution/links/new']"))
    carla.look()
    carla.write(page.locator("input[name=subject]"), title)
    carla.follow(page.locator("main form button[type=submit]"))
    address = re.search(r"/answer/[^\"<]+", page.content())[0]

    teacher = Walker(read_as(None, lang=lang, width=390))
    teacher.go(address)
    for question in ("online", "plan", "whom", "purpose", "when", "who"):
        teacher.first_choice(question)
    teacher.follow(teacher.page.locator("main form button[type=submit]"))
    teacher.look()

    carla.go("/institution/links")
    carla.follow(page.locator("form[action$='/accept'] button").first)
    carla.go("/institution/activities")
    carla.follow(page.get_by_role("link", name=title).first)
    carla.look()
    page.set_input_files(
        "input[name=file]",
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Who: 18 learners. What: a tour."},
    )
    carla.follow(page.locator("form[action$='/evidence'] button"))
    with page.expect_download() as download:
        carla.press(page.locator("a[href$='/file']"))
    found["evidence"] = download.value.path().read_bytes()

    carla.go("/institution/work-list")
    choose(carla, chosen)
    carla.follow(page.locator("button[name=decision][value=blended]"))
    carla.go("/institution/write-back")
    with page.expect_download() as download:
        carla.press(page.locator("button[name=file][value=csv]"))
    found["write back"] = download.value.path().read_text(encoding="utf-8-sig")

    ids = [key.split("/", 1)[1] for key in chosen]
    assert found["evidence"].startswith(b"%PDF-")
    assert all(one in found["write back"] for one in ids)
    agreed_before = page.locator("table:has(#proofs)").all_inner_texts()
    assert not any(one in table for one in ids for table in agreed_before)

    ticked |= dict.fromkeys(ids, title)
    upload(carla, f"new-{lang}.csv", export(rows, ticked))
    carla.go("/institution/write-back")
    proofs = page.locator("table:has(#proofs)").inner_text()
    assert all(one in proofs for one in ids)

    assert carla.faults + teacher.faults + carla.reader.complaints + teacher.reader.complaints == []
