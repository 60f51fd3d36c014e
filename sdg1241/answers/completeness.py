"""How complete transmission is, and how much of it came on time: by agreement, obligation, item or
area."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl

from ..aggregation import group_members
from ..errors import UsageError
from ..rules import Rules
from ..runs import Run
from ..scoring import percent
from ..scoring.audit import MISSING, RECEIVED
from ..submissions import table_schema
from .naming import find_group
from .owed import EXCUSED, STATES, facts_until, knows_due_dates, owed_items

# What a row is about, and the columns that say so. What is finer says what is coarser too.
CONVENTION, OBLIGATION, ITEM, REGION, GROUP = "convention", "obligation", "item", "region", "group"
BY = {
    CONVENTION: ("convention",),
    OBLIGATION: ("convention", "obligation", "label"),
    ITEM: ("convention", "obligation", "label", "item", "item_name"),
    REGION: ("group_m49", "group"),
    GROUP: ("group_m49", "group"),
}
REGIONS = "SDG region"
LEAST_RANKED = 5  # items owed; the share of fewer says little
COUNTS = (
    *("owed", *STATES, "transmitted"),
    *("due_date_passed", "passed_on_time", "not_binding"),
    *("owed_due", "excused_due", "transmitted_due"),
)
AGAINST_DUE = ("parties_due", "owed_due", "transmitted_due", "share_transmitted_due")
DATED = (*STATES[:3], *STATES[4:], "due_date_passed", "share_on_time", "due_date_not_binding")


def completeness(
    run: Run,
    rules: Rules,
    by: str | Sequence[str] = (OBLIGATION,),
    *,
    convention: str | None = None,
    obligation: str | None = None,
    group: str | None = None,
) -> pl.DataFrame:
    """Count what was transmitted of what is owed, and what of it came on time; the worst first.

    Units are items owed by countries that are Parties; contacts are one item. Each is exactly one
    of on time, late, transmitted where no due date binds (undated), excused, not yet due, or
    missing: the six add up to `owed`. On time is judged by the earliest valid receipt ever.

    Args:
        run: a finished run, computed now or read back from its folder.
        rules: those it was computed with.
        by: what a row is about: any of `BY`; regions are those of the SDGs, groups all areas of
            aggregates.csv, of which many overlap. None at all: one row over everything.
        convention: count this agreement only.
        obligation: count this obligation only, under every agreement that has it.
        group: count the members of this area only (code or name), as of the edition's date.

    Returns:
        The columns of schemas/completeness.json. Shares are percent, null where nothing is counted
        in them. Sorted by share transmitted, rows of fewer than 5 items owed last. Columns that end
        in `_due` count what was due by the as-of date alone, beside the whole cycle; without an
        as-of date they are null. In a run of an earlier version, which did not know due dates, the
        columns that rest on them are null.

    Raises:
        UsageError: there is no such convention, obligation, group or kind of row, or regions and
            groups are asked for together.
    """
    by = (by,) if isinstance(by, str) else by
    keys = _keys(by)
    rows = _chosen(owed_items(run, rules), rules, convention, obligation)
    members, order = _areas(run, rules, by, group)
    rows = rows.join(members, on="party", how="inner" if group or order else "left")
    table = _shares(_counted(rows, keys))
    if not knows_due_dates(run):
        table = _blanked(table, (*DATED, *AGAINST_DUE))
    elif run.as_of is None:
        table = _blanked(table, AGAINST_DUE)
    return _in_columns(_ranked(table, order), run, rules)


def _keys(by: Sequence[str]) -> list[str]:
    if unknown := [kind for kind in by if kind not in BY]:
        raise UsageError(f"There are no rows by {unknown[0]!r}. Known: {', '.join(BY)}.")
    if REGION in by and GROUP in by:
        raise UsageError("Rows are by region or by group, not by both.")
    return list(dict.fromkeys(column for kind in by for column in BY[kind]))


def _chosen(
    rows: pl.DataFrame, rules: Rules, convention: str | None, obligation: str | None
) -> pl.DataFrame:
    asked = [rules.convention(convention)] if convention else rules.conventions
    if convention:
        rows = rows.filter(pl.col("convention") == asked[0].id)
    if obligation:
        known = list(dict.fromkeys(duty.id for one in asked for duty in one.obligations))
        if obligation not in known:
            raise UsageError(
                f"There is no obligation {obligation!r}"
                f"{f' under {convention}' if convention else ''}. Known: {', '.join(known)}."
            )
        rows = rows.filter(pl.col("obligation") == obligation)
    return rows


def _areas(
    run: Run, rules: Rules, by: Collection[str], group: str | None
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Who belongs to which area of the rows, one row a member: party, group_m49, group; and the
    reading order of the areas, which is empty where rows are not by area."""
    members = group_members(rules, rules.edition(run.edition)).select("party", "group_m49", "group")
    chosen = members.filter(pl.col("group_m49") == find_group(rules, group)[0]) if group else None
    if not {REGION, GROUP} & set(by):
        return (members.clear() if chosen is None else chosen), {}
    levels = rules.reference.levels
    if REGION in by:
        levels = levels.filter(pl.col("level") == REGIONS)
    order = {code: at for at, code in enumerate(levels["group_m49"].unique(maintain_order=True))}
    members = members.filter(pl.col("group_m49").is_in(list(order)))
    if chosen is not None:
        members = members.join(chosen, on="party", how="semi")
    return members, order


