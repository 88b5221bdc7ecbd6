"""Files made to harm whoever opens them, each with the code of its refusal."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator

from bihuan.intake.engine.cells import column_letters
from tests.intake.workbooks import MAIN, WORKBOOK_RELATIONS, packed, parts, streamed, workbook

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
OPEN = f"<worksheet {MAIN}><sheetData>".encode()
CLOSE = b"</sheetData></worksheet>"
MIB = 1 << 20


def gibibyte_in_a_cell() -> bytes:
    def pieces() -> Iterator[bytes]:
        yield OPEN + b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
        for _ in range(1024):
            yield b" " * MIB
        yield b"</t></is></c></row>" + CLOSE

    return streamed(SHEET, pieces(), parts())


def long_cell_that_compresses_badly() -> bytes:
    noise = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=MIB)).encode()  # noqa: S311
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + noise * 20
    return packed({**parts(), SHEET: OPEN + cell + b"</t></is></c></row>" + CLOSE})


def endless_attribute() -> bytes:
    noise = "".join(random.Random(2).choices("abcdefghijklmnopqrstuvwxyz", k=MIB)).encode()  # noqa: S311
    return packed({**parts(), SHEET: OPEN + b'<row r="' + noise * 30 + b'"/>' + CLOSE})


def far_cell() -> bytes:
    return workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def million_rows() -> bytes:
    def pieces() -> Iterator[bytes]:
        yield OPEN
        for block in range(0, 1_048_576, 4096):
            rows = range(block + 1, block + 4097)
            yield "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in rows).encode()
        yield CLOSE

    return streamed(SHEET, pieces(), parts())


def wide_million_rows() -> bytes:
    def pieces() -> Iterator[bytes]:
        yield OPEN
        for block in range(0, 1_048_576, 4096):
            yield "".join(
                f'<row r="{r}">'
                + "".join(f'<c r="{c}{r}"><v>{r}</v></c>' for c in "ABCDEF")
                + "</row>"
                for r in range(block + 1, block + 4097)
            ).encode()
        yield CLOSE

    return streamed(SHEET, pieces(), parts())


def million_blank_cells() -> bytes:
    letters = [column_letters(c) for c in range(1, 251)]
    rows = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}" s="1"/>' for c in letters) + "</row>"
        for r in range(1, 10_001)
    )
    return packed({**parts(), SHEET: OPEN + rows.encode() + CLOSE})


def external_entity() -> bytes:
    declared = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    text = f"{declared}<sst {MAIN}><si><t>&e;</t></si></sst>"
    return packed({**parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), STRINGS: text})


def external_entity_in_a_part_we_do_not_read() -> bytes:
    declared = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'
    return packed({**parts(), "docProps/app.xml": declared})


def billion_laughs() -> bytes:
    laughs = '<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    text = f"<!DOCTYPE x [{laughs}]><sst {MAIN}><si><t>&a9;</t></si></sst>"
    return packed({**parts(), STRINGS: text})


def deep_xml() -> bytes:
    return packed({**parts(), "xl/theme/theme1.xml": "<a>" * 100_000 + "</a>" * 100_000})


def zip_bomb() -> bytes:
    def pieces() -> Iterator[bytes]:
        yield OPEN
        for _ in range(500):
            yield b"<row/>" * 100_000
        yield CLOSE

    return streamed(SHEET, pieces(), parts())


def bomb_with_a_false_size() -> bytes:
    """Return a zip whose directory says 1,000 bytes where 50 MB come out."""
    whole = packed({**parts(), SHEET: OPEN + b"<row/>" * 8_000_000 + CLOSE})
    size = (len(OPEN) + 6 * 8_000_000 + len(CLOSE)).to_bytes(4, "little")
    return whole.replace(size, (1000).to_bytes(4, "little"))


def nested_zip() -> bytes:
    return packed({**parts(), "xl/media/inner.zip": packed({"a": "b"})})


def thousand_parts() -> bytes:
    return packed({**parts(), **{f"xl/media/{n}.png": "" for n in range(1000)}})


def duplicate_part() -> bytes:
    out = io.BytesIO(workbook('<row r="1"><c r="A1"><v>1</v></c></row>'))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET.upper(), OPEN + CLOSE)
    return out.getvalue()


def path_out_of_the_file() -> bytes:
    return packed({**parts(), "../../evil.xml": "<a/>"})


def encrypted_part() -> bytes:
    whole = bytearray(workbook())
    at = whole.index(b"PK\1\2")
    whole[at + 8] |= 1
    return bytes(whole)


def external_links() -> bytes:
    return packed({**parts(), "xl/externalLinks/externalLink1.xml": "<externalLink/>"})


def embedded_file() -> bytes:
    return packed({**parts(), "xl/embeddings/oleObject1.bin": b"x"})


def macros() -> bytes:
    return packed({**parts(), "xl/vbaProject.bin": b"x"})


def same_cell_twice() -> bytes:
    return workbook('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')


def cell_in_another_row() -> bytes:
    return workbook('<row r="1"><c r="A7"><v>1</v></c></row>')


def string_from_the_end() -> bytes:
    return workbook('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', strings="<si><t>x</t></si>")


def one_long_text_in_every_cell() -> bytes:
    cells = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{c}{r}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJKLMNOP")
        + "</row>"
        for r in range(1, 20_001)
    )
    noise = "".join(random.Random(3).choices("abcdefghijklmnopqrstuvwxyz", k=32_000))  # noqa: S311
    return workbook(cells, strings=f"<si><t>{noise}</t></si>")


def many_merged_areas() -> bytes:
    areas = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 50_001))
    return workbook("", after=f"<mergeCells>{areas}</mergeCells>")


def relation_out_of_the_file() -> bytes:
    away = WORKBOOK_RELATIONS.replace("worksheets/sheet1.xml", "../../../etc/passwd")
    return packed({**parts(), "xl/_rels/workbook.xml.rels": away})


def old_excel() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000


def encrypted_excel() -> bytes:
    return old_excel() + "EncryptedPackage".encode("utf-16-le")


def open_document() -> bytes:
    return packed(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
    )


def word_document() -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"})


def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 100


HOSTILE: dict[Callable[[], bytes], str] = {
    gibibyte_in_a_cell: "unpacks-too-big",
    long_cell_that_compresses_badly: "cell-too-long",
    endless_attribute: "cell-too-long",
    far_cell: "far-cell",
    million_rows: "far-cell",
    wide_million_rows: "unpacks-too-big",
    million_blank_cells: "sheet-too-big",
    external_entity: "xml-refused",
    external_entity_in_a_part_we_do_not_read: "xml-refused",
    billion_laughs: "xml-refused",
    deep_xml: "sheet-too-big",
    zip_bomb: "unpacks-too-big",
    bomb_with_a_false_size: "workbook-damaged",
    nested_zip: "unsafe-archive",
    thousand_parts: "unsafe-archive",
    duplicate_part: "unsafe-archive",
    path_out_of_the_file: "unsafe-archive",
    encrypted_part: "file-encrypted",
    external_links: "outside-content",
    embedded_file: "outside-content",
    macros: "macros-refused",
    same_cell_twice: "workbook-damaged",
    cell_in_another_row: "workbook-damaged",
    string_from_the_end: "workbook-damaged",
    one_long_text_in_every_cell: "sheet-too-big",
    many_merged_areas: "sheet-too-big",
    relation_out_of_the_file: "workbook-damaged",
    old_excel: "old-excel",
    encrypted_excel: "file-encrypted",
    open_document: "not-a-table",
    word_document: "not-a-table",
    picture: "not-a-table",
}
