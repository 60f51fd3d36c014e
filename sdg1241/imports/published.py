"""Read what UNSD published of 12.4.1, in any form in which it is released, into one table of
values."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl

from ..errors import InputError, UsageError
from ..rules import Rules, load_rules
from ..submissions import has_errors, table_schema
from ..submissions.findings import ERROR, in_order, no_findings, placed
from .release import Release, read_release

INDICATOR = "12.4.1"
PLACES = 5
NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,30})?([eE]-?[0-9]{1,2})?")
PERCENT = {"", "pt", "percent", "%"}  # blank: a table that names no unit holds percent
WITHOUT_VALUE = {"", "nan", "n/a", "na", "..", "null"}
KEY = ("series", "geo_area_m49", "time_period")


@dataclass(frozen=True)
class Published:
    """Published values and what became of the rows read.

    Attributes:
        rows: vintage, series, geo_area_m49, time_period, value (the text as published), nature;
            sorted.
        findings: all that was noticed.
        counts: rows by what became of them; the rows read are their sum.
    """

    rows: pl.DataFrame
    findings: pl.DataFrame
    counts: dict[str, int]

    @property
    def table(self) -> pl.DataFrame:
        """The rows with `value` as exact Decimal, in percent."""
        values = [Decimal(v) for v in self.rows["value"]]
        scale = max([PLACES, *(-e for v in values if isinstance(e := v.as_tuple().exponent, int))])
        return self.rows.with_columns(pl.Series("value", values, pl.Decimal(38, scale)))


def read_published(
    source: Path | str, rules: Rules | None = None, vintage: str | None = None
) -> pl.DataFrame:
    """The published values of a vintage that comes with the program (`2020-10`), or of a file.

    Args:
        source: the name of a vintage, or a file in any form that `import_published` reads.
        rules: what the conventions ask; default: the shipped rules.
        vintage: which vintage of a table that holds several; otherwise the name for that of the
            file.

    Returns:
        vintage, series, geo_area_m49 (three digits), time_period, value (Decimal, percent), nature
        (null where the release has none), sorted by series, area and year.

    Raises:
        InputError: there is no such vintage or file, or the file has rows that cannot be read.
        UsageError: the table holds several vintages and none was named.
    """
    rules = rules or load_rules()
    if str(source) in (known := shipped_vintages()):
        with as_file(files("sdg1241.reference") / "unsd_published.csv") as shipped:
            return import_published([shipped], rules, str(source)).table
    path = Path(source)
    if not path.exists():
        raise InputError(
            path, "is no file and no known vintage", f"Known vintages: {', '.join(known)}."
        )
    published = import_published([path], rules, vintage, path.stem)
    faults = published.findings.filter(pl.col("severity") == ERROR)
    if has_errors(faults):
        hint = f"'sdg1241 import unsd {path}' lists them and leaves them out."
        raise InputError(path, f"{faults.height} rows cannot be used; {faults['message'][0]}", hint)
    return published.table


def shipped_vintages() -> list[str]:
    """Names of the vintages that come with the program, oldest first."""
    with as_file(files("sdg1241.reference") / "unsd_published.csv") as shipped:
        table = pl.read_csv(shipped, columns=["vintage"], infer_schema=False)
    return sorted(table["vintage"].unique())


def import_published(
    paths: Sequence[Path], rules: Rules, vintage: str | None = None, otherwise: str | None = None
) -> Published:
    """Read the files of one release: the database download as CSV or Excel, the service's JSON, or
    such a table.

    Args:
        paths: one file, or the pages of one answer of the service.
        rules: what the conventions ask; they name the series.
        vintage: the name of the release; default: the one that the files give. In a table of
            published values that holds several vintages, the one to take.
        otherwise: the name where neither is there.

    Raises:
        InputError: a file cannot be read, or is not such a table.
        UsageError: the release has no name, or the files hold several.
    """
    releases = [read_release(path) for path in paths]
    reader = _Reader(rules)
    for release in releases:
        reader.take(release, vintage)
    reader.compare_with_totals(releases)
    if not reader.values and not reader.counts["rejected"]:
        of = f" of vintage {vintage}" if reader.counts["other vintages"] else ""
        raise InputError(
            paths[0],
            f"holds no value of {INDICATOR}{of}",
            "Give a release that holds the indicator.",
        )
    return reader.published(vintage, otherwise)


class _Reader:
    def __init__(self, rules: Rules) -> None:
        self.series = [c.series for c in rules.conventions if c.series]
        areas = rules.reference
        self.areas = {*areas.areas["m49"], *areas.levels["group_m49"]}
        self.notes: dict[str, list[dict[str, object]]] = {}
        self.findings = [no_findings()]
        self.counts = dict.fromkeys(
            (
                "taken",
                "other indicators",
                "other vintages",
                "without value",
                "repeated",
                "rejected",
            ),
            0,
        )
        self.values: dict[tuple[str, ...], list[dict[str, object]]] = {}
        self.names: list[str | None] = []

    def note(
        self, code: str, row: Mapping[str, object], column: str, value: object, **details: str
    ) -> None:
        place = {
            "file": row["file"],
            "sheet": row["sheet"],
            "row": row["row"],
            "column": column,
            "value": value,
        }
        self.notes.setdefault(code, []).append(place | details)

    def take(self, release: Release, vintage: str | None) -> None:
        self.findings.append(release.findings)
        self.counts["rejected"] += release.broken
        for row in release.rows.iter_rows(named=True):
            if row["series"] not in self.series and not self.is_ours(row):
                self.counts["other indicators"] += 1
            elif row["vintage"] is not None and vintage not in (None, row["vintage"]):
                self.counts["other vintages"] += 1
            elif (row["value"] or "").strip().lower() in WITHOUT_VALUE:
                self.counts["without value"] += 1
            elif not self.faulty(row):
                key = tuple(str(row[column]) for column in KEY)
                self.values.setdefault(key, []).append(row)
                self.names.append(row["vintage"] or row["release"])

    def is_ours(self, row: dict[str, object]) -> bool:
        """Whether the row says that it is of the indicator, or does not say of which."""
        said = row["indicator"]
        return said is None or INDICATOR in str(said).replace(",", " ").split()

    def faulty(self, row: dict[str, object]) -> bool:
        """Note what cannot be read in a row; else bring its codes into form."""
        area, year, value = (
            str(row[c] or "").strip() for c in ("geo_area_m49", "time_period", "value")
        )
        before = sum(map(len, self.notes.values()))
        if row["series"] not in self.series:
            self.note(
                "unsd-unknown-series", row, "series", row["series"], allowed=", ".join(self.series)
            )
        if not re.fullmatch(r"[0-9]{1,3}(\.0+)?", area):
            self.note("unsd-bad-area", row, "geo_area_m49", area)
        if not re.fullmatch(r"(19|20)[0-9]{2}(\.0+)?", year):
            self.note("unsd-bad-year", row, "time_period", year)
        if (str(row["units"] or "")).strip().lower() not in PERCENT:
            self.note("unsd-bad-unit", row, "units", row["units"])
        if not NUMBER.fullmatch(value) or Decimal(value) > 100:
            self.note("unsd-bad-value", row, "value", value)
        if sum(map(len, self.notes.values())) > before:
            self.counts["rejected"] += 1
            return True
        row["geo_area_m49"], row["time_period"] = area.split(".")[0].zfill(3), year[:4]
        row["value"] = f"{Decimal(value):f}" if "e" in value.lower() else value
        if row["geo_area_m49"] not in self.areas:
            self.note("unsd-unknown-area", row, "geo_area_m49", row["geo_area_m49"])
        return False

    def compare_with_totals(self, releases: Iterable[Release]) -> None:
        """Pages of one answer name the same total; together they must hold so many rows."""
        answers: dict[int, list[Release]] = {}
        for release in releases:
            if release.total is not None:
                answers.setdefault(release.total, []).append(release)
        for held, pages in answers.items():
            given = sum(p.rows.height for p in pages)
            if given < held:
                place = {"file": pages[-1].file, "sheet": None, "row": None}
                self.note(
                    "unsd-missing-rows",
                    place,
                    "totalElements",
                    None,
                    given=str(given),
                    held=str(held),
                )

    def published(self, vintage: str | None, otherwise: str | None) -> Published:
        names = {name for name in self.names if name} or ({otherwise} if otherwise else set())
        if vintage is None and len(names) > 1:
            raise UsageError(
                f"The files hold several vintages: {', '.join(sorted(names))}. Name one with"
                " --vintage."
            )
        if vintage is None and not names and self.values:
            raise UsageError(
                "The files do not name their release. Name it with --vintage, such as 2026-03."
            )
        name = vintage or next(iter(names), None)
        kept, repeats = [], []
        for rows in self.values.values():
            if len({(Decimal(str(r["value"])), r["nature"]) for r in rows}) > 1:
                self.counts["rejected"] += len(rows)
                self.contradiction(rows)
            else:
                kept.append(rows[0])
                self.counts["taken"] += 1
                self.counts["repeated"] += len(rows) - 1
                repeats += rows[1:]
        self.repeats(repeats)
        columns = table_schema("published_values").columns
        types = dict.fromkeys(columns, pl.String)
        frame = pl.DataFrame([{**row, "vintage": name} for row in kept], schema=types).sort(KEY)
        frame = frame.with_columns(pl.col("time_period").cast(pl.Int64))
        notes = [
            placed(code, pl.DataFrame(n, infer_schema_length=None))
            for code, n in self.notes.items()
        ]
        return Published(frame, in_order([*self.findings, *notes]), self.counts)

    def contradiction(self, rows: list[dict[str, object]]) -> None:
        values = ", ".join(
            dict.fromkeys(f"{r['value']} ({r['nature'] or 'no nature'})" for r in rows)
        )
        series, area, year = (str(rows[0][c]) for c in KEY)
        for row in rows:
            self.note(
                "unsd-two-values",
                row,
                "value",
                row["value"],
                values=values,
                series=series,
                area=area,
                year=year,
            )

    def repeats(self, rows: Iterable[dict[str, object]]) -> None:
        rows = sorted(rows, key=lambda r: (str(r["file"]), str(r["sheet"]), int(str(r["row"]))))
        counted = Counter(r["file"] for r in rows)
        for file, count in counted.items():
            first = next(r for r in rows if r["file"] == file)
            self.note("unsd-repeated", first, "value", first["value"], count=str(count))
