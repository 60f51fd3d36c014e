"""What each Party still owes."""

from collections.abc import Collection
from datetime import date

import polars as pl

from ..rules import Rules
from ..scoring import Scored, percent
from ..scoring.audit import MISSING
from ..scoring.percent import units


def outstanding(
    scored: Scored, rules: Rules, on: date, parties: Collection[str] | None = None
) -> pl.DataFrame:
    """Every item of the cycle that was not received and is not excused.

    Args:
        scored: the scores of a cycle.
        rules: what the conventions ask.
        on: the day from which days overdue are counted.
        parties: the Parties asked about; default: all.

    Returns:
        Sorted by party, convention and the order of the rules: party, name, convention, obligation,
            label, item,
        item_name, missing_roles (of contacts, else null), article, due_on (null where no date
        follows from the text), days_overdue (negative: days left; null without a date), points,
        gain (what meeting it adds to the score, in percent), counted_on (the day `on`).
    """
    audit = (
        scored.audit
        if parties is None
        else scored.audit.filter(pl.col("party").is_in(list(parties)))
    )
    of = ("party", "convention", "obligation")
    roles = audit.filter(pl.col("role"), pl.col("outcome") == MISSING)
    missing_roles = roles.group_by(of, maintain_order=True).agg(
        missing_roles=pl.col("item").str.join(", ")
    )
    maxima = audit.group_by("party", "convention").agg(whole=pl.col("maximum").sum())
    owed = audit.filter(pl.col("outcome") == MISSING, ~pl.col("role"))
    owed = owed.join(missing_roles, on=of, how="left").join(maxima, on=("party", "convention"))
    scale = rules.point_scale
    return (
        owed.join(rules.reference.names(), on="party", how="left")
        .sort("party", "order")
        .select(
            "party",
            "name",
            "convention",
            "obligation",
            "label",
            pl.col("item").replace("", None),
            "item_name",
            "missing_roles",
            "article",
            "due_on",
            (pl.lit(on) - pl.col("due_on")).dt.total_days().alias("days_overdue"),
            pl.col("maximum").alias("points"),
            percent(units(pl.col("maximum"), scale), units(pl.col("whole"), scale)).alias("gain"),
            pl.lit(on).alias("counted_on"),
        )
    )


def when_due(days_overdue: pl.Expr) -> pl.Expr:
    """Days overdue or left, in words; blank text where there is no due date."""
    days = pl.when(days_overdue.abs() == 1).then(pl.lit("day")).otherwise(pl.lit("days"))
    said = (
        pl.when(days_overdue > 0)
        .then(pl.format("{} {} overdue", days_overdue, days))
        .when(days_overdue < 0)
        .then(pl.format("{} {} left", days_overdue.abs(), days))
        .when(days_overdue == 0)
        .then(pl.lit("due today"))
    )
    return said.fill_null("")
