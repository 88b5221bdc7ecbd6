"""The launcher above the doors: the command `bihuan` with `serve` and `demo` added to it."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from typing import Annotated

import django
import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.settings")
django.setup()

# The rooms' tables need the settings above before they can be imported.
from granian import Granian  # noqa: E402
from granian.constants import Interfaces  # noqa: E402

from bihuan import demo  # noqa: E402
from bihuan.cli.door import DOOR, LANGUAGE, say  # noqa: E402
from bihuan.cli.main import app, run  # noqa: E402
from bihuan.cli.printing import line  # noqa: E402
from bihuan.ledger.writing import warnings_about_sqlite  # noqa: E402
from bihuan.worker import Worker  # noqa: E402

Port = Annotated[int, typer.Option(min=1, max=65535, help=say("Port.", "端口。"))]
Host = Annotated[str, typer.Option(help=say("Address to listen on.", "监听地址。"))]


def _serve(host: str, port: int, *, page: str = "/", browser: bool = False) -> None:
    """Serve the pages until interrupted, with the sealing worker beside them."""
    for warning in warnings_about_sqlite():
        line(warning.said_in(LANGUAGE))
    address = f"http://{host}:{port}{page}"
    line(say(f"Open {address}  (Ctrl+C stops)", f"请打开 {address}  （Ctrl+C 停止）"))
    worker = Worker()
    threading.Thread(target=worker.run, daemon=True, name="worker").start()
    if browser and os.environ.get("DISPLAY"):
        threading.Timer(1.5, webbrowser.open, (address,)).start()
    server = Granian(
        "bihuan.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_enabled=False,
    )
    try:
        server.serve()
    finally:
        worker.stop()


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
