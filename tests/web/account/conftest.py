"""Real services for signing in: a provider of OpenID Connect, and a mail server that keeps what it gets."""

import fcntl
import hashlib
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import requests

SERVICE = Path(__file__).parents[1] / "services" / "oidc"
PROVIDER = {
    "id": "school",
    "name": "SchoolConext",
    "client_id": "blendwise",
    "client_secret": "only-for-tests",
}


def _installed():
    """Return the folder with the provider, installed once per version of its lock file."""
    version = hashlib.sha256((SERVICE / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = Path(sys.prefix) / f"oidc-provider-{version}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(SERVICE / name, folder)
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
            (folder / "ready").touch()
        shutil.copy(SERVICE / "provider.js", folder)
    return folder


def _free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture
def free_port():
    return _free_port()


@pytest.fixture(scope="session")
def provider_address():
    """The address of a provider of OpenID Connect that runs beside the tests."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not installed (on Debian: apt-get install nodejs npm)")
    folder, port = _installed(), _free_port()
    callback = "http://testserver/account/sign-on/school/answer/"
    command = ["node", folder / "provider.js", str(port), callback]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        while process.stdout.readline().strip() != b"ready":
            assert process.poll() is None, "the provider did not start"
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
def provider(provider_address, settings):
    """Return `provider(**more)`: the site knows this provider, with more settings where they are given."""

    def known(**more):
        entry = {**PROVIDER, "address": provider_address, **more}
        settings.CONFIGURATION = replace(settings.CONFIGURATION, sign_on=(entry,))
        app = {"provider_id": "school", "name": entry["name"], "client_id": entry["client_id"],
               "secret": entry["client_secret"], "settings": {"server_url": provider_address}}  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    known()
    return known


@pytest.fixture
def sign_on(provider, provider_address):
    """Return `sign_on(client, email=…)`: go to the provider, be that person there, and come back."""

    def go(client, *, who="sub-1", verified=True, name="Nora", refuses=False, **said):
        claims = {"email": said.pop("email", None), "email_verified": verified, "name": name}
        person = {
            "id": who,
            "claims": {k: v for k, v in claims.items() if v is not None},
            "refuses": refuses,
            **said,
        }
        requests.post(f"{provider_address}/person", json=person, timeout=10).raise_for_status()
        address = client.post("/account/sign-on/school/", {}, headers={"accept": "application/json"}).json()[
            "address"
        ]
        with requests.Session() as browser:
            while not address.startswith("http://testserver"):
                answer = browser.get(address, allow_redirects=False, timeout=10)
                address = requests.compat.urljoin(address, answer.headers["Location"])
        return client.get(address.removeprefix("http://testserver"))

    return go
