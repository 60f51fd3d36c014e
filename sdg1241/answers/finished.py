"""Read the folder of a finished run: its record and its tables, as they were written."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from ..errors import InputError
from ..submissions import table_schema

RECORD = "run.json"
TABLES = ("scores", "rates", "aggregates", "audit", "findings")
NEEDED = ("version", "cycle", "period", "edition", "as_of", "rule_notes", "outputs")
AGAIN = "Compute it again with 'sdg1241 run'"


@dataclass(frozen=True)
class Finished:
    """A finished run, read back.

    Attributes:
        folder: where it lies.
        record: run.json as it stands.
        sha256: of run.json, which names this run and no other.
        tables: every table of `TABLES` by name, with the columns of its schema in order and their
            types; numbers are Decimal with the decimals of the file. Blank cells are null. Rows as
            in the file.
    """

    folder: Path
    record: dict[str, Any]
    sha256: str
    tables: dict[str, pl.DataFrame]

    @property
    def cycle(self) -> int:
        """TIME_PERIOD of the run."""
        return int(self.record["cycle"])

    @property
    def edition(self) -> str:
        """State of the method under which it was computed."""
        return str(self.record["edition"])

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of the period."""
        starts, ends = (date.fromisoformat(day) for day in self.record["period"])
        return starts, ends

    @property
    def as_of(self) -> date | None:
        """Only what was received by that day was counted; None where the run had no such limit."""
        day = self.record["as_of"]
        return date.fromisoformat(day) if day else None


def read_finished(folder: Path) -> Finished:
    """Read a finished run, after comparing every output with the SHA-256 that run.json holds for
    it.

    Raises:
        InputError: run.json is missing or not one of this program, an output is missing or was
            altered, or a table has other columns than its schema.
    """
    record, sha256 = _record(folder)
    files = {}
    for name, expected in _outputs(folder, record).items():
        try:
            files[name] = (folder / name).read_bytes()
        except OSError:
            _refuse(folder, f"{name} is missing, so the run is incomplete", AGAIN)
        if hashlib.sha256(files[name]).hexdigest() != expected:
            _refuse(
                folder,
                f"{name} was altered after the run: its SHA-256 is not the one in {RECORD}",
                AGAIN,
            )
    tables = {name: _table(folder, name, files[f"{name}.csv"]) for name in TABLES}
    return Finished(folder, record, sha256, tables)


def _record(folder: Path) -> tuple[dict[str, Any], str]:
    try:
        raw = (folder / RECORD).read_bytes()
        record = json.loads(raw)
    except OSError:
        _refuse(
            folder,
            f"is not the folder of a finished run: {RECORD} is missing",
            "Give a folder 'run' has written",
        )
    except ValueError:
        _refuse(folder, f"{RECORD} is not JSON", AGAIN)
    if not isinstance(record, dict) or record.get("program") != "sdg1241":
        _refuse(
            folder,
            f"{RECORD} is not a record of sdg1241",
            "Give a folder 'sdg1241 run' has written",
        )
    missing = [key for key in NEEDED if key not in record]
    if missing:
        _refuse(folder, f"{RECORD} has no {', '.join(missing)}: written by another version", AGAIN)
    return record, hashlib.sha256(raw).hexdigest()


def _outputs(folder: Path, record: dict[str, Any]) -> dict[str, str]:
    """File name to SHA-256; refuses a record whose facts cannot be read."""
    try:
        read = Finished(folder, record, "", {})
        _ = read.cycle, read.period, read.as_of
        outputs = {str(output["file"]): str(output["sha256"]) for output in record["outputs"]}
    except (KeyError, TypeError, ValueError):
        _refuse(
            folder,
            f"{RECORD} was altered: its cycle, period, date or list of outputs cannot be read",
            AGAIN,
        )
    missing = [f"{name}.csv" for name in TABLES if f"{name}.csv" not in outputs]
    if missing:
        _refuse(folder, f"{RECORD} does not list {', '.join(missing)}", AGAIN)
    return outputs


def _table(folder: Path, name: str, data: bytes) -> pl.DataFrame:
    schema = table_schema(name)
    text = pl.read_csv(BytesIO(data), infer_schema=False)
    if text.columns != schema.columns:
        _refuse(folder, f"{name}.csv has other columns than this version writes", AGAIN)
    return text.select(_typed(text[f.name], f.type) for f in schema.fields)


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


def _refuse(folder: Path, problem: str, hint: str) -> NoReturn:
    raise InputError(folder, problem, f"{hint}.")
