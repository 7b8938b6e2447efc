"""The guide for Debian: its unit and its nginx site are read out of the page, checked by their own programs, and used."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from blendwise.web.configuration import read_configuration

GUIDE = (Path(__file__).parents[2] / "docs/how-to/serve-the-site.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", GUIDE, flags=re.DOTALL | re.MULTILINE)


def block(word):
    """Return the block of the guide in which a word stands."""
    (found,) = (text for text in BLOCKS if word in text)
    return found


UNIT, NGINX = block("[Unit]"), block("proxy_pass")
SETTINGS = dict(line.split("=", 1) for line in block("BLENDWISE_SMTP=").split())


def needs(program):
    """Skip where a program is missing."""
    missing = shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin") is None
    return pytest.mark.skipif(missing, reason=f"{program} is not installed")


@needs("systemd-analyze")
def test_systemd_understands_the_unit(tmp_path):
    program = tmp_path / "blendwise"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "blendwise.service"
    unit.write_text(UNIT.replace("/srv/blendwise/venv/bin/blendwise", str(program)))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def nginx_site(tmp_path):
    """The guide's site as a whole configuration of nginx, with a certificate and folders of its own."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=blendwise.example.org",
         "-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "pem")], check=True, capture_output=True,
    )  # fmt: skip
    site = NGINX.replace("/etc/ssl/blendwise.pem", f"{tmp_path}/pem")
    site = site.replace("/etc/ssl/private/blendwise.key", f"{tmp_path}/key").replace(
        "/var/log/nginx", str(tmp_path)
    )
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; error_log {tmp_path}/error; events {{}}\nhttp {{\n{site}}}\n")
    return whole


@needs("nginx")
@needs("openssl")
def test_nginx_understands_the_site(nginx_site):
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    done = subprocess.run([nginx, "-t", "-c", str(nginx_site)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_settings_are_good_ones(tmp_path):
    site = read_configuration({**SETTINGS, "BLENDWISE_SITE": str(tmp_path)})
    assert site.secure
    assert site.host in NGINX


def test_unit_nginx_and_settings_speak_of_the_same_site(tmp_path):
    assert f"EnvironmentFile={re.search('`(/etc/.*?env)`', GUIDE)[1]}" in UNIT
    port = re.search(r"serve --port (\d+)", UNIT)[1]
    assert f"proxy_pass http://127.0.0.1:{port};" in NGINX
    assert SETTINGS["BLENDWISE_DATA"].startswith(re.search("ReadWritePaths=(.*)", UNIT)[1])
    assert set(re.findall(r"https://([\w.]+)", NGINX)) == {
        SETTINGS["BLENDWISE_ADDRESS"].removeprefix("https://")
    }


def test_nginx_takes_a_little_more_than_the_site_so_that_the_site_says_what_is_too_large(tmp_path):
    limit = read_configuration({**SETTINGS, "BLENDWISE_SITE": str(tmp_path)}).upload_limit
    taken = int(re.search(r"client_max_body_size (\d+)m;", NGINX)[1]) * 2**20
    assert limit * 1.05 < taken < limit * 1.2


def test_nginx_keeps_no_address_in_its_log():
    kept = re.search(r"log_format blendwise '(.*)';", NGINX)[1]
    assert not re.search(r"request(?!_)|uri|args|remote|referer|agent|cookie", kept)
    assert NGINX.count("access_log") == NGINX.count("server {")
    assert re.search(r"error_log .* crit;", NGINX)
