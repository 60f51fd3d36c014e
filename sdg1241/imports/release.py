"""The forms in which UNSD releases values: CSV and Excel downloads, the workbook of a series, JSON
of the service."""

import re
import warnings
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from ..errors import InputError
from ..submissions.cells import NotReadableError
from ..submissions.csv_file import read_csv
from ..submissions.findings import no_findings, placed
from ..submissions.values import cell_text
from .json_file import clean, kind_of, read_bytes, read_json

# Names of each column in the releases, without brackets, underscores and capitals; the first that
# is there counts.
NAMES = {
    "series": ("seriescode", "series"),
    "geo_area_m49": ("geoareacode", "geoaream49"),
    "time_period": ("timeperiod", "timeperiodstart"),
    "value": ("value",),
    "nature": ("nature", "naturecode"),
    "indicator": ("indicator", "indicatorcode"),
    "vintage": ("vintage",),
    "release": ("seriesrelease",),
}
NEEDED = ("series", "geo_area_m49", "time_period", "value")
SHEET = "data"
HINT = (
    "Give a download of the SDG database, an answer of its service, or a table made by 'sdg1241"
    " import unsd'."
)
ROWS = {"file": pl.String, "sheet": pl.String, "row": pl.Int64} | dict.fromkeys(NAMES, pl.String)


@dataclass(frozen=True)
class Release:
    """One file: its rows as text, with file, sheet, row and the columns of `NAMES`, null where
    blank or not there.

    Attributes:
        broken: rows that do not fit the header; `findings` has them.
        total: the number of rows that the service says it holds, else None.
    """

    file: str
    rows: pl.DataFrame
    findings: pl.DataFrame
    broken: int = 0
    total: int | None = None


def read_release(path: Path) -> Release:
    """Read one file, whatever its form; the content tells the form, not the ending.

    Raises:
        InputError: it cannot be read, or lacks a column that is needed.
    """
    data = read_bytes(path)
    if data[:2] == b"PK":
        return _workbook(path, data)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return _json(path, data)
    return _csv(path, data)


def _key(name: object) -> str:
    return re.sub("[^a-z0-9]", "", str(name).lower())


def _columns(header: Iterable[object]) -> dict[str, int]:
    """The position of each column that the header has."""
    places: dict[str, int] = {}
    for at, name in enumerate(header):
        places.setdefault(_key(name), at)
    return {
        column: next(places[name] for name in names if name in places)
        for column, names in NAMES.items()
        if any(name in places for name in names)
    }


def _refuse_missing(path: Path, columns: Iterable[str]) -> None:
    missing = [NAMES[c][0] for c in NEEDED if c not in columns]
    if missing:
        raise InputError(path, f"has no column {', '.join(missing)}", HINT)


def _csv(path: Path, data: bytes) -> Release:
    bare = {name for names in NAMES.values() for name in names}
    try:
        cells = read_csv(data, {*bare, *(f"[{name}]" for name in bare), *NAMES})
    except NotReadableError as fault:
        raise InputError(path, str(fault), HINT) from None
    columns = _columns(cells.header)
    _refuse_missing(path, columns)
    broken = [
        placed(str(f["code"]), pl.DataFrame([{"file": path.name, **f}]).drop("code"))
        for f in cells.broken
    ]
    rows = cells.rows.select(
        pl.lit(path.name).alias("file"),
        pl.lit(None, pl.String).alias("sheet"),
        "row",
        *(
            pl.col(f"c{columns[c]}").alias(c) if c in columns else pl.lit(None, pl.String).alias(c)
            for c in NAMES
        ),
    )
    rows = rows.with_columns(pl.col(tuple(NAMES)).str.strip_chars().replace("", None))
    return Release(path.name, rows, pl.concat([no_findings(), *broken]), len(broken))


def _workbook(path: Path, data: bytes) -> Release:
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            closing(openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)) as book,
        ):
            sheets = sorted(book.worksheets, key=lambda sheet: sheet.title.lower() != SHEET)
            for sheet in sheets:
                sheet.reset_dimensions()
                rows = sheet.iter_rows(values_only=True)
                columns = _columns(next(rows, ()))
                if all(c in columns for c in NEEDED):
                    return Release(
                        path.name, _sheet_rows(path.name, sheet.title, columns, rows), no_findings()
                    )
    except Exception as fault:  # openpyxl raises whatever a broken file makes it stumble over
        raise InputError(path, f"cannot be read as Excel ({type(fault).__name__})", HINT) from None
    raise InputError(
        path, f"has no sheet with the columns {', '.join(NAMES[c][0] for c in NEEDED)}", HINT
    )


def _sheet_rows(
    file: str, sheet: str, columns: dict[str, int], rows: Iterable[tuple[Any, ...]]
) -> pl.DataFrame:
    records = []
    for number, cells in enumerate(rows, 2):
        if any(cell is not None for cell in cells):
            texts = {
                c: cell_text(cells[at]) if at < len(cells) else None for c, at in columns.items()
            }
            records.append({"file": file, "sheet": sheet, "row": number, **_stripped(texts)})
    return pl.DataFrame(records, schema=ROWS)


def _stripped(texts: dict[str, str | None]) -> dict[str, str | None]:
    return {name: (clean(text) or None) if text else None for name, text in texts.items()}


def _json(path: Path, data: bytes) -> Release:
    content = read_json(path, data)
    records = content.get("data") if isinstance(content, dict) else content
    if not isinstance(records, list):
        raise InputError(path, f"holds {kind_of(content)} and no list of values under 'data'", HINT)
    total = str(content.get("totalElements", "")) if isinstance(content, dict) else ""
    rows = []
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise InputError(
                path, f"entry {number} of 'data' is {kind_of(record)}, not a value", HINT
            )
        flat = {**_inner(record, "attributes"), **_inner(record, "dimensions"), **record}
        columns = _columns(flat)
        if number == 1:
            _refuse_missing(path, columns)
        values = list(flat.values())
        texts = {column: _json_text(values[at]) for column, at in columns.items()}
        rows.append({"file": path.name, "sheet": None, "row": number, **_stripped(texts)})
    frame = pl.DataFrame(rows, schema=ROWS)
    return Release(
        path.name,
        frame,
        no_findings(),
        0,
        int(total) if re.fullmatch("[0-9]{1,9}", total) else None,
    )


def _inner(record: dict[str, Any], name: str) -> dict[str, Any]:
    inner = record.get(name)
    return inner if isinstance(inner, dict) else {}


def _json_text(value: object) -> str | None:
    if isinstance(value, list):
        return ", ".join(v for v in value if isinstance(v, str))
    return value if isinstance(value, str) else None
