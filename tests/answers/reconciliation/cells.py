"""Cells of a published table: found, read and written; and what a reconciliation says."""

import polars as pl

from sdg1241.answers import Reconciliation

BASEL, ROTTERDAM = "SG_HAZ_CMRBASEL", "SG_HAZ_CMRROTDAM"


def sentences(found: Reconciliation) -> list[str]:
    return found.explanations["sentence"].to_list()


def at(series: str, area: str, cycle: int = 2020) -> pl.Expr:
    return (
        (pl.col("series") == series)
        & (pl.col("geo_area_m49") == area)
        & (pl.col("time_period") == cycle)
    )


def value(table: pl.DataFrame, series: str, area: str, cycle: int = 2020) -> float:
    return table.filter(at(series, area, cycle))["value"].item()


def with_values(table: pl.DataFrame, *cells: tuple[pl.Expr, float]) -> pl.DataFrame:
    for here, new in cells:
        assert table.filter(here).height == 1
        table = table.with_columns(value=pl.when(here).then(new).otherwise("value"))
    return table


def swapped(table: pl.DataFrame, one: pl.Expr, other: pl.Expr) -> pl.DataFrame:
    first, second = (table.filter(here)["value"].item() for here in (one, other))
    assert first != second
    return with_values(table, (one, second), (other, first))
