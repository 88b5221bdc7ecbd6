"""Workbooks written part by part, so that a test can break any of them."""

import io
import zipfile
from collections.abc import Callable

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
ROOT_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = (
    f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>"
)
WORKBOOK_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="r3" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'
)
STYLES = (
    f'<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="200" formatCode="0!.0,"/></numFmts>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/>'
    '<xf numFmtId="200"/></cellXfs></styleSheet>'
)


def parts(
    rows: str = "", *, strings: str = "", before: str = "", after: str = ""
) -> dict[str, str]:
    """Return the parts of a workbook whose only sheet has the given rows."""
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELATIONS,
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
        ),
    }


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Return the parts as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(rows: str = "", **more: str) -> bytes:
    """Return a workbook whose only sheet has the given rows."""
    return packed(parts(rows, **more))


def streamed(name: str, pieces, more: dict[str, str | bytes]) -> bytes:
    """Return a workbook one part of which is too large to be held in memory by a test."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for other, content in more.items():
            if other != name:
                archive.writestr(other, content)
        with archive.open(name, "w", force_zip64=False) as part:
            for piece in pieces:
                part.write(piece)
    return out.getvalue()


def repacked(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return a workbook with one of its parts rewritten."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    before = found[part].decode()
    after = change(before)
    assert after != before, "the change found nothing to change"
    return packed({**found, part: after})
