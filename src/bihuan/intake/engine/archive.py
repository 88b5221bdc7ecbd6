"""The directory of a workbook's zip, judged before anything in it is unpacked.

One megabyte of zip can hold a gigabyte of XML, two parts of one name, programs, or ways
out of the file: all of it shows in the directory.
"""

import io
import struct
import zipfile

from bihuan.intake.engine.guard import FILE_ENCRYPTED, MIB, NOT_A_TABLE
from bihuan.ledger.words import Message, Refused, Text

MAX_PARTS = 500
MAX_PART = 96 * MIB
MAX_UNPACKED = 128 * MIB
MAX_RATIO = 100

MACROS_REFUSED = Message(
    "macros-refused",
    Text("the workbook carries macros", "工作簿带有宏"),
    Text(
        "save it as Excel workbook (.xlsx), which carries none",
        "请另存为不带宏的“Excel 工作簿（.xlsx）”",
    ),
)
OUTSIDE_CONTENT = Message(
    "outside-content",
    Text(
        "the workbook is tied to something outside its cells: {part}",
        "工作簿链接或嵌入了单元格以外的内容：{part}",
    ),
    Text(
        "break the links, remove embedded files and data connections, and save again",
        "请断开外部链接，删除嵌入文件和数据连接后重新保存",
    ),
)
WORKBOOK_DAMAGED = Message(
    "workbook-damaged",
    Text("the workbook is damaged: {why}", "工作簿已损坏：{why}"),
    Text(
        "open it in Excel or WPS, save it, and send it again",
        "请用 Excel 或 WPS 打开，保存后重新发送",
    ),
)
UNSAFE_ARCHIVE = Message(
    "unsafe-archive",
    Text("the workbook is packed in an unsafe way: {why}", "工作簿的打包方式不安全：{why}"),
    Text(
        "open it in Excel or WPS, save it as a new .xlsx",
        "请用 Excel 或 WPS 打开，另存为新的 .xlsx",
    ),
)
UNPACKS_TOO_BIG = Message(
    "unpacks-too-big",
    Text("unpacked, {part} would have {size} MB", "{part} 解压后有 {size} MB，超出上限"),
    Text(
        "copy the figures into the form that was handed out, or send them as CSV",
        "请把数据复制到下发的表格中，或改用 CSV 发送",
    ),
)

NO_SHEETS = Text("it holds no worksheet", "其中没有工作表")
BAD_PART = Text("a part of it cannot be read", "其中有内容无法读取")
_NO_ZIP = Text("its directory cannot be read", "无法读取其目录")
_TWICE = Text("one part stands in it twice", "同一部分出现两次")
_PATH = Text("a part lies outside its folder", "有部分位于目录之外")
_METHOD = Text("an unusual compression", "压缩方式不常见")
_NESTED_ZIP = Text("another archive lies inside", "内含其他压缩文件")
_MANY = Text("it has too many parts", "部分数量过多")
_WHOLE = Text("the workbook", "工作簿")

_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".7z", ".rar", ".gz", ".jar")
_OUTSIDE = (
    "externallinks/", "embeddings/", "activex/", "querytables/", "connections.xml", "customui/",
    "ctrlprops/",
)  # fmt: skip
# The last record of a zip: parts and length of its directory stand in it.
_END = struct.Struct("<4s4H2LH")


def damaged(why: Text = BAD_PART) -> Refused:
    """Return the refusal of a workbook that cannot be read as one."""
    return Refused(WORKBOOK_DAMAGED, why=why)


def open_workbook(content: bytes) -> zipfile.ZipFile:
    """Open the zip of a workbook once its directory has been judged."""
    _judge_end(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        struct.error,
        OverflowError,
    ) as error:
        raise damaged(_NO_ZIP) from error
    _judge_directory(archive.infolist())
    return archive


def _judge_end(content: bytes) -> None:
    """Refuse a directory that is too long before it is read into memory."""
    if len(content) < _END.size:
        raise damaged(_NO_ZIP)
    mark, _, _, _, parts, length, _, comment = _END.unpack(content[-_END.size :])
    if mark != b"PK\5\6" or comment:
        raise damaged(_NO_ZIP)
    if parts > MAX_PARTS or length > MAX_PARTS * 1024 or content[-42:-38] == b"PK\6\7":
        raise Refused(UNSAFE_ARCHIVE, why=_MANY)


def _judge_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names):
        raise Refused(UNSAFE_ARCHIVE, why=_TWICE)
    for part in parts:
        _judge_part(part)
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        size = sum(part.file_size for part in parts) // MIB
        raise Refused(UNPACKS_TOO_BIG, part=_WHOLE, size=size)
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise Refused(NOT_A_TABLE)
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused(NOT_A_TABLE)


def _judge_part(part: zipfile.ZipInfo) -> None:
    name = part.filename.lower()
    if part.flag_bits & 0x1:
        raise Refused(FILE_ENCRYPTED)
    if "\\" in part.orig_filename or name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise Refused(UNSAFE_ARCHIVE, why=_PATH)
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refused(UNSAFE_ARCHIVE, why=_METHOD)
    if name.endswith(("vbaproject.bin", "vbadata.xml")) or "macrosheets/" in name:
        raise Refused(MACROS_REFUSED)
    if any(mark in name for mark in _OUTSIDE):
        raise Refused(OUTSIDE_CONTENT, part=part.filename)
    if name.endswith(_ARCHIVES):
        raise Refused(UNSAFE_ARCHIVE, why=_NESTED_ZIP)
    swollen = part.file_size > MIB and part.file_size > MAX_RATIO * part.compress_size
    if part.file_size > MAX_PART or swollen:
        raise Refused(UNPACKS_TOO_BIG, part=part.filename, size=part.file_size // MIB)
