"""Refuse observations that UNSD would refuse: before anything is written, and without an SDMX
library."""

from datetime import datetime

import polars as pl

from ...errors import ExchangeError
from ...reference import sdg_structure

NUMBER = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$"
TEXT_TYPES = {
    "Double": (NUMBER, "is no plain number"),
    "DateTime": (
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$",
        "is no date-time YYYY-MM-DDThh:mm:ss",
    ),
    "ObservationalTimePeriod": (r"^[0-9]{4}$", "is no year"),
}
KEY_ROLES = ("dimension", "time dimension")


def check(observations: pl.DataFrame) -> None:
    """Compare observations with the SDG data structure.

    Args:
        observations: text columns, one for each component.

    Raises:
        ExchangeError: a component is missing or unknown; a mandatory one is blank; a code is not in
            its list; a number, date-time or year is not written as one; a text holds a line break;
            a series-level attribute differs within its series; an observation stands twice. It
            names series, area and column of the first, and says how many more there are.
    """
    components, codes = sdg_structure()
    if observations.columns != components["component"].to_list():
        wrong = set(observations.columns) ^ set(components["component"])
        raise ExchangeError(
            "every series",
            "every area",
            ", ".join(sorted(wrong)) or "order",
            "not the structure's",
            0,
        )
    for component in components.iter_rows(named=True):
        _check_component(observations, component, codes)
    keys = components.filter(pl.col("role").is_in(KEY_ROLES))["component"].to_list()
    _refuse(
        observations, pl.struct(keys).is_duplicated(), "TIME_PERIOD", "the observation stands twice"
    )
    series = [key for key in keys if key != "TIME_PERIOD"]
    for column in components.filter(pl.col("attached_to") == "series")["component"]:
        varies = pl.col(column).n_unique().over(series) > 1
        _refuse(observations, varies, column, "is not the same for the whole series")


def _check_component(
    observations: pl.DataFrame, component: dict[str, str | None], codes: pl.DataFrame
) -> None:
    name, kind = str(component["component"]), component["text_type"]
    column = pl.col(name)
    if component["usage"] == "mandatory":
        _refuse(observations, column.is_null(), name, "is blank, but mandatory")
    _refuse(observations, column == "", name, "is an empty text instead of a blank")
    if component["codelist"]:
        listed = codes.filter(pl.col("codelist") == component["codelist"])["code"].to_list()
        _refuse(
            observations, ~column.is_in(listed), name, f"is not a code of {component['codelist']}"
        )
    elif kind == "String":
        _refuse(
            observations,
            column.str.contains(r"[\p{Cc}\p{Zl}\p{Zp}]"),
            name,
            "holds a line break or control mark",
        )
    elif kind:
        pattern, problem = TEXT_TYPES[kind]
        _refuse(observations, ~column.str.contains(pattern), name, problem)
        if kind == "DateTime":
            _refuse(
                observations,
                column.map_elements(_no_date, pl.Boolean),
                name,
                "is no date of the calendar",
            )


def _no_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return True
    return False


def _refuse(observations: pl.DataFrame, bad: pl.Expr, column: str, problem: str) -> None:
    rows = observations.filter(bad)
    if not rows.is_empty():
        value = rows[column][0]
        found = problem if value is None else f"{value!r} {problem}"
        raise ExchangeError(rows["SERIES"][0], rows["REF_AREA"][0], column, found, rows.height - 1)
