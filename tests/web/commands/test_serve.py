"""`blendwise serve` at a port where somebody listens already."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def taken():
    """A port at which another server listens, one that would share it."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.parametrize(("lang", "said"), [("nl", "al in gebruik"), ("en", "in use already")])
def test_two_sites_never_share_a_port(taken, tmp_path, lang, said):
    """Readers would meet now one site, now the other."""
    command = [str(Path(sys.executable).with_name("blendwise")), "serve", "--port", str(taken),
               "--data", str(tmp_path), "--lang", lang]  # fmt: skip
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert said in done.stderr
    assert str(taken) in done.stderr
    assert list(tmp_path.iterdir()) == []
