"""Read a large CSV file piece by piece, and prove for every row that it has as many cells as the
header.

A piece is parsed twice: into cells, and into bare lines. A row is sound when its line is exactly as
long as its cells and their separators; polars fills a short row up and cuts a long one off without
a word, but then the lengths differ.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from .cells import MOST_COLUMNS, plain_name
from .csv_file import HEADER_SEARCH, SEPARATORS, find_header

PIECE = 8 << 20
LINE = "line"
LONGEST_LINE = 1 << 16


class IrregularError(Exception):
    """The file needs the reader that looks at every cell: quotation marks, another encoding, a
    header further down."""


@dataclass(frozen=True)
class Head:
    """The header of a regular file: its names, the separator, and the bytes before the first
    row."""

    names: list[str]
    separator: str
    size: int


@dataclass(frozen=True)
class Piece:
    """Some rows of the file.

    Attributes:
        rows: one column `c0`, `c1`, ... for each name of the header; null where blank. One row for
            each line.
        lines: the lines themselves, without their ends; null where blank.
        spaced: whether any cell may begin or end with a space.
        size: bytes.
    """

    rows: pl.DataFrame
    lines: pl.Series
    spaced: bool
    size: int


def read_head(path: Path, known: set[str]) -> Head:
    """The header, which must be in line 1 whichever reader looks for it. Raises IrregularError,
    OSError."""
    with path.open("rb") as file:
        first = list(islice(iter(lambda: file.readline(LONGEST_LINE), b""), HEADER_SEARCH))
    if not first or not first[0].endswith(b"\n"):
        raise IrregularError
    try:
        lines = [line.decode() for line in first]
    except UnicodeDecodeError:
        raise IrregularError from None
    lines[0] = lines[0].removeprefix("\ufeff")
    line = lines[0].rstrip("\n").removesuffix("\r")
    separator = max(SEPARATORS, key=line.count)
    names = line.split(separator)
    plain = [plain_name(name) for name in names]
    if (
        any(c in line for c in '"\r\0')
        or len(set(plain)) < len(plain)
        or "" in plain
        or len(plain) > MOST_COLUMNS
    ):
        raise IrregularError
    if not known & set(plain) or find_header(lines, known) != (0, separator):
        raise IrregularError
    return Head(names, separator, len(first[0]))


def pieces(path: Path, head: Head, types: Mapping[str, pl.DataType]) -> Iterator[Piece]:
    """Parse the file piece by piece; the next piece is read and parsed meanwhile. Raises
    IrregularError, OSError."""
    with path.open("rb") as file, ThreadPoolExecutor(1) as ahead:

        def load() -> Piece | None:
            data = file.read(PIECE)
            data += file.readline() if data else b""
            return _parsed(data, head, types) if data else None

        file.seek(head.size)
        coming = ahead.submit(load)
        while piece := coming.result():
            coming = ahead.submit(load)
            yield piece


def _parsed(data: bytes, head: Head, types: Mapping[str, pl.DataType]) -> Piece:
    if any(mark in data for mark in (b'"', b"\0", b"\1")):
        raise IrregularError
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        raise IrregularError
    try:
        if not data.isascii():
            data.decode()
        rows = pl.read_csv(
            data, has_header=False, schema=types, separator=head.separator, quote_char=None, truncate_ragged_lines=True,
            missing_columns="insert", extra_columns="ignore",
        )  # fmt: skip
        lines = pl.read_csv(
            data, has_header=False, schema={LINE: pl.String}, separator="\1", quote_char=None
        )
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        raise IrregularError from None
    if rows.height != lines.height:
        raise IrregularError
    spaced = not data.isascii() or any(space in data for space in (b" ", b"\t", b"\v", b"\f"))
    return Piece(rows, lines[LINE], spaced, len(data))


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of one line."""
    return next(csv.reader(io.StringIO(line, newline=""), delimiter=separator))
