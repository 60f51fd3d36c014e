"""The forms in which UNSD releases values: CSV and Excel downloads, the workbook of a series, JSON
of the service."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from ..errors import InputError
from ..submissions.findings import no_findings, placed
from ..tables import Sheet, open_file
from .json_file import clean, is_json, kind_of, read_json
from .pivot import pivoted

# Names of each column in the releases, without brackets, underscores and capitals; the first that
# is there counts.
NAMES = {
    "series": ("seriescode", "series"),
    "geo_area_m49": ("geoareacode", "geoaream49", "refarea"),
    "time_period": ("timeperiod", "timeperiodstart", "year"),
    "value": ("value", "obsvalue"),
    "units": ("units", "unitscode", "unitmeasure"),
    "nature": ("nature", "naturecode"),
    "indicator": ("indicator", "indicatorcode"),
    "vintage": ("vintage",),
    "release": ("seriesrelease",),
}
KNOWN = {name for names in NAMES.values() for name in names}
KNOWN |= {f"[{name}]" for name in KNOWN} | set(NAMES)
KNOWN |= {"ref_area", "obs_value", "unit_measure", "geoarea_code", "units_code", "nature_code"}
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
    if is_json(path):
        return _json(path)
    sheets = open_file(path, HINT).sheets
    if sheets and sheets[0].name is None:
        return _table(path, sheets[0], KNOWN)
    for sheet in sorted(sheets, key=lambda s: str(s.name).lower() != SHEET):
        if any(all(c in _columns(row) for c in NEEDED) for row in sheet.top):
            return _table(path, sheet, KNOWN)
    needed = ", ".join(NAMES[c][0] for c in NEEDED)
    raise InputError(path, f"has no sheet with the columns {needed}", HINT)


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


def _table(path: Path, sheet: Sheet, known: set[str]) -> Release:
    table = sheet.table(known)
    columns = _columns(table.header)
    _refuse_missing(path, columns)
    rows, broken = table.rows()
    place = {"file": path.name, "sheet": sheet.name}
    kinds = {"sheet": pl.String}
    faults = [
        placed(str(b["code"]), pl.DataFrame([place | b], schema_overrides=kinds).drop("code"))
        for b in broken
    ]
    blank = pl.lit(None, pl.String)
    found = rows.select(
        pl.lit(path.name).alias("file"),
        pl.lit(sheet.name, pl.String).alias("sheet"),
        "row",
        *((pl.col(f"c{columns[c]}") if c in columns else blank).alias(c) for c in NAMES),
    )
    found = found.with_columns(pl.col(tuple(NAMES)).str.strip_chars().replace("", None))
    return Release(path.name, found, pl.concat([no_findings(), *faults]), len(broken))


def _stripped(texts: dict[str, str | None]) -> dict[str, str | None]:
    return {name: (clean(text) or None) if text else None for name, text in texts.items()}


def _json(path: Path) -> Release:
    content = read_json(path)
    records = content.get("data") if isinstance(content, dict) else content
    if not isinstance(records, list):
        raise InputError(path, f"holds {kind_of(content)} and no list of values under 'data'", HINT)
    if any(isinstance(record, dict) and "years" in record for record in records):
        records = pivoted(path, records)
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
