"""Read the folder of a finished run: its record and its tables, as they were written."""

from io import BytesIO
from pathlib import Path

import polars as pl

from ..rules import Rules, load_rules
from ..submissions import table_schema
from .agreement import disagreement
from .files import read_bytes, refuse_links
from .record import AGAIN, RECORD, TABLES, parse_record, refuse, sha256
from .replacing import JOURNAL, interrupted
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


def is_run(place: Path) -> bool:
    """Whether a place is the folder of a run, be it one whose writing was interrupted."""
    return any((place / name).exists() for name in (RECORD, JOURNAL))


def read_run(folder: Path | str, rules: Rules | None = None) -> Run:
    """Read a finished run, after comparing every output with the SHA-256 that run.json holds for
    it, and what run.json says with what the tables say.

    Args:
        folder: the folder that `run` wrote.
        rules: where the period of its cycle is looked up; default: the rules that ship.

    Raises:
        InputError: run.json is missing or not one of this program, an output is missing or was
            altered, a table has other columns than its schema, or record and tables disagree.
        OutputError: a folder below it is a link.
    """
    folder = Path(folder)
    raw = read_bytes(folder / RECORD)
    if raw is None:
        began = interrupted(folder)
        refuse(
            folder,
            f"is not the folder of a finished run: {RECORD} is missing{began}",
            "'sdg1241 run' into it goes on" if began else "Give a folder 'run' has written",
        )
    record = parse_record(folder, raw)
    files = {entry["file"]: _output(folder, **entry) for entry in record["outputs"]}
    tables = {name: _table(folder, name, files[f"{name}.csv"]) for name in TABLES}
    run = Run(record, tables, folder, sha256(raw))
    if said := disagreement(run, rules or load_rules()):
        refuse(folder, f"{RECORD} was altered: {said}", AGAIN)
    return run


def _output(folder: Path, file: str, **entry: str) -> bytes:
    refuse_links(folder, file)
    path = folder / file
    data = read_bytes(path)
    if data is None and (path.is_symlink() or path.exists()):
        refuse(folder, f"{file} is no ordinary file", AGAIN)
    if data is None:
        refuse(folder, f"{file} is missing, so the run is incomplete", AGAIN)
    if sha256(data) != entry["sha256"]:
        problem = f"{file} was altered after the run: its SHA-256 is not the one in {RECORD}"
        refuse(folder, problem, AGAIN)
    return data


def _table(folder: Path, name: str, data: bytes) -> pl.DataFrame:
    """The table with the columns of its schema, those that the file lacks blank."""
    schema = table_schema(name)
    try:
        text = pl.read_csv(BytesIO(data), infer_schema=False)
        known = [column for column in schema.columns if column in text.columns]
        first = schema.columns[: schema.columns.index(FIRST_VERSION[name]) + 1]
        if text.columns != known or known[: len(first)] != first:
            refuse(folder, f"{name}.csv has other columns than this version writes", AGAIN)
        blank = pl.Series([None] * text.height, dtype=pl.String)
        columns = {f.name: text[f.name] if f.name in known else blank for f in schema.fields}
        return pl.DataFrame({f.name: _typed(columns[f.name], f.type) for f in schema.fields})
    except pl.exceptions.PolarsError:  # the file is not what a run writes, whatever its sum
        refuse(folder, f"{name}.csv cannot be read as the table of a run", AGAIN)


def _typed(column: pl.Series, kind: str) -> pl.Series:
    if kind == "integer":
        return column.cast(pl.Int64)
    if kind == "date":
        return column.str.to_date("%Y-%m-%d")
    if kind == "boolean":
        return column.replace_strict({"true": True, "false": False}, return_dtype=pl.Boolean)
    if kind == "number":
        decimals = column.str.extract(r"\.([0-9]+)$").str.len_chars().max()
        return column.cast(pl.Decimal(38, decimals if isinstance(decimals, int) else 0))
    return column
