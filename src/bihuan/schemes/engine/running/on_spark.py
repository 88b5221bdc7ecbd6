"""The same query on Spark 4: the tables go as Parquet into a folder that all its machines see."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

import pyarrow as pa
from pyarrow import parquet

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.running.query_tables import answered, small_tables
from bihuan.schemes.engine.running.query_text import QueryText
from bihuan.schemes.engine.running.scores import Prepared, Scores
from bihuan.schemes.engine.running.spark_session import reach

__all__ = ["by_spark", "reach"]

UNUSABLE = Message(
    "spark-folder-unusable",
    Text(
        en="Spark's tables cannot be written to {folder}: {detail}",
        zh="无法将 Spark 所用的表写入 {folder}：{detail}",
    ),
    Text(
        en="let BIHUAN_SPARK_FOLDER name a folder that this account may write to",
        zh="请用 BIHUAN_SPARK_FOLDER 指明本账户可以写入的目录",
    ),
)
UNSEEN = Message(
    "spark-folder-unseen",
    Text(
        en="a Spark worker cannot read the tables in {folder}",
        zh="Spark 工作节点无法读取 {folder} 中的表",
    ),
    Text(
        en="let BIHUAN_SPARK_FOLDER name a folder that every machine of the cluster sees under the"
        " same path, and that the workers' account may read",
        zh="请用 BIHUAN_SPARK_FOLDER 指明集群各机器以相同路径可见、且工作节点账户可读的目录",
    ),
)

# Rows of a piece of the facts, which one core reads at a time: about 10 MB.
PIECE = 500_000
_TYPES = {pa.int32(): "INT", pa.int64(): "BIGINT"}
# How Spark and its file system say that a worker does not see a file, or may not read it.
_NOT_SEEN = ("FILE_NOT_EXIST", "FileNotFoundException", "Permission denied")


def by_spark(ready: Prepared, master: str, folder: str = "") -> Scores:
    """Return the scores by the query on a cluster, or on this machine (``local[2]``).

    Args:
        ready: the scheme.
        master: as Spark writes it.
        folder: what all machines see under this path; if not said, that of temporary files, which
            is enough where all run on one machine.
    """
    session = reach(master)
    place = Path(folder or gettempdir())
    with _written(ready, place) as tables:
        try:
            found = _asked(session, QueryText("spark").asked(ready), tables)
        except Exception as error:
            if any(said in str(error) for said in _NOT_SEEN):
                raise Refused(UNSEEN, folder=place) from error
            raise
    return answered(ready, found, "spark")


def _asked(session: Any, query: str, tables: Mapping[Path, pa.Table]) -> pa.Table:
    for path, table in tables.items():
        # Spark would run a job on each file to find this out.
        columns = ", ".join(f"{column.name} {_TYPES[column.type]}" for column in table.schema)
        session.read.schema(columns).parquet(path.as_uri()).createOrReplaceTempView(path.stem)
    return session.sql(query).toArrow()


@contextmanager
def _written(ready: Prepared, folder: Path) -> Iterator[Mapping[Path, pa.Table]]:
    """Write the tables into a folder of their own, which is removed afterwards."""
    own = folder.absolute() / f"bihuan-{uuid4().hex}"
    tables = {"facts": ready.facts.table, **small_tables(ready)}
    found = {own / f"{name}.parquet": table for name, table in tables.items()}
    try:
        try:
            # Readable as the umask says: the workers may run under another account.
            own.mkdir()
            for path, table in found.items():
                parquet.write_table(table, path, row_group_size=PIECE)
        except OSError as error:
            raise Refused(UNUSABLE, folder=folder, detail=error.strerror or error) from error
        yield found
    finally:
        shutil.rmtree(own, ignore_errors=True)
