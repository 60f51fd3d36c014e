"""The answers of `compare` in the terminal."""

from typing import TYPE_CHECKING

from .show import show
from .terminal import say

if TYPE_CHECKING:
    import polars as pl

    from ..answers import Comparison, Why
    from ..rules import Rules

LONGEST = 20
TERMS = {
    "term": "Term",
    "value_a": "A (%)",
    "value_b": "B (%)",
    "change": "Change",
    "part": "Of the rate",
    "part_transmissions": "Transmissions",
    "part_rules": "Rules",
    "part_membership": "Membership",
}
ITEMS = {
    "convention": "Convention",
    "what": "Item",
    "happened": "What happened",
    "parties": "Parties",
    "change": "Change",
    "part": "Of the rate",
}
MOVERS = {
    "rank": "Rank",
    "name": "Name",
    "rate_a": "A (%)",
    "rate_b": "B (%)",
    "change": "Change",
    "from_transmissions": "Transmissions",
    "from_rules": "Rules",
    "from_membership": "Membership",
    "moved_by": "Moved most by",
    "part": "Of it",
}


def show_comparison(answer: "Comparison", rules: "Rules") -> None:
    """The means of the main areas, how many scores moved, and the Parties by code."""
    import polars as pl

    from ..aggregation import ALL

    levels = rules.reference.levels["level"].unique(maintain_order=True).head(3)
    first = rules.reference.levels.filter(pl.col("level").is_in(levels.implode()))["group_m49"]
    order = {code: at for at, code in enumerate(first)}
    rows = answer.aggregates.filter(
        pl.col("group_m49").is_in(first.implode()), pl.col("change").is_not_null()
    )
    rows = rows.sort(pl.col("group_m49").replace_strict(order), "convention").drop(
        "group_m49", "parties_both"
    )
    show(rows.rename({c: c.removeprefix("from_") for c in rows.columns}))
    is_rate = pl.col("convention") == ALL
    say(
        "",
        f"Scores: {_counts(answer.parties.filter(~is_rate))}",
        f"Rates: {_counts(answer.parties.filter(is_rate))}",
    )
    moved = answer.parties.filter(pl.col("direction").is_in(["rose", "fell"]))
    columns = ("party", "convention", "score_a", "score_b", "change", "items_gained", "items_lost")
    _first_rows(moved.select(columns))


def _counts(parties: "pl.DataFrame") -> str:
    moved = dict(parties["direction"].value_counts().rows())
    kinds = dict(parties["kind"].value_counts().rows())
    return (
        f"{moved.get('rose', 0)} rose, {moved.get('fell', 0)} fell, {moved.get('same', 0)} stayed;"
        f" {kinds.get('entered', 0)} entered, {kinds.get('left', 0)} left"
    )


def _first_rows(table: "pl.DataFrame", titles: dict[str, str] | None = None) -> None:
    if not table.is_empty():
        show(table.head(LONGEST), titles)
    if table.height > LONGEST:
        say(f"... and {table.height - LONGEST} more; --output FILE holds all of them.")


def show_why(told: "Why", rules: "Rules") -> None:
    """The sentences, the terms, and the items behind them."""
    import polars as pl

    say(*told.sentences["text"], "")
    names = {c.id: c.short_name for c in rules.conventions}
    names |= {"members": "Parties counted in one run alone", "all": "Transmission rate"}
    show(told.terms.select(TERMS.keys()).with_columns(pl.col("term").replace(names)), TERMS)
    if told.items.is_empty():
        return
    say("")
    item = pl.coalesce("item_name", "item")
    what = pl.concat_str("obligation", item, separator=" ", ignore_nulls=True)
    size = pl.coalesce("part", "change").abs()
    largest = told.items.sort(size, descending=True, maintain_order=True)
    _first_rows(
        largest.with_columns(what=what.str.replace_all("_", " ")).select(ITEMS.keys()), ITEMS
    )


def show_movers(ranked: "pl.DataFrame") -> None:
    """Those that rose, then those that fell."""
    import polars as pl

    by = pl.concat_str("convention", "obligation", separator=" ").str.replace_all("_", " ")
    rows = ranked.with_columns(moved_by=by)
    for direction in ranked["direction"].unique(maintain_order=True):
        say(f"Those that {direction}:")
        show(rows.filter(direction=direction).select(MOVERS.keys()), MOVERS)
        say("")
    if ranked.is_empty():
        say("No rate moved.")
