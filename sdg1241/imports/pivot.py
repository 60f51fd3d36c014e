"""Answers of the service's `Indicator/PivotData`: one record a series and area, its years as JSON
inside a text."""

import json
import re
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..tables import Number
from .json_file import kind_of

HINT = "Save the answer of the service again, as JSON in UTF-8."
YEARS = "years"


def pivoted(path: Path, records: list[Any]) -> list[dict[str, Any]]:
    """One record a year, with the fields of its area and those of the year; years without a value
    keep a blank one.

    Raises:
        InputError: a record has no years, or its years cannot be read.
    """
    return [
        {**{name: v for name, v in record.items() if name != YEARS}, **year}
        for number, record in enumerate(records, 1)
        for year in _years(path, number, record)
    ]


def _years(path: Path, number: int, record: object) -> list[dict[str, Any]]:
    text = record.get(YEARS) if isinstance(record, dict) else None
    if not isinstance(text, str):
        raise InputError(path, f"has {kind_of(text)} as 'years' of entry {number} of 'data'", HINT)
    try:
        years = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)
    except (ValueError, RecursionError):
        years = None
    if not isinstance(years, list) or not all(isinstance(y, dict) for y in years):
        problem = f"has no list of years in 'years' of entry {number} of 'data'"
        raise InputError(path, problem, HINT)
    return [{**y, "year": re.sub(r"[\[\]]", "", str(y.get("year", "")))} for y in years]
