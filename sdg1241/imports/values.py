"""Rows of releases become published values, one by one; what cannot be read is noted."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from ..errors import UsageError
from ..rules import Rules
from ..rules.model import INDICATOR
from ..submissions import table_schema
from ..submissions.findings import in_order, no_findings, placed
from .open_sdg import Platform
from .release import Release

PLACES = 5
NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,30})?([eE]-?[0-9]{1,2})?")
AREA = re.compile(r"[0-9]{1,3}(\.0+)?")
YEAR = re.compile(r"(19|20)[0-9]{2}(\.0+)?")
# Blank: a table that names no unit holds percent. Compared without spaces and brackets.
PERCENT = {"", "pt", "percent", "%", "percentage", "percentage%", "percent%"}
WITHOUT_VALUE = {"", "nan", "n/a", "na", "..", "null"}
KEY = ("series", "geo_area_m49", "time_period")
TAKEN, REJECTED, REPEATED = "taken", "rejected", "repeated"
INDICATORS, VINTAGES, AREAS = "other indicators", "other vintages", "other areas"
NO_SERIES, NO_VALUE = "without series", "without value"
COUNTED = (TAKEN, INDICATORS, VINTAGES, AREAS, NO_SERIES, NO_VALUE, REPEATED, REJECTED)
Row = dict[str, object]


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


class Reader:
    """Collects the values of one or more files.

    Attributes:
        counts: rows by what became of them.
        values: rows that can be read, by series, area and year.
    """

    def __init__(self, rules: Rules, area: str | None = None) -> None:
        """`area`: the M49 code of the one country that is wanted; of a national file, its own."""
        self.series = [c.series for c in rules.conventions if c.series]
        areas = rules.reference
        self.areas = {*areas.areas["m49"], *areas.levels["group_m49"]}
        self.area, self.platform = area, Platform(rules)
        self.notes: dict[str, list[Row]] = {}
        self.findings = [no_findings()]
        self.counts = dict.fromkeys(COUNTED, 0)
        self.values: dict[tuple[str, ...], list[Row]] = {}
        self.names: list[str | None] = []

    def note(
        self, code: str, row: Mapping[str, object], column: str, value: object, **details: str
    ) -> None:
        """Note a finding at the place of a row, with what its message needs."""
        place = {name: row[name] for name in ("file", "sheet", "row")}
        self.notes.setdefault(code, []).append(
            {**place, "column": column, "value": value, **details}
        )

    def take(self, release: Release, vintage: str | None) -> None:
        """Read the rows of one file; of a table that holds several vintages, those of one."""
        self.findings.append(release.findings)
        self.counts[REJECTED] += release.broken
        rows = release.rows
        if release.open_sdg:
            rows = self.platform.rows(release, self.area)
            self.counts[AREAS] += release.rows.height - rows.height
        for row in rows.iter_rows(named=True):
            left = self.left_out(row, vintage, release.open_sdg)
            if left or self.faulty(row):
                self.counts[left or REJECTED] += 1
                continue
            key = tuple(str(row[column]) for column in KEY)
            self.values.setdefault(key, []).append(row)
            self.names.append(row["vintage"] or row["release"])

    def left_out(self, row: Row, vintage: str | None, open_sdg: bool) -> str | None:
        """Why a row is none of those asked for; None where it is one."""
        if open_sdg and row["series"] is None:
            return NO_SERIES
        if row["series"] not in self.series and not self.is_ours(row):
            return INDICATORS
        if row["vintage"] is not None and vintage not in (None, row["vintage"]):
            return VINTAGES
        if str(row["value"] or "").strip().lower() in WITHOUT_VALUE:
            return NO_VALUE
        area = str(row["geo_area_m49"] or "").strip()
        known = AREA.fullmatch(area) is not None
        return AREAS if self.area and known and _code(area) != self.area else None

    def is_ours(self, row: Row) -> bool:
        """Whether the row says that it is of the indicator, or does not say of which."""
        said = row["indicator"]
        return said is None or INDICATOR in str(said).replace(",", " ").split()

    def faulty(self, row: Row) -> bool:
        """Note what cannot be read in a row; else bring its codes into form."""
        area, year, value = (str(row[column] or "").strip() for column in (*KEY[1:], "value"))
        before = sum(map(len, self.notes.values()))
        if row["series"] not in self.series:
            self.note(
                "unsd-unknown-series", row, "series", row["series"], allowed=", ".join(self.series)
            )
        if not AREA.fullmatch(area):
            self.note("unsd-bad-area", row, "geo_area_m49", area)
        if not YEAR.fullmatch(year):
            self.note("unsd-bad-year", row, "time_period", year)
        if re.sub(r"[\s()]", "", str(row["units"] or "")).lower() not in PERCENT:
            self.note("unsd-bad-unit", row, "units", row["units"])
        if not NUMBER.fullmatch(value) or Decimal(value) > 100:
            self.note("unsd-bad-value", row, "value", value)
        if sum(map(len, self.notes.values())) > before:
            return True
        row["geo_area_m49"], row["time_period"] = _code(area), year[:4]
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
                details = {"given": str(given), "held": str(held)}
                self.note("unsd-missing-rows", place, "totalElements", None, **details)

    def published(self, vintage: str | None, otherwise: str | None) -> Published:
        """The table. Raises UsageError where the release has no name, or several."""
        name = self._name(vintage, otherwise)
        kept, repeats = [], []
        for rows in self.values.values():
            if len({(Decimal(str(r["value"])), r["nature"]) for r in rows}) > 1:
                self.counts[REJECTED] += len(rows)
                self._contradiction(rows)
            else:
                kept.append(rows[0])
                self.counts[TAKEN] += 1
                self.counts[REPEATED] += len(rows) - 1
                repeats += rows[1:]
        self._repeats(repeats)
        types = dict.fromkeys(table_schema("published_values").columns, pl.String)
        frame = pl.DataFrame([{**row, "vintage": name} for row in kept], schema=types).sort(KEY)
        frame = frame.with_columns(pl.col("time_period").cast(pl.Int64))
        notes = [
            placed(code, pl.DataFrame(n, infer_schema_length=None))
            for code, n in self.notes.items()
        ]
        return Published(frame, in_order([*self.findings, *notes]), self.counts)

    def _name(self, vintage: str | None, otherwise: str | None) -> str | None:
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
        return vintage or next(iter(names), None)

    def _contradiction(self, rows: list[Row]) -> None:
        values = ", ".join(
            dict.fromkeys(f"{r['value']} ({r['nature'] or 'no nature'})" for r in rows)
        )
        series, area, year = (str(rows[0][c]) for c in KEY)
        details = {"values": values, "series": series, "area": area, "year": year}
        for row in rows:
            self.note("unsd-two-values", row, "value", row["value"], **details)

    def _repeats(self, rows: Iterable[Row]) -> None:
        rows = sorted(rows, key=lambda r: (str(r["file"]), str(r["sheet"]), int(str(r["row"]))))
        for file, count in Counter(r["file"] for r in rows).items():
            first = next(r for r in rows if r["file"] == file)
            self.note("unsd-repeated", first, "value", first["value"], count=str(count))


def _code(area: str) -> str:
    """An M49 code in three digits."""
    return area.split(".")[0].zfill(3)
