"""One pass over the XML of a sheet, before and beside the library that reads it.

The library allocates the whole rectangle between the first and the last cell, so a sheet of two
cells can end the process: how far the cells reach is found here first. And it gives as blank what
a person must be told of: cells that hold an error, formulas without a stored result; and as a day
of 1905 a cell that shows a year.
"""

import re
import string
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from .guard import LARGEST_PART, SWOLLEN, NotReadableError

BLOCK = 1 << 20
ENDS = (b"</row>", b"</c>", b":row>")  # of a row or a cell
LONGEST_END = max(map(len, ENDS))
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
# Nearly all files write attributes in one form, for which a literal beginning is ten times faster.
USUAL_REFERENCE = re.compile(rb'r="([A-Za-z]*[0-9]+)"')
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*[0-9]+)["']""")
OTHER_FORMS = (b"r='", b"r =", b"r\n", b"r\t", b"r\r", b'= "', b"= '")
DIGITS, LETTERS = b"0123456789", string.ascii_letters.encode()
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
ATTRIBUTE = re.compile(rb"""\b(r|s|t)\s*=\s*["']([^"']*)["']""")
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)</", re.DOTALL)
FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</)", re.DOTALL)
LOSSES = (b't="e"', b"t='e'", b"<f", b":f>", b":f ", b":f/")


@dataclass
class Marks:
    """What the pass found.

    Attributes:
        rows, columns: of the last cell.
        cells: how many cells have a place of their own.
        texts: the text of cells that the library would lose, by row and column (both from 1).
        lost: row, column (from 0) and text of formulas without a stored result.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    lost: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def area(self) -> int:
        """Cells of the rectangle that the library will allocate."""
        return self.rows * self.columns


def marks_of(archive: zipfile.ZipFile, part: str, years: frozenset[str]) -> Marks:
    """Pass over the XML of one sheet.

    Args:
        archive, part: where it is.
        years: styles under which a number is a year.

    Raises:
        NotReadableError: a cell lies below the last row or right of the last column of a sheet, or
            there is no end to a row.
    """
    marks = Marks()
    shown = re.compile(rb"""\bs\s*=\s*["'](?:%s)["']""" % "|".join(sorted(years)).encode())
    with archive.open(part) as file:
        for block in _blocks(file):
            _measure(block, marks)
            if any(mark in block for mark in LOSSES) or (years and shown.search(block)):
                _take(block, marks, years)
    return marks


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The XML in blocks that end with a row or a cell."""
    rest = b""
    while more := file.read(BLOCK):
        searched = max(len(rest) - LONGEST_END, 1)  # what came before it was searched already
        rest += more
        end = max(rest.rfind(mark, searched) for mark in ENDS)
        if end > 0:
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > LARGEST_PART:
            raise NotReadableError(SWOLLEN)
    yield rest


def _measure(block: bytes, marks: Marks) -> None:
    usual = not any(form in block for form in OTHER_FORMS)
    found = (USUAL_REFERENCE if usual else REFERENCE).findall(block)
    all_found = b" ".join(found)
    rows = set(all_found.translate(None, LETTERS).split())
    letters = set(all_found.translate(None, DIGITS).split())
    if any(len(row) > len(str(MOST_ROWS)) for row in rows):
        _refuse_far()
    marks.rows = max(marks.rows, max(map(int, rows), default=0))
    marks.columns = max(marks.columns, max(map(number_of, letters), default=0))
    marks.cells += len(found)
    if marks.rows > MOST_ROWS or marks.columns > MOST_COLUMNS:
        _refuse_far()


def _refuse_far() -> None:
    raise NotReadableError(f"has cells below the last one of a sheet ({MOST_ROWS} rows)")


def number_of(letters: bytes) -> int:
    """The number of a column from its letters, A is 1."""
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - 64
    return number


def _take(block: bytes, marks: Marks, years: frozenset[str]) -> None:
    """Note the cells of a block that the library would lose."""
    for head, inner in CELL.findall(block):
        told = {n.decode(): v.decode(errors="replace") for n, v in ATTRIBUTE.findall(head)}
        place = REFERENCE.search(head)
        if place is None:
            continue
        row = int(place[1].lstrip(LETTERS))
        column = number_of(place[1].rstrip(DIGITS))
        value = VALUE.search(inner)
        is_year = told.get("s") in years and told.get("t", "n") == "n"
        if value and (is_year or told.get("t") == "e"):
            marks.texts[row, column] = value[1].decode(errors="replace")
        elif not value and told.get("t") != "str" and (formula := FORMULA.search(inner)):
            text = (formula[1] or b"").decode(errors="replace")
            marks.lost.append((row, column - 1, f"={text}"))
