"""Find the tables of an input. What a file is follows from its content, not from its name.

A table is found by the name of its file or sheet, or, in a workbook, by its header.
"""

from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..tables import File, Sheet, is_ordinary, open_file, plain_name
from .dates import Order
from .headers import known_names
from .schemas import INPUT_TABLES, TableSchema, table_schema
from .sources import SUBMISSIONS, Source, table_source, template_sources
from .template import OWN_SHEETS, code_row

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet")


@dataclass(frozen=True)
class Unread:
    """A file, or a sheet of it, that was not read; `hidden`: it holds a table, and is hidden."""

    file: str
    sheet: str | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Register:
    """All tables of an input. `unread` names files, and sheets of them, that look like tables and
    are none. `order` says what comes first in dates where day and month can be taken for each
    other; None: not known."""

    sources: tuple[Source, ...]
    files: tuple[File, ...]
    unread: tuple[Unread, ...] = ()
    order: Order | None = None


def read_register(path: Path | str, order: Order | None = None) -> Register:
    """Find the tables in a folder, or in one file: a table of submissions, or a workbook that may
    hold every table.

    CSV (any common encoding and separator), Excel (.xlsx), Parquet and filled templates are read.
    The rows themselves are read when they are validated.

    Args:
        path: of the folder or the file.
        order: `day-first` or `month-first`, for dates of which both can be; None: such a date is an
            error.

    Raises:
        InputError: there is nothing to read, or a file cannot be read at all.
    """
    path = Path(path)
    sources: list[Source] = []
    files: list[File] = []
    unread = [Unread(name) for name in _other_endings(path)]
    for candidate in _candidates(path) if path.is_dir() else [path]:
        table = candidate.stem.lower() if candidate.stem.lower() in INPUT_TABLES else None
        file, found, left = _tables_of(candidate, table if path.is_dir() else SUBMISSIONS)
        if not found:
            unread.append(Unread(candidate.name))
            continue
        unread += left
        files.append(file)
        sources += found
    _refuse_unclear(path, sources)
    ordered = sorted(sources, key=lambda source: INPUT_TABLES.index(source.table))
    return Register(tuple(ordered), tuple(files), tuple(unread), order)


