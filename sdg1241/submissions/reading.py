"""Find the tables of an input. What a file is follows from its content, not from its name.

A table is found by the name of its file or sheet, or, in a workbook, by its header.
"""

from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..tables import File, Sheet, is_ordinary, open_file, plain_name
from .headers import known_names
from .schemas import INPUT_TABLES, TableSchema, table_schema
from .sources import SUBMISSIONS, Source, table_source, template_sources
from .template import OWN_SHEETS, code_row

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet")


@dataclass(frozen=True)
class Register:
    """All tables of an input. `unread` names files, and sheets of them, that look like tables and
    are none."""

    sources: tuple[Source, ...]
    files: tuple[File, ...]
    unread: tuple[tuple[str, str | None], ...] = ()


def read_register(path: Path | str) -> Register:
    """Find the tables in a folder, or in one file: a table of submissions, or a workbook that may
    hold every table.

    CSV (any common encoding and separator), Excel (.xlsx), Parquet and filled templates are read.
    The rows themselves are read when they are validated.

    Raises:
        InputError: there is nothing to read, or a file cannot be read at all.
    """
    path = Path(path)
    sources: list[Source] = []
    files: list[File] = []
    unread: list[tuple[str, str | None]] = [(name, None) for name in _other_endings(path)]
    for candidate in _candidates(path) if path.is_dir() else [path]:
        table = candidate.stem.lower() if candidate.stem.lower() in INPUT_TABLES else None
        file, found, left = _tables_of(candidate, table if path.is_dir() else SUBMISSIONS)
        if not found:
            unread.append((candidate.name, None))
            continue
        unread += [(file.name, sheet) for sheet in left]
        files.append(file)
        sources += found
    _refuse_unclear(path, sources)
    ordered = sorted(sources, key=lambda source: INPUT_TABLES.index(source.table))
    return Register(tuple(ordered), tuple(files), tuple(unread))


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


def _tables_of(path: Path, table: str | None) -> tuple[File, list[Source], list[str]]:
    """The tables in one file, and its sheets that were not read. `table` is the one that its name
    stands for, if any."""
    file = open_file(path)
    if file.sheets and file.sheets[0].name is None:
        if table is None:
            return file, [], []
        schema = table_schema(table)
        only = file.sheets[0].table(set(known_names(schema)))
        return file, [table_source(schema, file.name, None, only)], []
    found, left = _sheets_of(file, table)
    if not found and table:
        hint = "Name the sheet after the table, or see its header."
        raise InputError(path, f"holds no table of {table}", hint)
    return file, found, left


def _sheets_of(file: File, table: str | None) -> tuple[list[Source], list[str]]:
    sources: list[Source] = []
    named: list[tuple[Sheet, TableSchema]] = []
    tables = {n: table_schema(t) for t in INPUT_TABLES for n in _names_of(t)}
    codes = {sheet.name: code_row(sheet.top) for sheet in file.sheets}
    for sheet in file.sheets:
        schema = tables.get(plain_name(str(sheet.name)))
        if code := codes[sheet.name]:
            sources += template_sources(file.name, str(sheet.name), sheet.table(code))
        elif schema is not None:
            named.append((sheet, schema))
    if table and not sources and not any(schema.name == table for _, schema in named):
        best = _best_fitting(file, table_schema(table))
        if best is not None and all(sheet is not best for sheet, _ in named):
            named.append((best, table_schema(table)))
    for sheet, schema in named:
        found = sheet.table(set(known_names(schema)))
        if found.header or schema.name == SUBMISSIONS:
            sources.append(table_source(schema, file.name, sheet.name, found))
    read = {sheet.name for sheet, _ in named}
    others = [s for s in file.sheets if s.name not in read and not codes[s.name]]
    looked_at = [s for s in others if s.name not in OWN_SHEETS]
    return sources, [str(s.name) for s in looked_at if any(sum(map(bool, r)) > 1 for r in s.top)]


def _names_of(table: str) -> tuple[str, str]:
    return table, plain_name(table_schema(table).title)


def _best_fitting(file: File, schema: TableSchema) -> Sheet | None:
    """The sheet whose first rows hold most names of the table's columns."""
    known = set(known_names(schema))
    sheets = [s for s in file.sheets if s.name not in OWN_SHEETS]
    fitting = [(len({plain_name(c) for row in s.top for c in row} & known), s) for s in sheets]
    most = max((count for count, _ in fitting), default=0)
    return next((sheet for count, sheet in fitting if count == most), None) if most else None


def _refuse_unclear(path: Path, sources: list[Source]) -> None:
    if not any(s.table == SUBMISSIONS for s in sources):
        hint = "Put a file submissions.csv or submissions.xlsx there."
        raise InputError(path, "holds no submissions", hint)
    for table in INPUT_TABLES:
        plain = [(s.file, s.sheet) for s in sources if s.table == table and s.places is None]
        plain = list(dict.fromkeys(plain))
        if len(plain) > 1:
            places = " and ".join(
                f"{file} ({sheet})" if sheet else file for file, sheet in plain[:2]
            )
            said = f"{places} hold the same table, {table}"
            raise InputError(path, said, "Keep one of the two.")
