"""SDMX-CSV 1.0 and 2.0: the observations under the column names of the standard."""

import polars as pl

from ...runs import csv_bytes
from .observations import Exchange

REPLACE = "R"


def sdmx_csv_1_0(exchange: Exchange) -> bytes:
    """Version 1.0, which UN Data emits: the dataflow, then the components."""
    return csv_bytes(
        exchange.observations.select(pl.lit(exchange.settings.dataflow).alias("DATAFLOW"), pl.all())
    )


def sdmx_csv_2_0(exchange: Exchange) -> bytes:
    """Version 2.0: the kind of structure, its id and the action (whole observations are replaced),
    then the same."""
    first = {"STRUCTURE": "dataflow", "STRUCTURE_ID": exchange.settings.dataflow, "ACTION": REPLACE}
    return csv_bytes(
        exchange.observations.select(*(pl.lit(v).alias(c) for c, v in first.items()), pl.all())
    )
