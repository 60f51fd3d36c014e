"""The parts of a workbook that are read, found and weighed before a library opens the file.

A workbook (.xlsx) is a zip of XML. Only the parts that reading needs are looked into: the workbook
itself, its relations, texts and styles, and the sheets. Pictures, queries and macros are not.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree as ET

from .guard import NotReadableError, refuse_swollen

WORKBOOK = "xl/workbook.xml"
OTHERS = {
    "xl/workbook.bin": "is a binary Excel workbook (.xlsb)",
    "content.xml": "is an OpenDocument file (.ods)",
    "word/document.xml": "is a Word document",
}
DECLARED = (b"<!DOCTYPE", b"<!ENTITY")
NO_SHEET = ("chartsheet", "dialogsheet", "macrosheet")
AROUND = r'(?:\[[^\]]*\]|"[^"]*"|\\.|[@;_*\s])*'  # what does not change that a year is shown
YEAR_ONLY = re.compile(f"{AROUND}[ye]+{AROUND}", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """A workbook whose parts are known.

    Attributes:
        archive: the open zip.
        sheets: the part of each sheet by the sheet's name, in order.
        epoch_1904: whether numbers of days count from 1904.
        years: numbers of cell styles that show a day as its year alone.
    """

    archive: zipfile.ZipFile
    sheets: dict[str, str]
    epoch_1904: bool
    years: frozenset[str]


def parts_of(data: bytes) -> Parts:
    """Find the parts and refuse what is no workbook, or not safe to open.

    Raises:
        NotReadableError: for such a file.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        return _parts(archive)
    except NotReadableError:
        raise
    except Exception as fault:  # a damaged archive fails in zlib, in zipfile or in a checksum
        kind = type(fault).__name__
        raise NotReadableError(f"is a damaged or incomplete Excel workbook ({kind})") from None


def _parts(archive: zipfile.ZipFile) -> Parts:
    # part names are compared without case, and some writers use backslashes
    names = {_plain(name): name for name in archive.namelist()}
    for name, what in OTHERS.items():
        if name in names:
            raise NotReadableError(what)
    if WORKBOOK not in names:
        raise NotReadableError("is a zip archive, but no Excel workbook")
    infos = {_plain(info.filename): info for info in archive.infolist()}
    fixed = [
        n for n in (WORKBOOK, "xl/_rels/workbook.xml.rels", "[content_types].xml") if n in names
    ]
    refuse_swollen([infos[n] for n in fixed], set())
    book = _xml(archive, names[WORKBOOK])
    targets = _relations(archive, names)
    sheets = {}
    for sheet in _all(book, "sheet"):
        key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        kind, part = targets.get(key, ("", ""))
        if part in names and not any(kind.endswith(other) for other in NO_SHEET):
            sheets[sheet.attrib.get("name", "")] = part
    others = [n for n in ("xl/styles.xml", "xl/sharedstrings.xml") if n in names]
    streamed = {infos[part].filename for part in sheets.values()}
    refuse_swollen([infos[n] for n in (*fixed, *others, *sheets.values())], streamed)
    for part in (*others, *sheets.values()):
        _refuse_declarations(archive, names[part])
    properties = next(_all(book, "workbookPr"), None)
    flag = properties.attrib.get("date1904", "0") if properties is not None else "0"
    styles = _xml(archive, names["xl/styles.xml"]) if "xl/styles.xml" in names else None
    found = {name: names[part] for name, part in sheets.items()}
    return Parts(archive, found, flag in ("1", "true"), _year_styles(styles))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _xml(archive: zipfile.ZipFile, part: str) -> ET.Element:
    _refuse_declarations(archive, part)
    return ET.fromstring(archive.read(part))  # noqa: S314  (declarations are refused above)


def _all(top: ET.Element, name: str) -> Any:
    """Elements of that name, whatever their namespace: strict and transitional files differ."""
    return (e for e in top.iter() if e.tag.rpartition("}")[2] == name)


def _relations(archive: zipfile.ZipFile, names: dict[str, str]) -> dict[str, tuple[str, str]]:
    part = "xl/_rels/workbook.xml.rels"
    if part not in names:
        return {}
    found = {}
    for relation in _all(_xml(archive, names[part]), "Relationship"):
        target = relation.attrib.get("Target", "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        found[relation.attrib.get("Id", "")] = (relation.attrib.get("Type", ""), _plain(path))
    return found


def _refuse_declarations(archive: zipfile.ZipFile, part: str) -> None:
    with archive.open(part) as file:
        head = file.read(1 << 16)
    if any(mark in head for mark in DECLARED) or b"\0" in head[:64]:
        raise NotReadableError("holds XML with declarations that a workbook does not need")


def _year_styles(styles: ET.Element | None) -> frozenset[str]:
    """Styles under which a cell shows a day as a year: people type 2016 into such a cell, and mean
    the year 2016, not the day with that number."""
    if styles is None:
        return frozenset()
    formats = {
        f.attrib.get("numFmtId"): f.attrib.get("formatCode", "") for f in _all(styles, "numFmt")
    }
    years = {key for key, code in formats.items() if YEAR_ONLY.fullmatch(code)}
    cells = next(_all(styles, "cellXfs"), None)
    return frozenset(
        str(n) for n, xf in enumerate(cells or ()) if xf.attrib.get("numFmtId") in years
    )