def _candidates(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as fault:
        hint = "Give a folder that can be opened."
        raise InputError(folder, f"cannot be read: {fault.strerror}", hint) from None
    # what merely lies there is not opened to find out what it is
    return [p for p in entries if _may_be_table(p) and not p.name.startswith((".", "~$"))]


def _may_be_table(path: Path) -> bool:
    named = path.stem.lower() in INPUT_TABLES
    if named and path.suffix.lower() in ("", *ENDINGS):
        return True
    return path.suffix.lower() in ENDINGS and is_ordinary(path)


def _other_endings(folder: Path) -> list[str]:
    """Files that are named after a table and have an ending that no table has, such as
    submissions.bak."""
    if not folder.is_dir():
        return []
    named = (p for p in folder.iterdir() if p.stem.lower() in INPUT_TABLES and is_ordinary(p))
    return sorted(p.name for p in named if not _may_be_table(p))


def _tables_of(path: Path, table: str | None) -> tuple[File, list[Source], list[Unread]]:
    """The tables in one file, and its sheets that were not read. `table` is the one that its name
    stands for, if any."""
    file = open_file(path)
    only = file.sheets[0] if file.sheets and file.sheets[0].name is None else None
    if only is None:
        return file, *_of_workbook(file, table)
    if table is None:  # what merely lies in the folder is not read to find out what it is
        return file, [], []
    if codes := code_row(only.top):
        return file, template_sources(file.name, None, only.table(codes)), []
    schema = table_schema(table)
    found = only.table(set(known_names(schema)))
    return file, [table_source(schema, file.name, None, found)], []


def _of_workbook(file: File, table: str | None) -> tuple[list[Source], list[Unread]]:
    seen = [sheet for sheet in file.sheets if not sheet.hidden]
    sources, read = _sheets_of(file, seen, table)
    hidden = [sheet for sheet in file.sheets if sheet.hidden]
    unseen, tables = _sheets_of(file, hidden, table)
    if table and not any(_is_of(s, table) for s in sources):
        if found := [s.sheet for s in unseen if _is_of(s, table)]:
            said = f"holds the table of {table} in a hidden sheet only ({found[0]})"
            raise InputError(file.path, said, "Show the sheet, if it is the one that is meant.")
        if not sources:
            hint = "Name the sheet after the table, or see its header."
            raise InputError(file.path, f"holds no table of {table}", hint)
    others = [s for s in file.sheets if s.name not in read and s.name not in OWN_SHEETS]
    looked_at = [s for s in others if any(sum(map(bool, row)) > 1 for row in s.top)]
    return sources, [Unread(file.name, s.name, s.name in tables) for s in looked_at]


def _is_of(source: Source, table: str) -> bool:
    return source.table == table or source.places is not None


def _sheets_of(
    file: File, sheets: list[Sheet], table: str | None
) -> tuple[list[Source], set[str | None]]:
    """The tables in some sheets of a workbook, and the names of those sheets.

    A sheet is told by its row of codes, by its name, and, where the file is known to hold `table`,
    by its header: all that have it are read, or else the one that comes nearest to it.
    """
    sources: list[Source] = []
    plain: list[tuple[Sheet, TableSchema]] = []
    read: set[str | None] = set()
    named = {n: table_schema(t) for t in INPUT_TABLES for n in _names_of(t)}
    wanted = table_schema(table) if table else None
    for sheet in sheets:
        schema = named.get(plain_name(str(sheet.name)))
        if codes := code_row(sheet.top):
            read.add(sheet.name)
            sources += template_sources(file.name, str(sheet.name), sheet.table(codes))
        elif schema is not None:
            plain.append((sheet, schema))
        elif wanted and sheet.name not in OWN_SHEETS and _has_header(sheet, wanted):
            plain.append((sheet, wanted))
    if wanted and not sources and not any(schema is wanted for _, schema in plain):
        best = _best_fitting([s for s in sheets if all(s is not p for p, _ in plain)], wanted)
        plain += [(best, wanted)] if best is not None else []
    for sheet, schema in plain:
        read.add(sheet.name)
        found = sheet.table(set(known_names(schema)))
        if found.header or schema.name == SUBMISSIONS:
            sources.append(table_source(schema, file.name, sheet.name, found))
    return sources, read


def _has_header(sheet: Sheet, schema: TableSchema) -> bool:
    """Whether one of the first rows of a sheet names every column that the table must have."""
    known = known_names(schema)
    rows = ({known.get(plain_name(cell)) for cell in row} for row in sheet.top)
    return any(set(schema.required) <= row for row in rows)


def _names_of(table: str) -> tuple[str, str]:
    return table, plain_name(table_schema(table).title)


def _best_fitting(sheets: list[Sheet], schema: TableSchema) -> Sheet | None:
    """The sheet whose first rows hold most names of the table's columns."""
    known = set(known_names(schema))
    fitting = [
        (len({plain_name(c) for row in s.top for c in row} & known), s)
        for s in sheets
        if s.name not in OWN_SHEETS
    ]
    most = max((count for count, _ in fitting), default=0)
    return next((sheet for count, sheet in fitting if count == most), None) if most else None


def _refuse_unclear(path: Path, sources: list[Source]) -> None:
    if not any(s.table == SUBMISSIONS for s in sources):
        hint = "Put a file submissions.csv or submissions.xlsx there."
        raise InputError(path, "holds no submissions", hint)
    for table in INPUT_TABLES:
        plain = [s.file for s in sources if s.table == table and s.places is None]
        plain = list(dict.fromkeys(plain))
        if len(plain) > 1:
            said = f"{' and '.join(plain[:2])} hold the same table, {table}"
            raise InputError(path, said, "Keep one of the two.")
