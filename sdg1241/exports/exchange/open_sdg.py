"""Open SDG, the software of national platforms: a table of data, the configuration and the metadata
of the indicator.

Notes stand in the configuration: a column of them in the data would take a row out of the headline.
The headline is the World's rows, which leave every breakdown blank, or all rows of a file for one
country.
"""

import json

import polars as pl

from ...reference import load_reference
from .observations import Exchange

DATA, CONFIG, META = "data/indicator_12-4-1.csv", "indicator-config/12-4-1.yml", "meta/12-4-1.yml"


def open_sdg(exchange: Exchange) -> dict[str, bytes]:
    """The files by their place in a data repository of the platform.

    Args:
        exchange: the observations of all countries and areas, or of one country, whose file does
            not name it.
    """
    rows = exchange.observations.join(
        exchange.areas, on="REF_AREA", how="left", maintain_order="left"
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
    if exchange.party is not None:
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
