"""Answers as typed tables with the columns that schemas/ promises."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from ..scoring.percent import PERCENT
from ..submissions import table_schema
from ..submissions.schemas import TYPES


def answer_table(name: str, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a frame in the columns and types of `schemas/<name>.json`; numbers are percent with 5
    decimals."""
    types = {
        f.name: PERCENT if f.type == "number" else TYPES[f.type] for f in table_schema(name).fields
    }
    return pl.DataFrame(list(rows), schema=types, orient="row")
