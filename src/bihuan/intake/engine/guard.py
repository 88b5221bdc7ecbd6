"""What kind of file came in, told by its content; what is no table is refused with help.

Workbooks are then judged by their zip directory (`archive`), streamed under limits
(`streaming`) and only then interpreted (`workbook`), in a process of their own (`reading`).
"""

from typing import Literal

from bihuan.ledger.words import Message, Refused, Text

MIB = 1 << 20
MAX_WORKBOOK = 32 * MIB
MAX_TABLE = 512 * MIB

Kind = Literal["workbook", "table"]

FILE_EMPTY = Message(
    "file-empty",
    Text("the file is empty", "文件是空的"),
    Text("send the form with its figures", "请发送填好的表格"),
)
FILE_TOO_BIG = Message(
    "file-too-big",
    Text(
        "the file has {size} MB; at most {most} MB are read", "文件有 {size} MB，最多读取 {most} MB"
    ),
    Text("split it, or send a large table as CSV", "请拆分文件，数据量大时改用 CSV"),
)
NOT_A_TABLE = Message(
    "not-a-table",
    Text(
        "this is neither an Excel workbook nor a CSV file", "这不是 Excel 工作簿，也不是 CSV 文件"
    ),
    Text("save it as .xlsx or .csv and send it again", "请另存为 .xlsx 或 .csv 后重新发送"),
)
OLD_EXCEL = Message(
    "old-excel",
    Text(
        "this is a workbook in the format of Excel 97-2003 (.xls)",
        "这是 Excel 97-2003 格式（.xls）的工作簿",
    ),
    Text(
        "open it, choose Save as, and take Excel workbook (.xlsx)",
        "请打开后另存为“Excel 工作簿（.xlsx）”",
    ),
)
FILE_ENCRYPTED = Message(
    "file-encrypted",
    Text("the file is protected by a password", "文件设有打开密码"),
    Text("remove the password and send it again", "请取消打开密码后重新发送"),
)

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BEGINNING = 1 << 16


def kind_of(content: bytes) -> Kind:
    """Tell a workbook from a table by content, whatever the name says; refuse everything else."""
    if not content.strip():
        raise Refused(FILE_EMPTY)
    if content.startswith(_OLE):
        raise Refused(
            FILE_ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in content else OLD_EXCEL
        )
    kind: Kind = "workbook" if content.startswith((b"PK\3\4", b"PK\5\6")) else "table"
    most = MAX_WORKBOOK if kind == "workbook" else MAX_TABLE
    if len(content) > most:
        raise Refused(FILE_TOO_BIG, size=len(content) // MIB, most=most // MIB)
    # No text file holds a zero byte; a picture, a PDF or a UTF-16 text soon does.
    if kind == "table" and (b"\0" in content[:_BEGINNING] or content.startswith(b"%PDF")):
        raise Refused(NOT_A_TABLE)
    return kind
