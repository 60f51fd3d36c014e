"""The other two tables of an input: Party status, and amendments by which a Party is not bound."""

from collections.abc import Sequence

import polars as pl

from ..rules import Rules, valid_items
from .checks import FACT
from .findings import found, nothing_found
from .hints import MOST_HINTS, nearest


def status_faults(parties: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """A table of Parties that contradicts itself or the treaties. `row` is shown to people."""
    key, dates = ("convention", "party"), ("entry_into_force", "withdrawn_on")
    distinct, repeated = first_and_further(parties, (*key, *dates))
    first, other = first_and_further(distinct, key)
    other = other.join(first.select(*key, first="row"), on=key, how="left", maintain_order="left")
    other = other.drop("row").with_columns(value="party")
    starts = {c.id: c.entry_into_force for c in rules.conventions}
    treaty = pl.col("convention").replace_strict(starts, default=None, return_dtype=pl.Date)
    dated = parties.with_columns(treaty_in_force=treaty)
    early = dated.filter(pl.col("entry_into_force") < pl.col("treaty_in_force"))
    early = early.select("at", "convention", value="entry_into_force", in_force="treaty_in_force")
    gone = dated.filter(pl.col("withdrawn_on") < pl.col("entry_into_force"))
    gone = gone.select("at", value="withdrawn_on", in_force="entry_into_force")
    return pl.concat(
        [
            found("repeated-row", one_a_source(repeated)),
            found("contradicting-status", other, "party"),
            found("entry-before-treaty", early, "entry_into_force"),
            found("withdrawn-before-entry", gone, "withdrawn_on"),
        ]
    )


def not_bound_faults(not_bound: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Rows that name no amendment, by which a Party could be not bound; and rows that stand there
    twice."""
    if not_bound.is_empty():
        return nothing_found()
    amendment = amendments(rules)
    known = amendment["item"].to_list()
    named = not_bound.filter(pl.col("item").is_in(known), pl.col("party").is_not_null())
    _, repeated = first_and_further(named, ("party", "item"))
    unknown = not_bound.filter(pl.col("item").is_not_null(), ~pl.col("item").is_in(known))
    distinct = unknown["item"].unique(maintain_order=True)
    hints = {i: nearest(i, known) if n < MOST_HINTS else "" for n, i in enumerate(distinct)}
    near = pl.col("item").replace_strict(hints, default="", return_dtype=pl.String)
    details = {
        "convention": ", ".join(amendment["convention"].unique(maintain_order=True)),
        "obligation": ", ".join(amendment["scored_obligation"].unique(maintain_order=True)),
    }
    places = unknown.select("at", value="item", nearest=near)
    use = f"Use one of: {', '.join(known)};"
    advice = f"{use} in a template 'not bound' belongs in their columns alone."
    return pl.concat(
        [
            found("unknown-item", places, "item", advice=advice, **details),
            found("repeated-row", one_a_source(repeated)),
        ]
    )


def amendments(rules: Rules) -> pl.DataFrame:
    """The items that a Party may be not bound by: convention, scored_obligation, item."""
    flagged = [
        (c.id, o.id) for c in rules.conventions for o in c.obligations if o.earned_when_not_bound
    ]
    columns = dict.fromkeys(("convention", "obligation"), pl.String)
    keys = pl.DataFrame(flagged, schema=columns, orient="row")
    items = valid_items(rules).join(keys, on=("convention", "obligation"), how="semi")
    return items.select("convention", "item", scored_obligation="obligation")


def not_bound_yet_received(not_bound: pl.DataFrame, accepted: pl.DataFrame) -> pl.DataFrame:
    """Amendments that a Party is not bound by, although it transmitted the update for them."""
    if not_bound.is_empty():
        return nothing_found()
    updates = accepted.group_by(FACT).agg(pl.col("received_on").min().alias("received"))
    both = not_bound.join(
        updates,
        left_on=("party", "convention", "scored_obligation", "item"),
        right_on=FACT,
        how="inner",
        maintain_order="left",
    )
    places = both.select("at", "party", "received", value="item")
    return found("not-bound-yet-received", places, "item")


def first_and_further(rows: pl.DataFrame, key: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first row of each key, and those that come after one with the same key."""
    first = rows.select(pl.struct(key).is_first_distinct()).to_series()
    return rows.filter(first), rows.filter(~first)


def one_a_source(rows: pl.DataFrame) -> pl.DataFrame:
    """The first row of each source (`source`), with the count of its rows: `at` and `count`."""
    grouped = rows.group_by("source", maintain_order=True)
    return grouped.agg(pl.len().alias("count"), pl.col("at").first()).drop("source")
