"""Debian's Chromium on a site that was really started, with its server and its worker, over the demonstration."""

import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse
from playwright.sync_api import sync_playwright

from blendwise.store import open_store

CHROMIUM = shutil.which("chromium")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]  # fmt: skip


def pytest_collection_modifyitems(items):
    if CHROMIUM is None:
        reason = "Chromium is not installed (on Debian: apt-get install chromium)"
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


def _blendwise(*arguments):
    command = [str(Path(sys.executable).with_name("blendwise")), "serve", *arguments]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("BLENDWISE_", "DJANGO_"))}
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=180, env=clean).stdout


@pytest.fixture(scope="session")
def site(demo_root, tmp_path_factory, worker_id):
    """The address of a demonstration site in processes of its own, at a port that no other worker of the tests takes."""
    port = 8200 if worker_id == "master" else 8210 + 10 * int(worker_id.removeprefix("gw"))
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(demo_root / "data", folder / "data")
    said = _blendwise("--demonstration", str(folder), "--background", "--port", str(port))
    yield said.split("http://", 1)[1].split()[0].join(("http://", ""))
    _blendwise("--demonstration", str(folder), "--stop")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of this worker."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class Reader:
    """Somebody at a screen, and everything the browser complained of meanwhile."""

    page: object
    site: str
    complaints: list = field(default_factory=list)

    def open(self, path):
        answer = self.page.goto(self.site + path)
        assert answer is not None, path
        return answer


@pytest.fixture
def read_as(site, chromium):
    """Return a function that opens a browser for a role: `read_as("officer", lang="nl", theme="dark", width=390)`.

    The browser may fetch from the site only; whatever else a page asks for, and every console message, is a complaint.
    """
    with contextlib.ExitStack() as opened:

        def reader(role=None, *, lang="nl", theme="light", width=1440, scripts=True):
            context = chromium.new_context(
                viewport={"width": width, "height": 900},
                locale=lang,
                color_scheme=theme,
                java_script_enabled=scripts,
            )
            opened.callback(context.close)
            page = context.new_page()
            someone = Reader(page, site)
            page.on("console", lambda m: someone.complaints.append(f"console: {m.text}"))
            page.on("pageerror", lambda e: someone.complaints.append(f"script: {e}"))
            page.on(
                "request",
                lambda r: (
                    someone.complaints.append(f"request: {r.url}")
                    if not r.url.startswith((site, "data:", "blob:"))
                    else None
                ),
            )
            if role:
                page.goto(f"{site}/account/demonstration/{role}")
            return someone

        yield reader


RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
"""The one rule whose answer depends on the theme."""
BUILD = """[...new Set([...document.querySelectorAll("*")].map(
  e => e.tagName + e.getAttributeNames().join() + e.className + e.getAttribute("role")))].sort().join()"""
"""What axe judges a page by: its kinds of elements, not its words."""
ELSEWHERE = ("file=", "format=", "lang=")
"""What in an address gives a file, JSON, or the same page in another language."""
NOT_PAGES = ("logout", "own:demonstration")
"""Addresses that sign somebody out or in."""


def _names(patterns, space=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield space + pattern.name


def _without_arguments():
    """Yield every address that takes none."""
    for name in _names(get_resolver().url_patterns):
        with contextlib.suppress(NoReverseMatch):
            yield reverse(name)


def _kind_of(path):
    try:
        return resolve(path.split("?")[0]).view_name
    except Resolver404:
        return None


def _links_of(page, site):
    found = page.evaluate("[...document.links].filter(a => !a.hasAttribute('download')).map(a => a.href)")
    for address in found:
        parts = urlsplit(address)
        if address.startswith(site) and not any(mark in parts.query for mark in ELSEWHERE):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _walk(reader):
    """Open every page without arguments that this role may see, and one of each kind that links lead to.

    A link is always followed, so that one to a page that is not for this role is a complaint of the browser.
    """
    seen = set()
    ahead = [("/", True), *((path, False) for path in _without_arguments())]
    while ahead:
        path, linked = ahead.pop(0)
        kind = _kind_of(path)
        if kind is None or kind in seen or any(mark in kind for mark in NOT_PAGES):
            continue
        answer = reader.page.request.head(reader.site + path)
        if "text/html" not in answer.headers.get("content-type", "") or not (linked or answer.ok):
            continue
        seen.add(kind)
        reader.open(path)
        yield path
        ahead += [(link, True) for link in _links_of(reader.page, reader.site)]


def _violations(page, path, rules=RULES):
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{path}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


def _violations_in_both_themes(page, path, theme):
    """Look at a page as it is, and at its colours in the other theme, once they have changed."""
    found = _violations(page, path)
    page.emulate_media(color_scheme="dark" if theme == "light" else "light")
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished)).then(() => true)")
    found += _violations(page, f"{path} in the other theme", COLOURS)
    page.emulate_media(color_scheme=theme)
    return found


