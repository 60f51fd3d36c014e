"""Find the tables of an input and read them, each cell still as it was written.

What a file is follows from its content, not from its name. A table is found by the name of its file
or sheet, or, in a workbook, by its header.
"""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from ..errors import InputError
from .bulk import large_source, refuse_changed
from .cells import Cells, NotReadableError, plain_name, refuse_wide, without_blank_rows
from .csv_file import read_csv
from .excel_file import Workbook
from .schemas import INPUT_TABLES, TableSchema, table_schema
from .sources import SUBMISSIONS, Source, known_names, table_source, template_sources
from .template import OWN_SHEETS, code_row
from .trial import try_parquet
from .values import cell_text

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet")
SAVE_AS = "Save it as CSV in UTF-8 or as an Excel workbook (.xlsx)."


@dataclass(frozen=True)
class InputFile:
    """A file of the input, as it was when it was read."""

    path: Path
    name: str
    sha256: str


@dataclass(frozen=True)
class Register:
    """All tables of an input, as read. `unread` names files, and sheets of them, that look like
    tables and are none."""

    sources: tuple[Source, ...]
    files: tuple[InputFile, ...]
    unread: tuple[tuple[str, str | None], ...] = ()


def read_register(path: Path | str) -> Register:
    """Read a folder of tables, or one file: a table of submissions, or a workbook that may hold
    every table.

    CSV (any common encoding and separator), Excel (.xlsx) and Parquet are read, and filled
    templates.

    Raises:
        InputError: there is nothing to read, or a file cannot be read at all.
    """
    path = Path(path)
    paths = _candidates(path) if path.is_dir() else [path]
    sources: list[Source] = []
    files: list[InputFile] = []
    unread: list[tuple[str, str | None]] = [(name, None) for name in _other_endings(path)]
    for file in paths:
        table = file.stem.lower() if file.stem.lower() in INPUT_TABLES else None
        if not path.is_dir():
            table = SUBMISSIONS
        large = large_source(file) if table == SUBMISSIONS else None
        if large:
            files.append(InputFile(file, file.name, _sha256(file)))
            sources.append(large)
            continue
        data = _bytes(file)
        read, unread_sheets = _read(file, data, table)
        if not read:
            unread.append((file.name, None))
            continue
        unread += [(file.name, sheet) for sheet in unread_sheets]
        files.append(InputFile(file, file.name, hashlib.sha256(data).hexdigest()))
        sources += read
    _refuse_unclear(path, sources)
    return Register(_in_order(sources), tuple(files), tuple(unread))


def read_whole(register: Register) -> Register:
    """The register with its large files read like any other. Raises InputError."""
    sources: list[Source] = []
    for source in register.sources:
        if source.path:
            data = _bytes(source.path)
            refuse_changed(source)
            sources += _read(source.path, data, source.table)[0]
        else:
            sources.append(source)
    return replace(register, sources=_in_order(sources))


def _in_order(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda s: INPUT_TABLES.index(s.table)))


def _read(file: Path, data: bytes, table: str | None) -> tuple[list[Source], list[str]]:
    try:
        read, unread_sheets = _sources_of(file.name, data, table)
    except NotReadableError as fault:
        raise InputError(file, str(fault), SAVE_AS) from None
    if not read and table:
        raise InputError(
            file, f"holds no table of {table}", "Name the sheet after the table, or see its header."
        )
    return read, unread_sheets


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise InputError(
            path, f"cannot be read: {fault.strerror}", "Give a file that can be opened."
        ) from None


