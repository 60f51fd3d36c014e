"""Save a workbook: the same bytes for the same content, with the rows of its tables set in place.

openpyxl writes the parts into memory; nothing of a register goes into temporary files.
"""

import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import tostring

from .parts import normal, renamed
from .rows import Block

EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001  (file times in a zip have no zone)
Blocks = dict[Worksheet, list[Block]]


class TableBook(Workbook):  # type: ignore[misc]
    """A workbook without a sheet, whose long tables are kept as frames until it is saved."""

    def __init__(self) -> None:
        super().__init__()
        self.remove(self.active)
        self.blocks: Blocks = {}
        self.results: dict[Worksheet, dict[str, float]] = {}

    def add_rows(self, sheet: Worksheet, block: Block) -> None:
        """Put rows on a sheet on which no other cell stands in these rows."""
        self.blocks.setdefault(sheet, []).append(block)

    def add_result(self, sheet: Worksheet, cell: str, result: float) -> None:
        """Say what the formula of a cell gives: a reader that computes nothing shows that."""
        self.results.setdefault(sheet, {})[cell] = result


class _SheetWriter(WorksheetWriter):  # type: ignore[misc]
    """Writes one sheet to memory, with an empty row where a block begins."""

    def __init__(self, sheet: Worksheet, blocks: list[Block]) -> None:
        super().__init__(sheet, io.BytesIO())
        self.blocks = blocks

    def write_dimensions(self) -> None:
        if not self.blocks:  # openpyxl does not know how far they reach
            super().write_dimensions()

    def rows(self) -> list[tuple[int, list[object]]]:
        return sorted([*super().rows(), *((block.first, []) for block in self.blocks)])

    def write_hyperlinks(self) -> None:
        links = (link for block in self.blocks for link in block.links())
        self.ws._hyperlinks += [Hyperlink(ref=ref, location=place) for ref, place in links]
        super().write_hyperlinks()


class _BookWriter(ExcelWriter):  # type: ignore[misc]
    """Writes a workbook's parts; the rows of blocks are left out."""

    def write_worksheet(self, sheet: Worksheet) -> None:
        sheet._drawing = SpreadsheetDrawing()
        sheet._drawing.charts, sheet._drawing.images = sheet._charts, sheet._images
        writer = _SheetWriter(sheet, getattr(self.workbook, "blocks", {}).get(sheet, []))
        writer.write()
        sheet._rels = writer._rels
        self._archive.writestr(sheet.path[1:], writer.read())
        self.manifest.append(sheet)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes, free of the time and the system at which it was written, and of the XML
    library in use."""
    book.properties.creator = "sdg1241"
    raw, clean = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(raw, "w") as stored:  # compressed once, below
        _BookWriter(book, stored).write_data()
    blocks = {sheet.path[1:]: found for sheet, found in getattr(book, "blocks", {}).items()}
    results = {sheet.path[1:]: found for sheet, found in getattr(book, "results", {}).items()}
    with zipfile.ZipFile(raw) as read, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            data = _without_times(book) if name == "docProps/core.xml" else read.read(name)
            part = _with_results(normal(name, data), results.get(name, {}))
            _store(write, renamed(name), part, blocks.get(name, []))
    return clean.getvalue()


def _store(archive: zipfile.ZipFile, name: str, data: bytes, blocks: list[Block]) -> None:
    """Write a part, block after block, so that a long sheet is never whole in memory as XML."""
    entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
    entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
    entry.file_size = len(data) + sum(block.size for block in blocks)  # decides the form of the zip
    with archive.open(entry, "w") as part:
        for block in sorted(blocks, key=lambda block: block.first):
            before, _, data = data.partition(f'<row r="{block.first}"/>'.encode())
            part.write(before)
            for piece in block.xml():
                part.write(piece)
        part.write(data)


def _with_results(data: bytes, results: dict[str, float]) -> bytes:
    """A sheet whose formulas have their results, which openpyxl does not store."""
    for cell, result in results.items():
        blank = rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v/>'.encode()
        data = re.sub(blank, rb"\g<1><v>%a</v>" % result, data)
    return data


def _without_times(book: Workbook) -> bytes:
    tree = book.properties.to_tree()
    for part in list(tree):
        if part.tag.endswith(("}created", "}modified")):
            tree.remove(part)
    return bytes(tostring(tree))
