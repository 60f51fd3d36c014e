"""Of receipts on the same day the audit shows the first: by file, then sheet, then row.

So the evidence named is the same whatever order the rows are read in.
"""

from datetime import date

import polars as pl
import pytest

from sdg1241 import Rules
from sdg1241.rules import cycle_items
from sdg1241.scoring.audit import receipts

DAY, DAY_BEFORE = date(2016, 5, 1), date(2016, 4, 30)
Place = tuple[date, str, str | None, int]


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        # The row that was first received goes before all places.
        ([(DAY, "a.csv", None, 2), (DAY_BEFORE, "b.csv", None, 9)], ("b.csv", None, 9)),
        # The file goes before the sheet and the row.
        ([(DAY, "b.xlsx", "A", 2), (DAY, "a.xlsx", "B", 9)], ("a.xlsx", "B", 9)),
        # The sheet goes before the row.
        ([(DAY, "a.xlsx", "B", 2), (DAY, "a.xlsx", "A", 9)], ("a.xlsx", "A", 9)),
        ([(DAY, "a.csv", None, 9), (DAY, "a.csv", None, 2)], ("a.csv", None, 2)),
        # Rows are numbers: the ninth goes before the tenth.
        ([(DAY, "a.csv", None, 10), (DAY, "a.csv", None, 9)], ("a.csv", None, 9)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_first_of_equal_receipts_is_shown(
    rules: Rules, places: list[Place], shown: tuple[str, str | None, int], turned: bool
) -> None:
    rows = pl.DataFrame(
        places[::-1] if turned else places,
        schema={"received_on": pl.Date, "file": pl.String, "sheet": pl.String, "row": pl.Int64},
        orient="row",
    ).with_columns(
        party=pl.lit("KEN"),
        convention=pl.lit("basel"),
        scored_obligation=pl.lit("annual_report"),
        scored_item=pl.lit("2015"),
        ended_on=pl.lit(None, pl.Date),
        reference=pl.lit(None, pl.String),
    )
    cycle = rules.cycle(2020)
    found = receipts(rows, cycle_items(rules, cycle, rules.edition()), cycle, None)
    assert found.select("file", "sheet", "row").rows() == [shown]
