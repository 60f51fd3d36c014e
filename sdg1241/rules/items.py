"""Which items exist at all, which of them a cycle counts, and what the maximum of each convention
therefore is."""

from collections.abc import Sequence
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from typing import Any

import polars as pl

from . import model
from .model import Convention, Cycle, Edition, ItemList, Obligation, Rules

LISTED = {
    "item": pl.String,
    "item_name": pl.String,
    "dated_on": pl.Date,
    "exists_on": pl.Date,
    "due_on": pl.Date,
}
VALID: dict[str, Any] = {
    **dict.fromkeys(("convention", "code", "obligation", "role"), pl.String),
    "lapses": pl.Boolean,
}
ASKED: dict[str, Any] = {
    **dict.fromkeys(("convention", "series", "obligation", "label", "points"), pl.String),
    **dict.fromkeys(("standing", "lapses", "earned_when_not_bound"), pl.Boolean),
    **{"article": pl.String, "due_after": pl.String, "due_months": pl.Int32},
}


@lru_cache(maxsize=64)  # a command needs each of them several times
def listed_items(rules: Rules, convention: Convention, obligation: Obligation) -> pl.DataFrame:
    """Every item that the obligation can ever have, in order of date and key.

    Returns:
        item (blank text where the obligation has one item only), item_name, dated_on (what places
        it in a cycle), exists_on (no receipt can be older), due_on; null where the rule gives no
        date.
    """
    if obligation.items is None:
        return pl.DataFrame([("", obligation.label, None, None, None)], schema=LISTED, orient="row")
    if obligation.items == model.CALENDAR_YEARS:
        return _years(convention.entry_into_force.year, obligation)
    table = rules.reference.items[obligation.items]
    if "convention" in table.columns:
        table = table.filter(pl.col("convention") == convention.id)
    name = (
        "chemical"
        if "chemical" in table.columns
        else "name"
        if "name" in table.columns
        else "adopted_by"
    )
    return table.select(
        "item",
        _name(table, name).alias("item_name"),
        _as_date(table, obligation.dated_by).alias("dated_on"),
        _as_date(table, obligation.exists_from).alias("exists_on"),
        _as_date(table, obligation.due.column if obligation.due else None).alias("due_on"),
    ).sort("dated_on", "item")


def _name(table: pl.DataFrame, column: str) -> pl.Expr:
    """The name of an item; a chemical that is listed in two categories has each named."""
    if "category" not in table.columns:
        return pl.col(column)
    return (
        pl.when(pl.col(column).is_duplicated())
        .then(pl.format("{} ({})", column, "category"))
        .otherwise(column)
    )


def _years(first: int, obligation: Obligation) -> pl.DataFrame:
    """Report years to the end of the calendar; a report on a year cannot exist before that year has
    ended."""
    ends = pl.int_range(first, MAXYEAR, dtype=pl.Int32)
    due = pl.date(ends, 12, 31)
    after_year = obligation.due is not None and obligation.due.after == model.AFTER_YEAR
    months = obligation.due.months if obligation.due and after_year else 0
    return pl.select(
        ends.cast(pl.String).alias("item"),
        pl.lit(None, pl.String).alias("item_name"),
        due.alias("dated_on"),
        (due + timedelta(days=1)).alias("exists_on"),
        (due.dt.offset_by(f"{months}mo") if after_year else pl.lit(None, pl.Date)).alias("due_on"),
    )


def _as_date(table: pl.DataFrame, column: str | None) -> pl.Expr:
    if column is None:
        return pl.lit(None, pl.Date)
    return pl.col(column) if table.schema[column] == pl.Date else pl.date(pl.col(column), 1, 1)


@lru_cache(maxsize=8)
def valid_items(rules: Rules) -> pl.DataFrame:
    """Every (convention, obligation, item) that a submission may name, whatever the cycle.

    Returns:
        convention, code (the obligation as a submission writes it: a role stands for itself), item,
        plus obligation and scored_item (what the code counts towards), exists_on, lapses.
    """
    tables, about = [], []
    for convention in rules.conventions:
        for duty in convention.obligations:
            listed = listed_items(rules, convention, duty).select("item", "exists_on")
            for code in duty.requires or (duty.id,):
                role = code if duty.requires else None
                tables.append(listed)
                about.append((convention.id, code, duty.id, role, duty.lapses))
    items = _beside(about, VALID, tables).select(
        *("convention", "code", "item", "obligation"),
        pl.coalesce("role", "item").alias("scored_item"),
        *("exists_on", "lapses"),
    )
    keys = [(convention, code) for convention, code, *_ in about]
    if len(set(keys)) == len(keys):
        return items
    # an obligation has a second entry where its rule changed
    return items.unique(("convention", "code", "item"), keep="first", maintain_order=True)


