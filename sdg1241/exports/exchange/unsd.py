"""The table of the SDG Global Database, as its download service writes it: CSV and the Excel form
of a goal."""

import csv
import io

import polars as pl

from .observations import Exchange

SHEET = "data"
FROM_COMPONENTS = {
    "SeriesCode": "SERIES",
    "GeoAreaCode": "REF_AREA",
    "TimePeriod": "TIME_PERIOD",
    "Value": "OBS_VALUE",
    "Time_Detail": "TIME_DETAIL",
    "TimeCoverage": "TIME_COVERAGE",
    "UpperBound": "UPPER_BOUND",
    "LowerBound": "LOWER_BOUND",
    "BasePeriod": "BASE_PER",
    "Source": "SOURCE_DETAIL",
    "GeoInfoUrl": "GEO_INFO_URL",
    "FootNote": "COMMENT_OBS",
    "[Nature]": "NATURE",
    "[Observation Status]": "OBS_STATUS",
    "[Reporting Type]": "REPORTING_TYPE",
    "[Units]": "UNIT_MEASURE",
}
COLUMNS = (
    "Goal",
    "Target",
    "Indicator",
    "SeriesCode",
    "SeriesDescription",
    "GeoAreaCode",
    "GeoAreaName",
)


def database_table(exchange: Exchange) -> pl.DataFrame:
    """The observations under the columns of the database and in its codes; all text, blank is
    null."""
    unsd = exchange.settings.unsd
    names = dict(exchange.areas.select("REF_AREA", "name").rows())
    described = {
        code: unsd["series_description"].replace("{convention}", name)
        for code, name in exchange.series.items()
    }
    coded = exchange.observations.with_columns(
        pl.col(c).replace(codes) for c, codes in unsd["codes"].items()
    )
    given = {
        "Goal": pl.lit(unsd["goal"]),
        "Target": pl.lit(unsd["target"]),
        "Indicator": pl.lit(unsd["indicator"]),
        "SeriesDescription": pl.col("SERIES").replace_strict(described, return_dtype=pl.String),
        "GeoAreaName": pl.col("REF_AREA").replace_strict(names, return_dtype=pl.String),
    }
    given |= {column: pl.col(component) for column, component in FROM_COMPONENTS.items()}
    columns = dict.fromkeys((*COLUMNS, *FROM_COMPONENTS))
    return coded.select(given[column].alias(column) for column in columns)


def unsd_csv(exchange: Exchange) -> bytes:
    """The download's CSV: header without quotes, every value in quotes, blanks as two quotes."""
    table, text = database_table(exchange), io.StringIO()
    text.write(",".join(table.columns) + "\n")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table.iter_rows())
    return text.getvalue().encode()


def unsd_xlsx(exchange: Exchange) -> bytes:
    """The download's workbook: one sheet, the columns without brackets; codes are text, year and
    value numbers."""
    from ..saving import TableBook, saved  # openpyxl, which the other forms do not need
    from ..sheets import add_table

    table = database_table(exchange).with_columns(
        pl.col("TimePeriod").cast(pl.Int64), pl.col("Value").cast(pl.Float64)
    )
    book = TableBook()
    add_table(book, SHEET, table.rename(lambda column: column.strip("[]")))
    return saved(book)
