"""Weigh a workbook before it is opened.

A workbook is a zip of XML. An archive that unpacks to far more than it holds, a part that would
fill the memory, or XML that declares entities is refused here, before any of it is parsed.
"""

import io
import zipfile

from .cells import NotReadableError

LARGEST = 1 << 30
LARGEST_PART = 64 << 20
BOMB_SIZE, BOMB_RATIO = 20 << 20, 200
SHEETS = "xl/worksheets/"
FORMULA_MARKS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
OTHERS = {
    "xl/workbook.bin": "is a binary Excel workbook (.xlsb)",
    "content.xml": "is an OpenDocument file (.ods)",
    "word/document.xml": "is a Word document",
}


def weigh(data: bytes) -> bool:
    """Refuse what is no workbook or not safe to open; tell whether any sheet holds a formula.

    Raises:
        NotReadableError: the bytes are no workbook that can be read safely.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_others(set(archive.namelist()))
            _refuse_swollen(archive.infolist())
            formulas = [_refuse_declarations(archive, part) for part in archive.infolist()]
            return any(formulas)
    except NotReadableError:
        raise
    except Exception as fault:  # a damaged archive fails in zlib, in zipfile or in a checksum
        raise NotReadableError(
            f"is a damaged or incomplete Excel workbook ({type(fault).__name__})"
        ) from None


def _refuse_others(names: set[str]) -> None:
    for name, what in OTHERS.items():
        if name in names:
            raise NotReadableError(what)
    if "xl/workbook.xml" not in names:
        raise NotReadableError("is a zip archive, but no Excel workbook")


def _refuse_swollen(parts: list[zipfile.ZipInfo]) -> None:
    """Sheets are read in pieces and may be long; every other part that is read at all is read
    whole."""
    swollen = any(
        p.file_size > BOMB_SIZE and p.file_size > BOMB_RATIO * max(p.compress_size, 1)
        for p in parts
    )
    whole = [
        p
        for p in parts
        if p.filename.endswith((".xml", ".rels")) and not p.filename.startswith(SHEETS)
    ]
    if (
        swollen
        or sum(p.file_size for p in parts) > LARGEST
        or any(p.file_size > LARGEST_PART for p in whole)
    ):
        raise NotReadableError("unpacks to far more than a table of submissions can hold")


def _refuse_declarations(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Refuse a part that declares entities; tell whether it is a sheet with a formula."""
    with archive.open(part) as file:
        head = file.read(1 << 16)
        utf16 = b"\0" in head[:64] and part.filename.endswith((".xml", ".rels"))
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or utf16:
            raise NotReadableError("holds XML with declarations that a workbook does not need")
        while part.filename.startswith(SHEETS) and head:
            if any(mark in head for mark in FORMULA_MARKS):
                return True
            head = head[-16:] + more if (more := file.read(1 << 20)) else b""
    return False
