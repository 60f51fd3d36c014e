"""The audit: every item that a cycle asks of every Party, beside the earliest receipt that counts
for it."""

from datetime import date

import polars as pl

from ..rules import AFTER_ENTRY, Cycle
from ..submissions import Checked
from .due import MISSING, NOT_BOUND, RECEIVED, due_by, on_time

__all__ = ["MISSING", "NOT_BOUND", "RECEIVED", "audit", "first_receipts", "parties_of", "receipts"]
FACT = ("party", "convention", "obligation", "item")


def parties_of(status: pl.DataFrame, cycle: Cycle) -> pl.DataFrame:
    """Who is a Party at the period's end, one row per (party, convention), with the dates of
    `status`.

    Where no date of entry into force is known, a Party counts from `first_round`, and always where
    that is blank too.
    """
    dated = pl.col("entry_into_force") <= cycle.ends
    undated = pl.col("entry_into_force").is_null() & (
        pl.col("first_round").fill_null(cycle.id) <= cycle.id
    )
    left = (pl.col("withdrawn_on") <= cycle.ends).fill_null(value=False)
    return status.filter(dated.fill_null(value=False) | undated, ~left)


def receipts(
    submissions: pl.DataFrame, items: pl.DataFrame, cycle: Cycle, as_of: date | None
) -> pl.DataFrame:
    """The earliest receipt that counts for each item, one row per fact.

    A standing item must have been received by the limit (the as-of date, or the period's end) and
    not have lapsed by then; any other item counts whenever it was received, up to the as-of date
    where there is one.
    """
    limit = as_of or cycle.ends
    asked = items.select("convention", "obligation", "item", "standing").with_columns(
        pl.col("item").fill_null("")
    )
    rows = submissions.select(
        "party",
        "convention",
        "received_on",
        "ended_on",
        "reference",
        "file",
        "sheet",
        "row",
        obligation="scored_obligation",
        item="scored_item",
    ).join(asked, on=("convention", "obligation", "item"))
    in_time = pl.col("received_on") <= limit
    stands = pl.col("ended_on").is_null() | (pl.col("ended_on") > limit)
    counts = (
        pl.when("standing")
        .then(in_time & stands)
        .otherwise(in_time if as_of else pl.lit(value=True))
    )
    earliest = rows.filter(counts).sort("received_on", "file", "sheet", "row")
    return earliest.unique(FACT, keep="first", maintain_order=True).drop("ended_on", "standing")


def first_receipts(submissions: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    """The day of the earliest receipt ever of each fact: party, convention, obligation, item,
    first_on. A designation that was replaced since counts from its first; nothing after the as-of
    date does."""
    known = pl.lit(value=True) if as_of is None else pl.col("received_on") <= as_of
    return (
        submissions.filter(known)
        .group_by("party", "convention", obligation="scored_obligation", item="scored_item")
        .agg(first_on=pl.col("received_on").min())
    )


def audit(
    checked: Checked,
    items: pl.DataFrame,
    cycle: Cycle,
    as_of: date | None = None,
    day: date | None = None,
) -> pl.DataFrame:
    """Join what is asked with what was received.

    Args:
        checked: the validated register.
        items: what the cycle asks, from `rules.cycle_items`.
        cycle: the reporting cycle; who is a Party is judged at its end.
        as_of: counts only what was received by that day.
        day: the day on which the facts stop, for `due` and `on_time`. Default: `as_of`, or the
            period's end.

    Returns:
        One row per Party and row of `items`, sorted by party and then in the order of `items`, with
        all columns of `items` and: points (earned; null for a role), maximum (null for a role),
            outcome, received_on, reference,
        source_file, source_sheet, source_row, and the Party's entry_into_force. `due_on` is the
        Party's own due date, null where the rules or the Party status give none. `first_on` is the
        day of the earliest receipt ever, and `on_time` whether that was on or before `due_on`
        (`scoring.due.on_time`). `due` is whether the item is due from the Party on `day`
        (`scoring.due.due_by`).
    """
    parties = parties_of(checked.status, cycle).select("party", "convention", "entry_into_force")
    asked = parties.join(items, on="convention").with_columns(
        pl.col("item").fill_null(""), due_on=_due_on()
    )
    received = receipts(checked.submissions, items, cycle, as_of)
    free = checked.not_bound.rename({"scored_obligation": "obligation"}).with_columns(free=True)
    rows = asked.join(received, on=FACT, how="left").join(free, on=FACT, how="left")
    rows = rows.join(first_receipts(checked.submissions, as_of), on=FACT, how="left")
    outcome = (
        pl.when(pl.col("received_on").is_not_null())
        .then(pl.lit(RECEIVED))
        .when(pl.col("free") & pl.col("earned_when_not_bound"))
        .then(pl.lit(NOT_BOUND))
        .otherwise(pl.lit(MISSING))
    )
    rows = _with_roles_together(rows.with_columns(outcome=outcome))
    rows = rows.rename(
        {"file": "source_file", "sheet": "source_sheet", "row": "source_row", "points": "maximum"}
    )
    earned = pl.when(pl.col("outcome") == MISSING).then(pl.col("maximum") * 0).otherwise("maximum")
    day = day or as_of or cycle.ends
    return rows.with_columns(points=earned, on_time=on_time(day), due=due_by(day)).sort(
        "party", "order"
    )


def _due_on() -> pl.Expr:
    after_entry = pl.col("entry_into_force").dt.offset_by(
        pl.format("{}mo", pl.col("due_months").fill_null(0))
    )
    return pl.when(pl.col("due_after") == AFTER_ENTRY).then(after_entry).otherwise("due_on")


def _with_roles_together(rows: pl.DataFrame) -> pl.DataFrame:
    """An obligation with roles is received on the day from which every role was designated."""
    of = ("party", "convention", "obligation")
    together = (
        rows.filter("role")
        .group_by(of)
        .agg(
            complete=(pl.col("outcome") == RECEIVED).all(),
            complete_on=pl.col("received_on").max(),
            all_first=pl.col("first_on").max(),
        )
    )
    whole = ~pl.col("role") & pl.col("complete").fill_null(value=False)
    return (
        rows.join(together, on=of, how="left")
        .with_columns(
            outcome=pl.when(whole).then(pl.lit(RECEIVED)).otherwise("outcome"),
            received_on=pl.when(whole).then("complete_on").otherwise("received_on"),
            first_on=pl.when(whole).then("all_first").otherwise("first_on"),
        )
        .drop("complete", "complete_on", "all_first")
    )
