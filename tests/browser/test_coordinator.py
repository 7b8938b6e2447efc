"""The path of a coordinator, with the keyboard alone: from the export to the proof that the register took it over.

Upload the export, see what was never ticked, send a link, answer as a teacher on a telephone, accept, attach
evidence, confirm, fetch the evidence file and the write-back file, upload the new export: the difference is gone.
"""

import re

import pytest

CALL = 2022
"""The call whose project the coordinator walks through; the work list begins with it."""
TITLES = {"nl": "Timmerlieden in Finland", "en": "Carpenters in Finland"}


@pytest.fixture(scope="module")
def ticked():
    """What was ticked since, by identifier with its description: the walk in the next language goes on from there."""
    return {}


def choose(walker, keys):
    for key in keys:
        walker.press(walker.page.locator(f"input[name=keys][value='{key}']"), "Space")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_from_the_export_to_the_proof(walk_as, mobilities_of, export, ticked, lang):
    rows, title = mobilities_of("ROC Midden Nederland", CALL), TITLES[lang]
    carla, found = walk_as("coordinator", lang=lang), {}
    page = carla.page

    carla.send(f"export-{lang}.csv", export(rows, ticked))
    carla.accept()

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

    teacher = walk_as(None, lang=lang, width=390)
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
    carla.send(f"new-{lang}.csv", export(rows, ticked))
    carla.accept()
    carla.go("/institution/write-back")
    proofs = page.locator("table:has(#proofs)").inner_text()
    assert all(one in proofs for one in ids)
