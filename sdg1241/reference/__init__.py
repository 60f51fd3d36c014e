"""Reference facts: areas, groups, Party status, the items of the treaties, published values.

Each table is a CSV file in this folder; README.md beside them names source and date of each.
Every column is read as text, so that codes such as `004` and `NA` stay what they are; only the
columns named in `DATES` and `YEARS` are typed.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl

DATES = {"entry_into_force", "withdrawn_on", "member_until", "due", "plan_update_due"}
YEARS = {"listed_year", "adopted_year", "first_round", "time_period"}
ITEM_TABLES = ("annex_iii", "stockholm_amendments", "report_rounds")


@dataclass(frozen=True, eq=False)
class Reference:
    """The tables of this folder, as polars frames. Blank cells are null.

    Attributes:
        areas: one row per country or area; `iso3`, `iso2`, `m49` (three digits), names, M49
            regions.
        other_names: further names of areas and other Parties: party (null where it is the name of
            none), language, name, source. No name could mean two.
        groups: one row per (group_m49, member); `member_until` is the day membership ended, else
            null.
        levels: one row per (level, group_m49), in the order in which people read them.
        party_status: one row per (convention, party); `entry_into_force` null where no date is
            known, `withdrawn_on` null for all while the file has no such column.
        not_areas: Parties that are no statistical area, each with its reason.
        items: the tables that list items, by file name without ending.
    """

    areas: pl.DataFrame
    other_names: pl.DataFrame
    groups: pl.DataFrame
    levels: pl.DataFrame
    party_status: pl.DataFrame
    not_areas: pl.DataFrame
    items: dict[str, pl.DataFrame]

    def names(self, language: str = "en") -> pl.DataFrame:
        """Areas and other Parties with their names: party, name (in English where that language has
        none)."""
        own = self.areas.select(party="iso3", name=pl.coalesce(f"name_{language}", "name_en"))
        return pl.concat([own, self.not_areas.select("party", "name")])


def _read(folder: Path, name: str) -> pl.DataFrame:
    frame = pl.read_csv(folder / f"{name}.csv", infer_schema=False)
    return frame.with_columns(
        *(pl.col(c).str.to_date("%Y-%m-%d") for c in frame.columns if c in DATES),
        *(pl.col(c).cast(pl.Int32) for c in frame.columns if c in YEARS),
    )


def load_reference(folder: Path | None = None) -> Reference:
    """Read the reference tables of `folder`, or those that ship with the package.

    Raises:
        polars.exceptions.PolarsError, FileNotFoundError: a table is missing or holds a bad date or
        year.
    """
    if folder is None:
        return _shipped()
    return Reference(
        areas=_read(folder, "areas"),
        other_names=_read(folder, "area_names").rename({"iso3": "party"}),
        groups=_read(folder, "area_groups"),
        levels=_read(folder, "area_levels"),
        party_status=_with_withdrawals(_read(folder, "party_status")),
        not_areas=_read(folder, "not_areas"),
        items={name: _read(folder, name) for name in ITEM_TABLES},
    )


def _with_withdrawals(status: pl.DataFrame) -> pl.DataFrame:
    return (
        status
        if "withdrawn_on" in status.columns
        else status.with_columns(withdrawn_on=pl.lit(None, pl.Date))
    )


@cache
def _shipped() -> Reference:
    with as_file(files(__name__)) as folder:
        return load_reference(folder)


def published_values(vintage: str) -> pl.DataFrame:
    """Values that UNSD published in one vintage, e.g. `2020-10`.

    Returns:
        One row per (series, geo_area_m49, time_period); `value` is in percent, Float64 as
        published; `nature` as in the release. Empty when the vintage is not known.
    """
    with as_file(files(__name__)) as folder:
        table = _read(folder, "unsd_published")
    return table.filter(pl.col("vintage") == vintage).with_columns(pl.col("value").cast(pl.Float64))


def sdg_structure() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The SDG data structure: what an observation must hold for UNSD, and in which codes.

    Returns:
        Its components, one row each in column order: component, role, usage (mandatory,
            conditional), attached_to
        (attributes: observation, series), codelist (null where the component takes no code),
        text_type. And the codes that 12.4.1 needs: codelist, code, name.
    """
    with as_file(files(__name__)) as folder:
        return _read(folder, "sdg_dsd_components"), _read(folder, "sdg_dsd_codes")