def _candidates(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as fault:
        raise InputError(
            folder, f"cannot be read: {fault.strerror}", "Give a folder that can be opened."
        ) from None
    return [p for p in entries if _may_be_table(p) and not p.name.startswith((".", "~$"))]


def _may_be_table(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS or path.name.lower() in INPUT_TABLES


def _other_endings(folder: Path) -> list[str]:
    """Files that are named after a table and have an ending that no table has, such as
    submissions.bak."""
    if not folder.is_dir():
        return []
    named = (p for p in folder.iterdir() if p.stem.lower() in INPUT_TABLES and p.is_file())
    return sorted(p.name for p in named if not _may_be_table(p))


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(path, "is a folder", "Give a file under this name, or remove the folder.")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(path, "does not exist", "Check the path.") from None
    except OSError as fault:
        raise InputError(
            path, f"cannot be read: {fault.strerror}", "Give a file that can be opened."
        ) from None


def _refuse_unclear(path: Path, sources: list[Source]) -> None:
    if not any(s.table == SUBMISSIONS for s in sources):
        raise InputError(
            path, "holds no submissions", "Put a file submissions.csv or submissions.xlsx there."
        )
    for table in INPUT_TABLES:
        plain = list(
            dict.fromkeys(
                (s.file, s.sheet)
                for s in sources
                if s.table == table and "label" not in s.cells.columns
            )
        )
        if len(plain) > 1:
            places = " and ".join(
                f"{file} ({sheet})" if sheet else file for file, sheet in plain[:2]
            )
            raise InputError(path, f"{places} hold the same table, {table}", "Keep one of the two.")


def _sources_of(name: str, data: bytes, table: str | None) -> tuple[list[Source], list[str]]:
    """The tables in one file, and its sheets that were not read. `table` is the one its name stands
    for, if any."""
    if data[:4] == b"PK\x03\x04" or data[:4] == b"PK\x05\x06":
        return _workbook_sources(name, Workbook(data), table)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        protected = "EncryptedPackage".encode("utf-16-le") in data
        raise NotReadableError(
            "is protected by a password" if protected else "is an Excel 97-2003 workbook (.xls)"
        )
    if data[:5] == b"%PDF-":
        raise NotReadableError("is a PDF document")
    if table is None:
        return [], []
    schema = table_schema(table)
    cells = _parquet(data) if data[:4] == b"PAR1" else read_csv(data, set(known_names(schema)))
    return [table_source(schema, name, None, cells)], []


def _parquet(data: bytes) -> Cells:
    if data[-4:] != b"PAR1":
        raise NotReadableError("is an incomplete Parquet file")
    try_parquet(data)
    frame = pl.read_parquet(io.BytesIO(data))
    refuse_wide(frame.columns)
    columns = []
    for at, column in enumerate(frame.columns):
        series = frame[column]
        if series.dtype.is_nested() or series.dtype == pl.Binary:
            raise NotReadableError(
                f"is a Parquet file whose column {column!r} holds no single values"
            )
        if series.dtype not in (pl.String, pl.Date) and not series.dtype.is_integer():
            series = pl.Series(column, [cell_text(v) for v in series], dtype=pl.String)
        columns.append(series.cast(pl.String).replace("", None).alias(f"c{at}"))
    rows = (
        pl.DataFrame(columns)
        .with_row_index("row", offset=2)
        .with_columns(pl.col("row").cast(pl.Int64))
    )
    return Cells(frame.columns, 1, without_blank_rows(rows))


def _workbook_sources(
    name: str, book: Workbook, table: str | None
) -> tuple[list[Source], list[str]]:
    named: dict[str, TableSchema] = {}
    sources = []
    tables = {
        n: table_schema(t) for t in INPUT_TABLES for n in (t, plain_name(table_schema(t).title))
    }
    for sheet in book.sheets:
        codes = code_row(sheet.top)
        if codes:
            sources += template_sources(name, sheet.name, book.cells(sheet.name, codes))
        elif (schema := tables.get(plain_name(sheet.name))) is not None:
            named[sheet.name] = schema
    if table and not sources and not any(s.name == table for s in named.values()):
        schema = table_schema(table)
        known = set(known_names(schema))
        fitting = {
            s.name: len({plain_name(c) for row in s.top for c in row} & known)
            for s in book.sheets
            if s.name not in OWN_SHEETS
        }
        best = max(fitting, key=lambda s: fitting[s], default=None)
        if best is not None and fitting[best] and best not in named:
            named[best] = schema
    for sheet_name, schema in named.items():
        cells = book.cells(sheet_name, set(known_names(schema)))
        if cells.header or schema.name == SUBMISSIONS:
            sources.append(table_source(schema, name, sheet_name, cells))
    others = [
        s
        for s in book.sheets
        if s.name not in named and not code_row(s.top) and s.name not in OWN_SHEETS
    ]
    return sources, [s.name for s in others if any(sum(map(bool, row)) > 1 for row in s.top)]
