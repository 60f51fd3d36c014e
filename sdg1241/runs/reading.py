"""Read the folder of a finished run: its record and its tables, as they were written."""

import hashlib
from io import BytesIO
from pathlib import Path

import polars as pl

from ..submissions import table_schema
from .files import read_bytes
from .record import AGAIN, RECORD, TABLES, parse_record, refuse
from .replacing import interrupted
from .run import Run

# The last column that the first version wrote. Later versions add columns behind it, which are
# blank where an earlier one wrote the file.
FIRST_VERSION = {
    "scores": "meets",
    "rates": "meets_all",
    "aggregates": "published",
    "audit": "edition",
    "findings": "hint",
}


def read_run(folder: Path) -> Run:
    """Read a finished run, after comparing every output with the SHA-256 that run.json holds for
    it.

    Raises:
        InputError: run.json is missing or not one of this program, an output is missing or was
            altered, or a table has other columns than its schema.
    """
    raw = read_bytes(folder / RECORD)
    if raw is None:
        began = interrupted(folder)
        refuse(
            folder,
            f"is not the folder of a finished run: {RECORD} is missing{began}",
            "'sdg1241 run' into it goes on" if began else "Give a folder 'run' has written",
        )
    record = parse_record(folder, raw)
    files = {}
    for output in record["outputs"]:
        name = output["file"]
        data = read_bytes(folder / name)
        if data is None:
            refuse(folder, f"{name} is missing, so the run is incomplete", AGAIN)
        if hashlib.sha256(data).hexdigest() != output["sha256"]:
            refuse(
                folder,
                f"{name} was altered after the run: its SHA-256 is not the one in {RECORD}",
                AGAIN,
            )
        files[name] = data
    tables = {name: _table(folder, name, files[f"{name}.csv"]) for name in TABLES}
    return Run(record, tables, folder, hashlib.sha256(raw).hexdigest())


def _table(folder: Path, name: str, data: bytes) -> pl.DataFrame:
    """The table with the columns of its schema, those that the file lacks blank."""
    schema = table_schema(name)
    text = pl.read_csv(BytesIO(data), infer_schema=False)
    known = [column for column in schema.columns if column in text.columns]
    first = schema.columns[: schema.columns.index(FIRST_VERSION[name]) + 1]
    if text.columns != known or known[: len(first)] != first:
        refuse(folder, f"{name}.csv has other columns than this version writes", AGAIN)
    blank = pl.Series([None] * text.height, dtype=pl.String)
    columns = {f.name: text[f.name] if f.name in known else blank for f in schema.fields}
    return pl.DataFrame({f.name: _typed(columns[f.name], f.type) for f in schema.fields})


def _typed(column: pl.Series, kind: str) -> pl.Series:
    if kind == "integer":
        return column.cast(pl.Int64)
    if kind == "date":
        return column.str.to_date("%Y-%m-%d")
    if kind == "boolean":
        return column == "true"
    if kind == "number":
        decimals = column.str.extract(r"\.([0-9]+)$").str.len_chars().max()
        return column.cast(pl.Decimal(38, decimals if isinstance(decimals, int) else 0))
    return column
