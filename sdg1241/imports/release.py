"""The forms in which values are published: CSV and Excel downloads, the workbook of a series, JSON
of the service, SDMX-ML, the SDMX Converter's workbook, data of Open SDG."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from ..errors import InputError
from ..submissions.findings import no_findings
from ..tables import Sheet, open_file
from ..tables.xml_file import is_xml
from .converter import converted, is_converter
from .json_file import clean, is_json, kind_of, read_json
from .pivot import pivoted
from .sdmx_ml import observations
from .shape import shape_findings

# Names of each column in the releases, without brackets, underscores and capitals; the first that
# is there counts.
NAMES = {
    "series": ("seriescode", "series", "convention", "agreement"),
    "geo_area_m49": ("geoareacode", "geoaream49", "refarea"),
    "time_period": ("timeperiod", "timeperiodstart", "year"),
    "value": ("value", "obsvalue"),
    "units": ("units", "unitscode", "unitmeasure"),
    "nature": ("nature", "naturecode"),
    "indicator": ("indicator", "indicatorcode"),
    "vintage": ("vintage",),
    "release": ("seriesrelease",),
    "area_code": ("geocode",),
    "area_name": ("referencearea",),
}
KNOWN = {name for names in NAMES.values() for name in names}
KNOWN |= {f"[{name}]" for name in KNOWN} | set(NAMES)
KNOWN |= {"ref_area", "obs_value", "unit_measure", "geoarea_code", "units_code", "nature_code"}
KNOWN |= {"reference area"}
OF_OPEN_SDG = ("series", "time_period", "value")
NEEDED = ("series", "geo_area_m49", "time_period", "value")
SHEET = "data"
AT_ONCE = 50_000
HINT = (
    "Give a download of the SDG database, an answer of its service, or a table made by 'sdg1241"
    " import unsd'."
)
ROWS = {"file": pl.String, "sheet": pl.String, "row": pl.Int64} | dict.fromkeys(NAMES, pl.String)
Entry = tuple[str | None, int, dict[str, Any]]  # sheet, row, and what is said by its name


@dataclass(frozen=True)
class Release:
    """One file: its rows as text, with file, sheet, row and the columns of `NAMES`, null where
    blank or not there.

    Attributes:
        broken: rows that do not fit the header; `findings` has them.
        total: the number of rows that the service says it holds, else None.
        open_sdg: data of a platform of Open SDG, which has no column of M49 codes.
    """

    file: str
    rows: pl.DataFrame
    findings: pl.DataFrame
    broken: int = 0
    total: int | None = None
    open_sdg: bool = False


def read_release(path: Path) -> Release:
    """Read one file, whatever its form; the content tells the form, not the ending.

    Raises:
        InputError: it cannot be read, or lacks a column that is needed.
    """
    if is_json(path):
        return _json(path)
    if is_xml(path):
        return _entries(path, ((None, line, said) for line, said in observations(path)))
    sheets = open_file(path, HINT).sheets
    if sheets and sheets[0].name is None:
        return _table(path, sheets[0], KNOWN)
    if is_converter(sheets):
        return _entries(path, converted(path, sheets))
    for sheet in sorted(sheets, key=lambda s: str(s.name).lower() != SHEET):
        if any(_has_needed(row) for row in sheet.top):
            return _table(path, sheet, KNOWN)
    needed = ", ".join(NAMES[c][0] for c in NEEDED)
    raise InputError(path, f"has no sheet with the columns {needed}", HINT)


def _has_needed(header: Iterable[object]) -> bool:
    columns = _columns(tuple(map(str, header)))
    return all(c in columns for c in NEEDED) or _is_open_sdg(columns)


def _is_open_sdg(columns: dict[str, int]) -> bool:
    return "geo_area_m49" not in columns and all(c in columns for c in OF_OPEN_SDG)


@lru_cache(maxsize=1000)
def _columns(header: tuple[str, ...]) -> dict[str, int]:
    """The position of each column that the header has."""
    places: dict[str, int] = {}
    for at, name in enumerate(header):
        places.setdefault(re.sub("[^a-z0-9]", "", name.lower()), at)
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
    columns = _columns(tuple(table.header))
    open_sdg = _is_open_sdg(columns)
    if not open_sdg:
        _refuse_missing(path, columns)
    rows, broken = table.rows()
    blank = pl.lit(None, pl.String)
    found = rows.select(
        pl.lit(path.name).alias("file"),
        pl.lit(sheet.name, pl.String).alias("sheet"),
        "row",
        *((pl.col(f"c{columns[c]}") if c in columns else blank).alias(c) for c in NAMES),
    )
    found = found.with_columns(pl.col(tuple(NAMES)).str.strip_chars().replace("", None))
    findings = shape_findings(path.name, sheet.name, table, broken)
    return Release(path.name, found, findings, len(broken), open_sdg=open_sdg)


def _json(path: Path) -> Release:
    content = read_json(path)
    records = content
    if isinstance(content, dict):
        records = content.get("data", content.get("published"))
    if not isinstance(records, list):
        raise InputError(path, f"holds {kind_of(content)} and no list of values under 'data'", HINT)
    if any(isinstance(record, dict) and "years" in record for record in records):
        records = pivoted(path, records)
    total = str(content.get("totalElements", "")) if isinstance(content, dict) else ""
    known = int(total) if re.fullmatch("[0-9]{1,9}", total) else None
    return _entries(path, _flat(path, records), known)


def _flat(path: Path, records: list[Any]) -> Iterator[Entry]:
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise InputError(
                path, f"entry {number} of 'data' is {kind_of(record)}, not a value", HINT
            )
        flat = {**_inner(record, "attributes"), **_inner(record, "dimensions"), **record}
        yield None, number, flat


def _entries(path: Path, entries: Iterable[Entry], total: int | None = None) -> Release:
    """A release of values that each name their columns; the first must name those needed."""
    frames = [pl.DataFrame(schema=ROWS)]
    source = iter(entries)
    while some := list(islice(source, AT_ONCE)):
        if len(frames) == 1:
            _refuse_missing(path, _columns(tuple(some[0][2])))
        rows = [_row(path, entry) for entry in some]
        frames.append(pl.DataFrame(rows, schema=ROWS, orient="row"))
    return Release(path.name, pl.concat(frames), no_findings(), 0, total)


def _row(path: Path, entry: Entry) -> tuple[str | int | None, ...]:
    sheet, row, said = entry
    columns, values = _columns(tuple(said)), list(said.values())
    texts = (_text(values[columns[c]]) if c in columns else None for c in NAMES)
    return path.name, sheet, row, *texts


def _inner(record: dict[str, Any], name: str) -> dict[str, Any]:
    inner = record.get(name)
    return inner if isinstance(inner, dict) else {}


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = ", ".join(v for v in value if isinstance(v, str))
    return clean(value) or None if isinstance(value, str) else None