def cycle_items(rules: Rules, cycle: Cycle, edition: Edition) -> pl.DataFrame:
    """What the cycle asks of every Party, one row per item, conventions and obligations in the
    order of the files.

    Returns:
        convention, series, obligation, label, item, item_name, role (Boolean: one of several roles
        that together earn the obligation's points), points (Decimal; null for a role), standing,
        lapses, earned_when_not_bound, article, due_after, due_months, dated_on (what placed it in
        the cycle), due_on, order. A convention that is not in force by the period's end has no row.
    """
    tables, about = [], []
    for convention in rules.conventions:
        if convention.entry_into_force > cycle.ends:
            continue
        for duty in convention.obligations:
            if not duty.in_force(cycle.ends):
                continue
            tables.append(_with_roles(_chosen(rules, convention, duty, cycle, edition), duty))
            due = (duty.due.after, duty.due.months) if duty.due else (None, None)
            standing = duty.counts == model.STANDING
            worth = (str(duty.points), standing, duty.lapses, duty.earned_when_not_bound)
            of = (convention.id, convention.series, duty.id, duty.label)
            about.append((*of, *worth, duty.legal_basis, *due))
    points = pl.col("points").cast(pl.Decimal(18, rules.point_scale))
    return (
        _beside(about, ASKED, tables)
        .select(
            *("convention", "series", "obligation", "label", "item", "item_name", "role"),
            pl.when(~pl.col("role")).then(points).alias("points"),
            *("standing", "lapses", "earned_when_not_bound", "article"),
            *("due_after", "due_months", "dated_on", "due_on"),
        )
        .with_row_index("order")
    )


def _with_roles(chosen: pl.DataFrame, duty: Obligation) -> pl.DataFrame:
    """The items of an obligation, and below them the roles that it requires."""
    chosen = chosen.select("item", "item_name", "dated_on", "due_on", role=pl.lit(value=False))
    roles = (
        chosen.with_columns(item=pl.lit(r), item_name=pl.lit(r), role=True) for r in duty.requires
    )
    return pl.concat([chosen, *roles])


def _beside(
    about: Sequence[tuple[object, ...]], schema: dict[str, Any], tables: list[pl.DataFrame]
) -> pl.DataFrame:
    """Tables one below the other, each row beside what is said of its table."""
    said = pl.DataFrame(about, schema=schema, orient="row").with_columns(
        n=pl.Series([table.height for table in tables], dtype=pl.UInt32)
    )
    which = said.select(
        pl.int_range(pl.len()).repeat_by("n").list.explode(empty_as_null=False)
    ).to_series()
    return said.drop("n")[which].hstack(pl.concat(tables))


def given_items(
    convention: Convention, duty: Obligation, cycle: Cycle, edition: Edition
) -> ItemList | None:
    """The items given outright for one obligation in one cycle: by the edition, else as an
    exception; or None."""
    listed = edition.items_for(cycle.id, convention.id, duty.id)
    return listed or next((e for e in duty.exceptions if e.cycle == cycle.id), None)


def _chosen(
    rules: Rules, convention: Convention, duty: Obligation, cycle: Cycle, edition: Edition
) -> pl.DataFrame:
    """The items of one obligation in one cycle: the edition's list, the rule's exception, or the
    rule itself."""
    items = listed_items(rules, convention, duty)
    listed = given_items(convention, duty, cycle, edition)
    if listed:
        return items.filter(pl.col("item").is_in(listed.items))
    if duty.items is None:
        return items
    after = cycle.starts if duty.in_cycle == model.WITHIN_PERIOD else date.min
    return items.filter(pl.col("dated_on").is_between(after, cycle.ends))


def maxima(items: pl.DataFrame) -> pl.DataFrame:
    """The maximum of each convention in a cycle, from the items of `cycle_items`: convention,
    maximum (Decimal)."""
    return items.group_by("convention", maintain_order=True).agg(
        pl.col("points").sum().alias("maximum")
    )
