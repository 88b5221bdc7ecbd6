"""The launcher above the doors: the command `bihuan` with `serve` and `demo` added to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Annotated

# Until everything is imported, Ctrl+C ends the program without a word; ignored, it stays so.
_INTERRUPTED = signal.getsignal(signal.SIGINT)
if _INTERRUPTED is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import django  # noqa: E402
import typer  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.settings")
django.setup()

# The rooms' tables need the settings above before they can be imported.
from django.db import connections  # noqa: E402

from bihuan import demo  # noqa: E402
from bihuan.cli.door import DOOR, LANGUAGE, say  # noqa: E402
from bihuan.cli.main import app, run  # noqa: E402
from bihuan.cli.printing import line  # noqa: E402
from bihuan.ledger.writing import warnings_about_sqlite  # noqa: E402

signal.signal(signal.SIGINT, _INTERRUPTED)

Port = Annotated[int, typer.Option(min=1, max=65535, help=say("Port.", "端口。"))]
Host = Annotated[str, typer.Option(help=say("Address to listen on.", "监听地址。"))]


# What watches over the server imports nothing of ours, so it begins anew in the command's place;
# the server is a process of its own, with the worker in it: one process writes.
_SERVER = """
import signal, sys
interrupted = signal.getsignal(signal.SIGINT)
if interrupted is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
from granian import Granian
from granian.constants import Interfaces
signal.signal(signal.SIGINT, interrupted)
Granian(
    "bihuan.worker:served", factory=True, interface=Interfaces.WSGI,
    address=sys.argv[1], port=int(sys.argv[2]), workers=1, blocking_threads=4, log_enabled=False,
).serve()
"""


def _serve(host: str, port: int, *, page: str = "/", browser: bool = False) -> None:
    """Become the process that serves the pages until interrupted."""
    for warning in warnings_about_sqlite():
        line(warning.said_in(LANGUAGE))
    address = f"http://{host}:{port}{page}"
    line(say(f"Open {address}  (Ctrl+C stops)", f"请打开 {address}  （Ctrl+C 停止）"))
    sys.stdout.flush()
    connections.close_all()
    if browser and os.environ.get("DISPLAY"):
        # Not of this process, which ends here; it waits until the server is likely to answer.
        later = f"import time, webbrowser; time.sleep(1.5); webbrowser.open({address!r})"
        subprocess.Popen([sys.executable, "-c", later])  # noqa: S603
    os.execv(sys.executable, [sys.executable, "-c", _SERVER, host, str(port)])  # noqa: S606


@app.command("serve", help=say("Serve the pages.", "启动网页服务。"))
def serve(host: Host = "127.0.0.1", port: Port = 8321) -> None:
    """Serve the pages of what is kept here."""
    DOOR.ready()
    _serve(host, port)


@app.command("demo", help=say("Fill and show the invented district.", "装入并演示虚构的清溪区。"))
def demonstrate(
    once: Annotated[
        bool, typer.Option(help=say("Do all but serve.", "只演示，不启动服务。"))
    ] = False,
    reset: Annotated[
        bool, typer.Option(help=say("Begin again.", "清空演示数据，重新开始。"))
    ] = False,
    host: Host = "127.0.0.1",
    port: Port = 8321,
) -> None:
    """Fill the invented district with a year of its data, run the quarter's race, and serve it."""
    page = demo.play(reset=reset)
    if not once:
        _serve(host, port, page=page, browser=True)


def main() -> None:
    """Run the command and leave with its exit code."""
    sys.exit(run(sys.argv[1:], app))
