"""Open SDG, the software of national platforms: a table of data, the configuration and the metadata
of the indicator.

Notes stand in the configuration: a column of them in the data would take a row out of the headline.
The headline is the World's rows, which leave every breakdown blank, or all rows of a file for one
country.
"""

import json

import polars as pl

from ...errors import UsageError
from ...reference import load_reference
from .observations import Exchange

DATA, CONFIG, META = "data/indicator_12-4-1.csv", "indicator-config/12-4-1.yml", "meta/12-4-1.yml"


def open_sdg(exchange: Exchange, party: str | None = None) -> dict[str, bytes]:
    """The files by their place in a data repository of the platform.

    Args:
        exchange: the observations.
        party: ISO3 of the one country to write; default: all countries and areas.

    Raises:
        UsageError: that country has no value.
    """
    rows = exchange.observations.join(
        exchange.areas, on="REF_AREA", how="left", maintain_order="left"
    )
    if party is not None:
        rows = rows.filter(pl.col("party") == party)
        if rows.is_empty():
            raise UsageError(
                f"{party} has no value: it is a Party of no convention of this run, or no"
                " statistical area."
            )
    world = load_reference().levels["group_m49"][0]
    area = pl.when(pl.col("REF_AREA") != world.lstrip("0"))
    table = rows.select(
        pl.col("TIME_PERIOD").cast(pl.Int64).alias("Year"),
        pl.col("SERIES").alias("Series"),
        pl.col("UNIT_MEASURE").alias("Units"),
        area.then(pl.col("name")).alias("Reference area"),
        area.then(pl.col("party")).alias("GeoCode"),
        pl.col("OBS_VALUE").alias("Value"),
    )
    if party is not None:
        table = table.drop("Reference area", "GeoCode")
    config = dict(exchange.settings.open_sdg["config"])
    footnote = _footnote(rows, exchange)
    if footnote:
        config["data_footnote"] = footnote
    return {
        DATA: table.write_csv().encode(),
        CONFIG: _yaml(config),
        META: _yaml(exchange.settings.open_sdg["meta"]),
    }


def _footnote(rows: pl.DataFrame, exchange: Exchange) -> str:
    """Each text once, followed by the conventions and cycles it is about unless it is about all of
    them."""
    values = rows.select("SERIES", "TIME_PERIOD", "COMMENT_OBS").unique(maintain_order=True).rows()
    about: dict[str, list[str]] = {}
    for series, cycle, text in values:
        if text is not None:
            about.setdefault(text, []).append(f"{exchange.series[series]} {cycle}")
    return " ".join(
        text if len(places) == len(values) else f"{text} ({', '.join(places)})"
        for text, places in about.items()
    )


def _yaml(entries: dict[str, str | bool]) -> bytes:
    """One `key: value` line each. A JSON string is a quoted YAML text, whatever it holds."""
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in entries.items()
    ).encode()
