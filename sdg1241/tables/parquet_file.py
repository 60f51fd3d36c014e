"""Read a Parquet file in a process of its own, which hands over its rows in pieces.

A damaged file can end the process that reads it, stand still, or unpack to more than the memory
holds; and where polars turns the fault into an error, it first writes of it to the terminal. Here
the other process ends, and one line is said. It costs a third of a second, and no second reading:
while this process judges a piece, the other one reads the next.
"""

import io
import json
import struct
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Timer
from typing import IO

import polars as pl

from .cell_text import cell_text
from .guard import SWOLLEN, NotReadableError, opened
from .table import Piece, Table, Wanted, piece_of, refuse_wide, without_blank_rows

MOST_ROWS, ROWS_A_BYTE = 1_000_000, 20
SECONDS = 60  # after which a part that does not come is given up
FIRST_ROW = 2
# A part is its length in eight bytes and an Arrow stream; a length of 0 ends the file, and after
# the length 1 stands what is wrong. The first part has the columns and no row, so that a file whose
# columns hold lists or maps is refused before any of them is unpacked. Types other than text, days
# and whole numbers come as they are; a day outside the calendar shows itself when it is cast.
FAULT, MANY = 1, "too many rows"
INDEX = "number of the row"  # a column beside those of the file
READ = """
import io, json, os, struct, sys
out = os.fdopen(os.dup(1), "wb"); os.dup2(2, 1)
import polars as pl
def say(number, data=b""):
    out.write(struct.pack("<q", number) + data); out.flush()
try:
    scan = pl.scan_parquet(sys.argv[1])
    if scan.select(pl.len()).collect().item() > int(sys.argv[2]):
        say(1, b"too many rows")
        sys.exit()
    def give(part):
        held = io.BytesIO()
        part.write_ipc_stream(held)
        say(held.tell(), held.getbuffer())
    columns = scan.collect_schema()
    give(columns.to_frame())
    if not any(kind.is_nested() or kind == pl.Binary for kind in columns.values()):
        text = pl.selectors.date() | pl.selectors.integer()
        text -= pl.selectors.by_name(sys.argv[3])
        rows = scan.with_row_index(sys.argv[3])
        only = json.load(sys.stdin)
        if only is not None:
            rows = rows.filter(pl.col(sys.argv[3]).is_in(only))
        for part in rows.collect_batches(chunk_size=100_000, maintain_order=True):
            give(part.with_columns(text.cast(pl.String)))
    say(0)
except SystemExit:
    pass
except BaseException as fault:
    say(1, type(fault).__name__.encode())
"""


def parquet_table(path: Path) -> Table:
    """The table of a Parquet file.

    Raises:
        InputError: the file cannot be opened.
        NotReadableError: it is incomplete, damaged, or holds more than single values.
    """
    with opened(path) as file:
        file.seek(-min(4, file.seek(0, io.SEEK_END)), io.SEEK_END)
        if file.read() != b"PAR1":
            raise NotReadableError("is an incomplete Parquet file")
    with closing(_parts(path)) as parts:
        columns = next(parts).schema
    header = list(columns)
    refuse_wide(header)
    for column, kind in columns.items():
        if kind.is_nested() or kind == pl.Binary:
            text = f"is a Parquet file whose column {column!r} holds no single values"
            raise NotReadableError(text)

    def pieces(wanted: Wanted) -> Iterator[Piece]:
        with closing(_parts(path, wanted.only)) as parts:
            next(parts)  # the columns alone
            for part in parts:
                numbers = part[INDEX].cast(pl.Int64).alias("row") + FIRST_ROW
                texts = [_as_text(part[c]).alias(f"c{n}") for n, c in enumerate(header)]
                yield piece_of(without_blank_rows(pl.DataFrame([numbers, *texts])), wanted.joined)

    return Table(header, 1, pieces)


def _as_text(column: pl.Series) -> pl.Series:
    if column.dtype != pl.String:
        column = pl.Series([cell_text(v) for v in column], dtype=pl.String)
    return column.replace("", None) if (column == "").any() else column


def _parts(path: Path, only: frozenset[int] | None = None) -> Generator[pl.DataFrame, None, None]:
    """The columns without a row, then the rows in parts, as the other process gives them.

    Raises NotReadableError.
    """
    size = path.stat().st_size
    most = str(max(MOST_ROWS, ROWS_A_BYTE * size))
    command = [sys.executable, "-c", READ, str(path.resolve()), most, INDEX]
    rows = json.dumps(None if only is None else [n - FIRST_ROW for n in sorted(only)])
    try:
        process = subprocess.Popen(  # noqa: S603  (this Python, fixed code; the file is only read)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        raise NotReadableError(
            "is Parquet, for whose reading no further process may be started here"
        ) from None
    assert process.stdout and process.stdin
    try:
        with suppress(BrokenPipeError), process.stdin:
            process.stdin.write(rows.encode())
        while (part := _received(process.stdout, process.kill)) is not None:
            yield part
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _received(pipe: IO[bytes], give_up: Callable[[], None]) -> pl.DataFrame | None:
    late = Timer(SECONDS, give_up)
    late.start()
    try:
        head = pipe.read(8)
        size = struct.unpack("<q", head)[0] if len(head) == 8 else -1
        data = pipe.read() if size == FAULT else pipe.read(max(size, 0))
    finally:
        late.cancel()
    if size == FAULT:
        fault = data.decode(errors="replace")
        raise NotReadableError(SWOLLEN if fault == MANY else f"is a damaged Parquet file ({fault})")
    if size < 0 or len(data) < size:
        raise NotReadableError("is a damaged Parquet file (reading it was ended)")
    return pl.read_ipc_stream(data) if size else None
