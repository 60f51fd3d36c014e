"""Read a CSV file in pieces, whatever its encoding, separator and quotation marks.

polars parses a piece (`csv_piece`), and what it cannot be trusted with goes through the csv module,
at the cost of that piece alone.
"""

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from .csv_piece import Layout, Parser
from .guard import NotReadableError, opened
from .table import (
    HEADER_SEARCH,
    Broken,
    Piece,
    Table,
    Wanted,
    best_header,
    plain_name,
    trimmed_header,
)
from .text import blocks

SEPARATORS = (",", ";", "\t", "|")
BROKEN_QUOTES_LIMIT = 100
TOP = 1 << 16  # bytes in which the first lines are looked at
csv.field_size_limit(1 << 27)


def csv_table(path: Path, known: set[str]) -> Table:
    """The table of a CSV file, its header found by the names in `known`.

    Raises:
        InputError: the file cannot be opened.
        NotReadableError: it is no text, or its quotation marks make no table.
    """
    encodings: list[str] = []
    with opened(path) as file:
        block = next(blocks(file, encodings.append), b"")
    text = block.decode()
    if text.lstrip()[:1] == "<":
        raise NotReadableError("is a page of HTML or XML")
    lines = list(islice(io.StringIO(text, newline=""), 2 * HEADER_SEARCH))
    start, separator = find_header(lines, known)
    row, names, below = start + 1, [], start
    for number, record, after in records(lines, start, separator):
        if record is None:
            raise NotReadableError("has quotation marks that do not match from line to line")
        row, names, below = number, record, after
        break
    header = trimmed_header(names)
    layout = Layout(header, separator, len("".join(lines[:below]).encode()), below + 1)

    def pieces(wanted: Wanted) -> Iterator[Piece]:
        return _pieces(path, Parser(layout, wanted), encodings)

    return Table(header, row, pieces, encoding=lambda: encodings[0] if encodings else None)


def csv_top(path: Path) -> list[list[str]]:
    """The first lines of a CSV file, cut where the separator that is met most often stands.

    Raises as `csv_table`.
    """
    with opened(path) as file:
        head = io.BytesIO(file.read(TOP))
    text = next(blocks(head, lambda _: None), b"").decode()
    lines = list(islice(io.StringIO(text, newline=""), HEADER_SEARCH))
    separator = max(SEPARATORS, key=lambda s: max((line.count(s) for line in lines), default=0))
    return [_names(line, separator) for line in lines]


def _names(line: str, separator: str) -> list[str]:
    return [name.strip(' "\r\n\t') for name in line.split(separator)]


def _pieces(path: Path, parser: Parser, encodings: list[str]) -> Iterator[Piece]:
    """The rows; the next block is read and parsed while the caller works on this one."""
    bad_quotes = 0
    with opened(path) as file, ThreadPoolExecutor(1) as ahead:
        source = blocks(file, encodings.append)

        def load() -> list[Piece] | None:
            block = next(source, None)
            if block is None:
                return None
            return parser.regular(block) or [_slowly(block, parser)]

        coming = ahead.submit(load)
        while (pieces := coming.result()) is not None:
            coming = ahead.submit(load)
            for piece in pieces:
                bad_quotes += sum(b["code"] == "broken-quotes" for b in piece.broken)
                if bad_quotes > BROKEN_QUOTES_LIMIT:
                    raise NotReadableError(
                        "has quotation marks that do not match from line to line"
                    )
                yield piece


def _slowly(block: bytes, parser: Parser) -> Piece:
    """The rows of a block by the csv module."""
    text = parser.below_header(block).decode()
    lines = list(io.StringIO(text, newline=""))
    rows: list[tuple[int, list[str]]] = []
    broken: list[Broken] = []
    for row, record, _ in records(lines, 0, parser.layout.separator):
        number = parser.next_line + row - 1
        if record is None:
            broken.append({"row": number, "code": "broken-quotes", "found": "", "expected": ""})
        else:
            rows.append((number, record))
    parser.next_line += len(lines)
    return parser.fitted(rows, broken, len(block))


def records(
    lines: list[str], start: int, separator: str
) -> Iterator[tuple[int, list[str] | None, int]]:
    """Each record from line `start` (from 0) on: the number of its first line (from 1), its cells,
    and the line (from 0) after it.

    No cells stand for a line whose quotation marks do not match; the next record begins on the line
    after it.
    """
    at = start
    while at < len(lines):
        reader = csv.reader(iter(lines[at:]), delimiter=separator, strict=True)
        used = 0
        try:
            for record in reader:
                row, used = at + used + 1, reader.line_num
                yield row, record, at + used
            return
        except csv.Error:
            yield at + used + 1, None, at + used + 1
            at += used + 1


def find_header(lines: list[str], known: set[str]) -> tuple[int, str]:
    """The line and separator that give the most known names, and among those the most columns."""
    options = []
    for separator in SEPARATORS:
        rows = [_names(line, separator) for line in lines[:HEADER_SEARCH]]
        at = best_header(rows, known) or 0
        names = rows[at] if rows else []
        options.append(
            (len({plain_name(name) for name in names} & known), len(names), -at, separator)
        )
    _, _, minus_at, separator = max(options, key=lambda option: option[:3])
    return -minus_at, separator
