"""What of a cycle is already due on a day, so that progress can be followed while the cycle
runs."""

from datetime import date

import polars as pl

from .percent import percent, units

RECEIVED, MISSING, NOT_BOUND = "received", "missing", "not bound"


def on_time(day: date) -> pl.Expr:
    """Whether a row of the audit was met by its Party's own due date.

    True or false by its earliest receipt ever; false for what is missing once its due date has
    passed on `day`. Null where no due date binds: none follows from the text, it was due before the
    convention was in force for the Party, that date is not known, the item is excused, or it is
    missing and not yet due.
    """
    dated = (pl.col("due_on") >= pl.col("entry_into_force")).fill_null(value=False)
    return (
        pl.when(dated & (pl.col("outcome") == RECEIVED))
        .then(pl.col("first_on") <= pl.col("due_on"))
        .when(dated & (pl.col("outcome") == MISSING) & (pl.col("due_on") <= day))
        .then(pl.lit(value=False))
    )


def due_by(day: date) -> pl.Expr:
    """Whether a row of the audit is due from its Party on `day`.

    It is when the convention is in force for the Party and the item's due date has come. An item
    for which no due date follows from the text is due once it exists: a chemical once it is listed,
        anything else at once. A Party or an
    item without a known date is not excused by that.
    """
    bound = (pl.col("entry_into_force") <= day).fill_null(value=True)
    come = (pl.coalesce("due_on", "dated_on") <= day).fill_null(value=True)
    return bound & come


def due_sums(rows: pl.DataFrame, scale: int, as_of: date | None) -> pl.DataFrame:
    """Points and maximum of the items due on a day.

    Args:
        rows: the audit.
        scale: digits that hold every point value.
        as_of: the day; without one there is no answer, and the three values are null.

    Returns:
        One row per party and convention: points_due, maximum_due (Decimal), score_due (percent;
            null where nothing
        is due yet).
    """
    due = due_by(as_of) if as_of else pl.lit(value=False)
    sums = rows.group_by("party", "convention").agg(
        points_due=pl.col("points").filter(due).sum(),
        maximum_due=pl.col("maximum").filter(due).sum(),
    )
    known = pl.lit(as_of is not None)
    share = percent(units(pl.col("points_due"), scale), units(pl.col("maximum_due"), scale))
    return sums.with_columns(score_due=share).with_columns(
        pl.when(known).then(pl.col("points_due", "maximum_due", "score_due"))
    )
