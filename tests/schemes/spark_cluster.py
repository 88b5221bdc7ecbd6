"""A Spark cluster on this machine: a master and its workers, from the pip package alone."""

from __future__ import annotations

import os
import re
import subprocess
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pyspark

_HOME = Path(pyspark.__file__).parent
_DEPLOY = "org.apache.spark.deploy"
# Compiled once and lightly: these programs live for a minute, on few cores.
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
# As an operator writes them; small, for a machine that runs other tests beside.
DEFAULTS = f"""\
spark.driver.host              127.0.0.1
spark.driver.memory            1g
spark.driver.extraJavaOptions  {_JAVA}
spark.executor.memory          640m
spark.executor.extraJavaOptions {_JAVA}
spark.sql.shuffle.partitions   4
"""


@contextmanager
def running(folder: Path, *, workers: int) -> Iterator[str]:
    """Give the address of a master with so many workers of one core each."""
    started: list[subprocess.Popen[str]] = []

    def start(subject: str, *more: str) -> subprocess.Popen[str]:
        command = [str(_HOME / "bin" / "spark-class"), f"{_DEPLOY}.{subject}", *more]
        command += ["--host", "127.0.0.1", "--webui-port", "0"]
        program = subprocess.Popen(  # noqa: S603 (from the package, with words of ours)
            command, cwd=folder, env=environment(folder), stderr=subprocess.PIPE, text=True
        )
        started.append(program)
        return program

    try:
        address = _said(start("master.Master", "--port", "0"), r"Starting Spark master at (\S+)")[1]
        own = ("--cores", "1", "--memory", "700m", "--work-dir", str(folder / "work"))
        for worker in [start("worker.Worker", *own, address) for _ in range(workers)]:
            _said(worker, "Successfully registered with master")
        yield address
    finally:
        for program in started:
            program.terminate()
        for program in started:
            program.wait()


def environment(folder: Path) -> dict[str, str]:
    """Return the variables under which the programs of a cluster run, and who asks it."""
    conf = folder / "conf"
    conf.mkdir(exist_ok=True)
    (conf / "spark-defaults.conf").write_text(DEFAULTS, encoding="ascii")
    ours = {"SPARK_CONF_DIR": str(conf), "SPARK_LOCAL_IP": "127.0.0.1"}
    return {**os.environ, **ours, "SPARK_DAEMON_JAVA_OPTS": _JAVA, "SPARK_DAEMON_MEMORY": "256m"}


def _said(program: subprocess.Popen[str], words: str) -> re.Match[str]:
    """Return where a program says the words, and let it go on talking to nobody."""
    heard: list[str] = []
    for line in program.stderr or ():
        heard.append(line)
        if found := re.search(words, line):
            Thread(target=deque, args=(program.stderr, 0), daemon=True).start()
            return found
    raise AssertionError("".join(heard))