def _counted(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The counts of each combination of keys, from those of each of its Parties."""
    # One row over everything, and the area that was asked about, need no key of their own.
    own = [*keys, *(("group_m49", "group") if "group" not in keys else ())]
    passed = pl.col("binding").fill_null(value=False)
    received = pl.col("outcome") == RECEIVED
    each = rows.group_by(*own, "party").agg(
        (pl.col("outcome") != MISSING).all().alias("complete"),
        pl.len().alias("owed"),
        *((pl.col("state") == state).sum().alias(state) for state in STATES),
        received.sum().alias("transmitted"),
        passed.sum().alias("due_date_passed"),
        (passed & pl.col("on_time")).sum().alias("passed_on_time"),
        (~pl.col("binding") & (pl.col("state") != EXCUSED)).sum().alias("not_binding"),
        pl.col("due").sum().alias("owed_due"),
        (pl.col("due") & (pl.col("state") == EXCUSED)).sum().alias("excused_due"),
        (pl.col("due") & received).sum().alias("transmitted_due"),
        pl.col("order").min(),
    )
    return each.group_by(own).agg(
        pl.len().alias("parties"),
        pl.col("complete").sum().alias("parties_complete"),
        (pl.col("owed_due") > 0).sum().alias("parties_due"),
        *(pl.col(name).sum() for name in COUNTS),
        pl.col("order").min(),
    )


def _shares(table: pl.DataFrame) -> pl.DataFrame:
    counts = pl.col("parties", "parties_complete", "parties_due", *COUNTS).cast(pl.Int64)
    owed_due = pl.col("owed_due") - pl.col("excused_due")
    return table.with_columns(counts).with_columns(
        percent(pl.col("transmitted"), pl.col("owed") - pl.col(EXCUSED)).alias("share_transmitted"),
        percent(pl.col("passed_on_time"), pl.col("due_date_passed")).alias("share_on_time"),
        pl.col("not_binding").alias("due_date_not_binding"),
        percent(pl.col("transmitted_due"), owed_due).alias("share_transmitted_due"),
    )


def _blanked(table: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    return table.with_columns(pl.lit(None).cast(table.schema[c]).alias(c) for c in columns)


def _ranked(table: pl.DataFrame, order: Mapping[str, int]) -> pl.DataFrame:
    """The worst first; what is not ranked last, in the order of the rules and of the areas."""
    enough = pl.col("owed") >= LEAST_RANKED
    share = pl.when(enough).then("share_transmitted")
    area = pl.col("group_m49").replace_strict(order, default=0, return_dtype=pl.Int64)
    return table.with_columns(rank=share.rank("min").cast(pl.Int64), area=area).sort(
        "rank", "order", "area", nulls_last=True
    )


def _in_columns(table: pl.DataFrame, run: Run, rules: Rules) -> pl.DataFrame:
    """The columns of the schema; those that rows of this kind do not have are blank."""
    table = table.with_columns(
        pl.lit(facts_until(run, rules)).alias("counted_on"),
        pl.lit(run.cycle, pl.Int64).alias("cycle"),
        pl.lit(run.edition).alias("edition"),
        pl.lit(run.provisional).alias("provisional"),
    )
    names = table_schema("completeness").columns
    blank = [pl.lit(None, pl.String).alias(name) for name in names if name not in table.columns]
    return table.with_columns(blank).select(names)
