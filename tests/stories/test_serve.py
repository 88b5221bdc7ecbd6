"""The pages as they are served: a process of its own, read over the loopback address."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests.stories.commands import START, Desk


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def served(tmp_path):
    """Serve the demonstration; yields its address, and takes the server down again."""
    Desk(tmp_path).run("demo", "--once")
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BIHUAN_")}
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-u", "-c", START, "serve", "--port", str(port)],
        cwd=tmp_path,
        env={**kept, "BIHUAN_HOME": str(tmp_path), "BIHUAN_LANG": "en"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said = next(line for line in process.stdout if "http://" in line)
    wait_for(port)
    yield f"http://127.0.0.1:{port}", said
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=20)


def wait_for(port, tries=200):
    for _ in range(tries):
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        # A refused connection answers at once: give the server a moment on the clock of a pipe.
        subprocess.run(["/bin/sleep", "0.1"], check=True)
    raise AssertionError("the server did not answer")


def test_the_published_page_is_served_to_anybody(served):
    address, said = served
    assert address in said
    with urllib.request.urlopen(f"{address}/boards/investment-race/2025Q4?lang=zh") as page:  # noqa: S310
        text = page.read().decode()
    assert "白石镇" in text
    assert "金牛奖" in text
