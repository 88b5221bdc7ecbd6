"""The second engine of a run: the one that a person names, reached before the run begins."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.run import Score
from bihuan.schemes.engine.running import engines

NOT_CONFIGURED = Message(
    "postgresql-not-configured",
    Text(
        en="the data are not kept on PostgreSQL here, so there is no server to score on",
        zh="此处数据未存放在 PostgreSQL 中，没有可供计算的服务器",
    ),
    Text(
        en="name the server: --engine postgresql://USER:PASSWORD@HOST/NAME",
        zh="请指明服务器：--engine postgresql://用户:密码@主机/库名",
    ),
)


def checked_by(engine: str) -> Score:
    """Return scoring that this engine checks; refuses one that does not answer."""
    named = _configured() if engine == "postgresql" else engine
    engines.reach(named)
    return partial(engines.score, engine=named, folder=settings.SPARK_FOLDER)


def _configured() -> str:
    """Return the URL of the server that keeps the data."""
    if connection.vendor != "postgresql":
        raise Refused(NOT_CONFIGURED)
    said = {key: quote(str(part), safe="") for key, part in connection.settings_dict.items()}
    who = said["USER"] + (f":{said['PASSWORD']}" if said["PASSWORD"] else "")
    where = said["HOST"] + (f":{said['PORT']}" if said["PORT"] else "")
    return f"postgresql://{who}@{where}/{said['NAME']}"