def _faults_of(page, path, lang):
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield f"{path}: scrolls sideways"
    if page.evaluate("document.documentElement.lang") != lang:
        yield f"{path}: speaks another language"
    if len(page.content()) > 200_000:
        yield f"{path}: heavier than 200 kB"


class Walker:
    """Somebody who uses the keyboard alone, and has every page looked at by axe."""

    def __init__(self, reader, lang, *, scripts):
        self.reader, self.page, self.lang, self.scripts, self.faults = reader, reader.page, lang, scripts, []

    def go(self, path):
        self.reader.open(path)
        self.look()

    def look(self):
        """Have the page looked at by axe, which is itself a script."""
        if self.scripts:
            self.faults += _violations(self.page, self.page.url)
            self.faults += _faults_of(self.page, self.page.url, self.lang)

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

    def rewrite(self, control, text):
        self.press(control, "Control+a")
        self.page.keyboard.type(text)

    def pick(self, control, value):
        """Pick an option of a list by typing how it begins."""
        self.reach(control)
        self.page.keyboard.type(control.locator(f"option[value='{value}']").first.inner_text())
        assert control.input_value() == value

    def wait_for(self, control):
        """Reload until something is there, as the page itself does without scripts."""
        for _ in range(60):
            if control.count():
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
        raise AssertionError(f"{control} never came: {self.page.locator('main').inner_text()[:2000]}")

    def send(self, name, content):
        """Upload an export."""
        self.go("/imports/")
        self.page.set_input_files("#exports", {"name": name, "mimeType": "text/csv", "buffer": content})
        self.follow(self.page.locator("#upload button[type=submit]"))

    def accept(self):
        """Accept what was read, with the tick that a great change asks for, and wait until it is kept."""
        self.wait_for(self.page.locator("#accept button"))
        self.look()
        confirm = self.page.locator("input[name=confirmed]")
        if confirm.count():
            self.press(confirm, "Space")
        self.follow(self.page.locator("#accept button"))
        self.wait_for(self.page.locator("main:not(:has(#progress))"))


@pytest.fixture
def walk_as(read_as):
    """Return a function that puts somebody before the keyboard: as `read_as`; every complaint fails the test."""
    walkers = []

    def walker(role=None, *, lang, scripts=True, **how):
        walkers.append(Walker(read_as(role, lang=lang, scripts=scripts, **how), lang, scripts=scripts))
        return walkers[-1]

    yield walker
    assert [fault for one in walkers for fault in one.faults + one.reader.complaints] == []


_HEAD = ("Grant Agreement Number,Mobility activity ID,Status,Activity type,Number of participants,Accompanying person,"
        "Sending organisation OID,Sending organisation name,Receiving organisation OID,Receiving organisation name,"
        "Receiving country,Start date,End date,"
        "Blended mobility activity,Virtual component description")  # fmt: skip


def _quoted(cell):
    return f'"{cell or ""}"'


def _export(rows, ticked=(), *, head=_HEAD):
    """Write an export of a project: as it was, with what was ticked since, by identifier with its description."""
    lines, ticked = [head], dict(ticked)
    for r in rows.iter_rows(named=True):
        new = r["mobility_activity_id"] in ticked
        cells = (r["grant_agreement_number"], r["mobility_activity_id"], (r["status"] or "").title(), r["activity_type"],
                 r["participants"], "No", r["sending_organisation_oid"], _quoted(r["sending_organisation"]),
                 r["receiving_organisation_oid"], _quoted(r["receiving_organisation"]), r["receiving_country"],
                 r["start_date"], r["end_date"], "Yes" if new or r["blended"] else "No",
                 _quoted(ticked.get(r["mobility_activity_id"], r["virtual_description"])))  # fmt: skip
        lines.append(",".join("" if cell is None else str(cell) for cell in cells))
    return "\n".join(lines).encode()


@pytest.fixture
def export():
    """Return the function that writes an export."""
    return _export


@pytest.fixture(scope="session")
def mobilities_of(demo_root):
    """Return a function that gives what the register has of an institution's project of a call, before anybody walks."""

    def of(institution, call):
        table = open_store(demo_root / "data").mobilities()
        rows = table.filter(table.institution == institution).filter(table.call == call)
        return rows.order_by("mobility_activity_id").to_polars()

    return of


@pytest.fixture(scope="module")
def builds():
    """How the pages were built that axe has looked at: those that two roles see alike are looked at once."""
    return set()


@pytest.fixture
def faults_on_every_page(read_as, builds):
    """Return a function that walks all pages of a role and lists what axe, the browser and the page's size complain of."""

    def walked(role, *, lang, theme, width):
        reader = read_as(role, lang=lang, theme=theme, width=width)
        faults, pages = [], 0
        for path in _walk(reader):
            pages += 1
            faults += _faults_of(reader.page, path, lang)
            build = (_kind_of(path), reader.page.evaluate(BUILD))
            if build not in builds:
                builds.add(build)
                faults += _violations_in_both_themes(reader.page, path, theme)
        assert pages > 5, "a walk that goes nowhere shows nothing"
        return faults + reader.complaints

    return walked
