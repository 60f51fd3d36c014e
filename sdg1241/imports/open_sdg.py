"""Data of a platform of Open SDG: which series and which area a row is about.

A platform writes no M49 codes. A file of all countries names them by ISO code or name and leaves
the World blank; a national file is about one country, which it does not name.
"""

from collections.abc import Mapping

import polars as pl

from ..errors import UsageError
from ..rules import Rules
from ..submissions.names import party_reader
from .phrases import plain, stands_in
from .release import Release


class Platform:
    """Reads rows by the names of conventions, countries and areas."""

    def __init__(self, rules: Rules) -> None:
        reference = rules.reference
        self._conventions = rules.conventions
        self._read_party = party_reader(reference)
        self._codes = dict(reference.areas.select("iso3", "m49").iter_rows())
        self._world = reference.levels["group_m49"][0]
        named = reference.groups.select("group", "group_m49").unique().sort("group_m49")
        self._groups = {code: code for code in reference.levels["group_m49"]}
        self._groups |= {plain(name): code for name, code in named.iter_rows()}

    def rows(self, release: Release, area: str | None) -> pl.DataFrame:
        """The rows with `series` and `geo_area_m49`; of a national file only those of the country.

        Raises:
            UsageError: the file names no area, and `area` none either.
        """
        rows = release.rows
        cells = {text for name in ("area_code", "area_name") for text in rows[name] if text}
        of_all = any(self.area_of(text) for text in cells)
        if not of_all and area is None:
            raise UsageError(
                f"{release.file} names no country. Name it with --area, such as --area KEN."
            )
        found = [
            {
                "series": self.series_of(row["series"]),
                "geo_area_m49": self._place(row) if of_all else area,
            }
            for row in rows.iter_rows(named=True)
        ]
        placed = pl.DataFrame(found, {"series": pl.String, "geo_area_m49": pl.String})
        placed = rows.with_columns(placed)
        national = pl.col("area_code").is_null() & pl.col("area_name").is_null()
        return placed if of_all else placed.filter(national)

    def _place(self, row: Mapping[str, str | None]) -> str:
        """The code of a row's area, its text where it has none; the World where it is blank."""
        texts = [text for text in (row["area_code"], row["area_name"]) if text]
        codes = (code for text in texts if (code := self.area_of(text)))
        return next(codes, " ".join(texts)) if texts else self._world

    def area_of(self, text: str) -> str | None:
        """The M49 code of a country or group by its code or name."""
        group = self._groups.get(plain(text)) or self._groups.get(text.zfill(3))
        return group or self._codes.get(self._read_party(text).value or "")

    def series_of(self, text: str | None) -> str | None:
        """The series of the one convention that a text names; else the text."""
        named = [
            convention.series
            for convention in self._conventions
            if text
            and (
                text == convention.series
                or stands_in([convention.id, convention.short_name], plain(text))
            )
        ]
        return named[0] if len(named) == 1 else text
