"""What verification can find wrong, each with a name and a way out."""

from __future__ import annotations

from bihuan.ledger.words import Message, Text

_RESTORE = Text(
    en="compare with a backup or a published bundle to see which side was changed",
    zh="请与备份或已公布的核验包比对，确认哪一方被改动",
)

FACT_CHANGED = Message(
    "ledger-fact-changed",
    Text(
        en="record {fact} and the hash of it at {index} in the log differ",
        zh="记录 {fact} 与账本第 {index} 位的哈希不一致",
    ),
    _RESTORE,
)
COLUMN_CHANGED = Message(
    "ledger-column-changed",
    Text(
        en="column {column} of record {fact} is not what was recorded",
        zh="记录 {fact} 的 {column} 列与原始记录不一致",
    ),
    Text(
        en="the record itself is whole; restore the column from it",
        zh="记录本身完好，请按记录恢复该列",
    ),
)
FACT_MISSING = Message(
    "ledger-fact-missing",
    Text(
        en="record {fact}, number {index} of the log, is not stored",
        zh="账本第 {index} 位的记录 {fact} 不存在",
    ),
    Text(en="restore the record from a backup", zh="请用备份恢复该记录"),
)
FACT_NOWHERE = Message(
    "ledger-fact-nowhere",
    Text(
        en="record {fact} has no place in the log and waits for none",
        zh="记录 {fact} 既未纳入账本，也不在待封存之列",
    ),
    Text(
        en="find out whether the record was put in, or its place taken away",
        zh="请查明是后来插入的记录，还是其位置被删除",
    ),
)
LOG_GAP = Message(
    "ledger-log-gap",
    Text(en="the log has no number {index}", zh="账本缺少第 {index} 位"),
    Text(en="restore the place from a backup", zh="请用备份恢复该位置"),
)
STREAM_ORDER = Message(
    "ledger-stream-order",
    Text(
        en="the stream {stream} goes on with number {n} where {expected} should stand",
        zh="序列 {stream} 应为第 {expected} 条，实际为第 {n} 条",
    ),
    _RESTORE,
)
LOG_TIME_BACKWARDS = Message(
    "ledger-time-backwards",
    Text(
        en="record {fact}, number {index} of the log, is dated {recorded}; {newest} stands before",
        zh="账本第 {index} 位的记录 {fact} 时间为 {recorded}，早于其前已有的 {newest}",
    ),
    Text(
        en="it was dated back; ask who recorded it, and on which ground",
        zh="该记录的时间被提前，请查明由谁登记、依据是什么",
    ),
)
TILE_CHANGED = Message(
    "ledger-tile-changed",
    Text(
        en="tile {level}/{index} of the log does not follow from what lies below it",
        zh="账本的哈希块 {level}/{index} 与下层内容不符",
    ),
    Text(
        en="the records are whole; tiles can be computed again from them",
        zh="记录本身完好，可据此重新计算哈希块",
    ),
)
ROWS_CHANGED = Message(
    "ledger-rows-changed",
    Text(
        en="the rows of record {fact} do not lead to its root",
        zh="记录 {fact} 的数据行与其根哈希不符",
    ),
    Text(
        en="import the kept document again beside it and compare the rows",
        zh="请重新导入已留存的原始文件，逐行比对",
    ),
)
DOCUMENT_CHANGED = Message(
    "ledger-document-changed",
    Text(
        en="document {digest} or its name is not what was kept",
        zh="文件 {digest} 或其名称与留存时不一致",
    ),
    Text(en="restore the document from a backup", zh="请用备份恢复该文件"),
)
DOCUMENT_MISSING = Message(
    "ledger-document-missing",
    Text(
        en="document {digest}, which record {fact} names, is not kept any more",
        zh="记录 {fact} 所引用的文件 {digest} 已不存在",
    ),
    Text(
        en="restore the document from a backup; its digest tells whether it is the right one",
        zh="请用备份恢复该文件，并按摘要核对",
    ),
)
PRIVATE_CHANGED = Message(
    "ledger-private-changed",
    Text(
        en="the personal value {field} of record {fact} does not match its commitment",
        zh="记录 {fact} 的个人信息 {field} 与承诺值不符",
    ),
    Text(en="restore the value from a backup", zh="请用备份恢复该信息"),
)
PRIVATE_LOST = Message(
    "ledger-private-lost",
    Text(
        en="the personal value {field} of record {fact} is gone, and no erasure was recorded",
        zh="记录 {fact} 的个人信息 {field} 已丢失，且没有删除记录",
    ),
    Text(
        en="restore the value, or record its erasure with the ground for it",
        zh="请恢复该信息；确需删除的，请登记删除并写明依据",
    ),
)
PRIVATE_NOT_ERASED = Message(
    "ledger-private-not-erased",
    Text(
        en="the personal value {field} of record {fact} was erased and is here again",
        zh="记录 {fact} 的个人信息 {field} 已登记删除，却又出现",
    ),
    Text(
        en="it came back with an old backup; erase it again",
        zh="可能随旧备份恢复，请再次删除",
    ),
)
CHECKPOINT_WRONG = Message(
    "ledger-checkpoint-wrong",
    Text(
        en="the checkpoint at {size} does not hold: {reason}",
        zh="第 {size} 位的检查点不成立：{reason}",
    ),
    _RESTORE,
)
PINNED_DIFFERS = Message(
    "ledger-pinned-differs",
    Text(
        en="the log here is not the one whose checkpoint at {size} was kept outside",
        zh="本账本与外部留存的第 {size} 位检查点不一致",
    ),
    Text(
        en="the log was cut, replaced or rewritten; keep both and ask who holds its key",
        zh="账本被截断、替换或改写；请保留双方证据，并追查密钥持有人",
    ),
)
PINNED_UNREADABLE = Message(
    "ledger-pinned-unreadable",
    Text(en="what was kept outside is no checkpoint", zh="所给文件不是检查点"),
    Text(
        en="give what bihuan seal printed, or log/checkpoint out of a bundle, byte for byte",
        zh="请原样提供 bihuan seal 打印的内容，或核验包中的 log/checkpoint",
    ),
)

NO_ROOT = Text(en="the log has another root at this size", zh="该长度处的根哈希不同")
TOO_SHORT = Text(en="the log is shorter", zh="账本长度不足")
NO_SIGNATURE = Text(en="it was not signed with the key of this log", zh="不是用本账本的密钥签发")
NO_KEY = Text(en="the key file of this log is missing", zh="缺少本账本的密钥文件")
NO_TIME = Text(en="the time of signing was changed", zh="签发时间被改动")
