"""A session on a Spark cluster, or a refusal that says what an operator should look at.

Spark is loaded when a run asks for it, and its Java with it; the session then stays for the
process. Memory, cores and addresses are not set here: they stand in ``spark-defaults.conf``.
"""

from __future__ import annotations

import os
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bihuan.ledger.words import Message, Refused, Text

NOT_INSTALLED = Message(
    "spark-not-installed",
    Text(en="Spark is not installed here", zh="此处未安装 Spark"),
    Text(en="install it: pip install 'bihuan[spark]'", zh="请安装：pip install 'bihuan[spark]'"),
)
NO_JAVA = Message(
    "java-missing",
    Text(
        en="Spark needs Java 17 or later, and none that starts was found",
        zh="Spark 需要 Java 17 或更高版本，未找到可用的 Java",
    ),
    Text(
        en="install a Java runtime, or let JAVA_HOME name its folder",
        zh="请安装 Java 运行环境，或用 JAVA_HOME 指明其目录",
    ),
)
UNREACHABLE = Message(
    "spark-unreachable",
    Text(en="no Spark master answers at {master}", zh="{master} 处没有 Spark 主节点应答"),
    Text(
        en="start it, see that its port is open to this machine, and that its Spark is {version}",
        zh="请启动主节点，确认本机可以访问其端口，且其 Spark 版本为 {version}",
    ),
)
NO_WORKERS = Message(
    "spark-without-workers",
    Text(
        en="the Spark master at {master} gave no worker within {seconds} seconds",
        zh="{master} 处的 Spark 主节点在 {seconds} 秒内未分配工作节点",
    ),
    Text(
        en="start a worker, or free cores and memory; the master's page lists who holds them",
        zh="请启动工作节点，或释放核数和内存；主节点页面列有占用者",
    ),
)

# Seconds until a master that does not answer, and one that gives no worker, are given up.
PATIENCE = 5
PATIENCE_FOR_WORKERS = 60
_SETTINGS = {
    "spark.app.name": "bihuan",
    "spark.log.level": "ERROR",
    # A number that passed 64 bits would stop the run, never wrap.
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def reach(master: str, patience: int = PATIENCE_FOR_WORKERS) -> Any:
    """Return a session with views of its own; refuses a cluster that gives none.

    Args:
        master: as Spark writes it: ``spark://HOST:PORT``, or ``local[2]`` for this machine.
        patience: seconds within which a worker must take a task.
    """
    if find_spec("pyspark") is None:
        raise Refused(NOT_INSTALLED)
    if not _has_java():
        raise Refused(NO_JAVA)
    addresses = master.removeprefix("spark://").split(",")
    if master.startswith("spark://") and not any(map(_answers, addresses)):
        raise Refused(UNREACHABLE, master=master, version=import_module("pyspark").__version__)
    session = _session(master)
    _require_a_worker(session, master, patience)
    return session.newSession()


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which(Path(home) / "bin" / "java" if home else "java") is not None


def _answers(address: str) -> bool:
    parts = urlsplit(f"//{address}")
    try:
        socket.create_connection((parts.hostname or "", parts.port or 7077), PATIENCE).close()
    except (OSError, ValueError):
        # Nobody listens, the name is unknown, or the port is no number of one.
        return False
    return True


def _session(master: str) -> Any:
    """Return the session of this process; one with another master is left first."""
    spark = import_module("pyspark.sql").SparkSession
    errors = import_module("pyspark.errors")
    active = spark.getActiveSession()
    if active is not None and active.sparkContext.master != master:
        active.stop()
    builder = spark.builder.master(master)
    for name, setting in _SETTINGS.items():
        builder = builder.config(name, setting)
    try:
        return builder.getOrCreate()
    except errors.PySparkRuntimeError as error:
        # The gateway ended before it answered: a Java that is too old, or none that starts.
        raise Refused(NO_JAVA) from error
    except import_module("py4j.protocol").Py4JJavaError as error:
        version = import_module("pyspark").__version__
        raise Refused(UNREACHABLE, master=master, version=version) from error


def _require_a_worker(session: Any, master: str, patience: int) -> None:
    """Refuse a master under which not even one row is counted in time; Spark would wait on."""
    with ThreadPoolExecutor(1) as waiting:
        counted = waiting.submit(session.range(1).count)
        try:
            counted.result(timeout=patience)
        except TimeoutError as error:
            # Stopping ends the count too, and gives the place in the queue back.
            session.stop()
            raise Refused(NO_WORKERS, master=master, seconds=patience) from error
