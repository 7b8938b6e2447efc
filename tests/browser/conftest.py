"""Debian's Chromium on a site that was really started, with its server and its worker, over the demonstration."""

import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

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
def site(demo_root, tmp_path_factory):
    """The address of a demonstration site in processes of its own."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(demo_root / "data", folder / "data")
    said = _blendwise("--demonstration", str(folder), "--background", "--port", "8200")
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
