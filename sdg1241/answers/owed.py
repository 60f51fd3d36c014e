"""What each country owes in a cycle, item by item, and what became of it."""

from datetime import date

import polars as pl

from ..rules import AFTER_ENTRY, Rules, cycle_items
from ..runs import Run
from ..scoring.audit import MISSING, NOT_BOUND, RECEIVED

# What became of an owed item: exactly one of these, and the columns that count them.
ON_TIME, LATE, UNDATED = "on_time", "late", "undated"
EXCUSED, NOT_YET_DUE, STILL_MISSING = "excused", "not_yet_due", "missing"
STATES = (ON_TIME, LATE, UNDATED, EXCUSED, NOT_YET_DUE, STILL_MISSING)
ASKED = ("convention", "obligation", "item")


def owed_items(run: Run, rules: Rules) -> pl.DataFrame:
    """Every item that the cycle asks of a country, computed now or read back from a run's folder.

    Contacts are one item. Parties that are no country or area, such as the European Union, have no
    row.

    Args:
        run: a finished run.
        rules: those it was computed with; they give names and order.

    Returns:
        One row per party and item, sorted by party and the order of the rules: party, convention,
        obligation, label, item (null where there is one only), item_name, missing_roles (of
        contacts that are not complete, else null), article, outcome, state (one of `STATES`),
        due_on, due and on_time (as in audit.csv), binding (false for an item with a due date that
        does not bind: it passed before the convention was in force for the Party, or that date is
        not known), order. In a run of an earlier version, which did not know due dates, due and
        on_time are null, and so is the state of what is not excused.

    Raises:
        UsageError: the rules do not know the run's cycle or edition.
    """
    asked = cycle_items(rules, rules.cycle(run.cycle), rules.edition(run.edition))
    names = asked.filter(~pl.col("role")).select(
        "convention",
        "obligation",
        pl.col("item").replace("", None),
        "label",
        pl.when(pl.col("item") != "").then("item_name").alias("item_name"),
        "due_after",
        "order",
    )
    countries = rules.reference.areas["iso3"].implode()
    audit = run.tables["audit"].filter(pl.col("party").is_in(countries))
    role = pl.col("maximum").is_null()  # it is part of its obligation, which has one
    of = ("party", "convention", "obligation")
    roles = audit.filter(role, pl.col("outcome") == MISSING)
    roles = roles.group_by(of, maintain_order=True).agg(missing_roles=pl.col("item").str.join(", "))
    rows = audit.filter(~role).join(names, on=ASKED, how="left", nulls_equal=True)
    rows = rows.join(roles, on=of, how="left")
    return (
        rows.with_columns(state=_state(), binding=_binding(facts_until(run, rules)))
        .sort("party", "order", *ASKED)
        .select(
            "party",
            *ASKED[:2],
            "label",
            "item",
            "item_name",
            "missing_roles",
            "article",
            "outcome",
            "state",
            "due_on",
            "due",
            "on_time",
            "binding",
            "order",
        )
    )


def facts_until(run: Run, rules: Rules) -> date:
    """The day on which the facts of a run stop: its as-of date or, without one, the edition's.

    Raises UsageError where the rules do not know the edition.
    """
    return run.as_of or rules.edition(run.edition).known_until


def knows_due_dates(run: Run) -> bool:
    """Whether the audit says what was due; that of a run of an earlier version does not."""
    due = run.tables["audit"]["due"]
    return due.is_empty() or due.null_count() < len(due)


def _state() -> pl.Expr:
    """The state of a row of the audit, from its outcome, `on_time` and `due`."""
    received = (
        pl.when("on_time")
        .then(pl.lit(ON_TIME))
        .when(~pl.col("on_time"))
        .then(pl.lit(LATE))
        .otherwise(pl.lit(UNDATED))
    )
    missing = pl.when("due").then(pl.lit(STILL_MISSING)).otherwise(pl.lit(NOT_YET_DUE))
    outcome, known = pl.col("outcome"), pl.col("due").is_not_null()
    return (
        pl.when(outcome == NOT_BOUND)
        .then(pl.lit(EXCUSED))
        .when(known & (outcome == RECEIVED))
        .then(received)
        .when(known & (outcome == MISSING))
        .then(missing)
    )


def _binding(day: date) -> pl.Expr:
    """Whether the due date of an item binds its Party; null where there is none, or not yet."""
    no_entry = pl.col("due_on").is_null() & (pl.col("due_after") == AFTER_ENTRY)
    passed = pl.col("due_on") <= day
    return (
        pl.when(no_entry)
        .then(pl.lit(value=False))
        .when(passed)
        .then(pl.col("on_time").is_not_null())
    )
