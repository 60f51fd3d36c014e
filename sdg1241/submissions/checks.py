"""Rules that a schema cannot express: between columns, between tables, and with the treaties' own
facts.

Each check takes typed rows and returns faults (columns of `findings.FOUND`). `at`, the place of a
row, travels with it.
"""

from collections.abc import Callable
from functools import lru_cache

import polars as pl

from ..rules import Rules, valid_items
from .findings import found, nothing_found
from .hints import MOST_HINTS, nearest

FEW = 12
FACT = ("party", "convention", "scored_obligation", "scored_item")


def scored_items(rules: Rules) -> pl.DataFrame:
    """What each obligation and item of a convention counts towards: convention, obligation and item
    as they are written; scored_obligation, scored_item, exists_on, lapses.

    A role may be written as an obligation of its own or as an item of `contacts`.
    """
    valid = valid_items(rules).rename({"obligation": "scored_obligation"})
    roles = valid.filter(pl.col("code") != pl.col("scored_obligation"))
    roles = roles.with_columns(code=pl.col("scored_obligation"), item=pl.col("code"))
    return pl.concat([valid, roles]).rename({"code": "obligation"})


def bounds(status: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The days that bound the receipts of a Party, beside the day from which an item exists:
    convention, party, withdrawn_on, in_force (of the convention where the Party's is not known). A
    receipt outside them is told of, and counts."""
    starts = [(c.id, c.entry_into_force) for c in rules.conventions]
    treaties = pl.DataFrame(
        starts, schema={"convention": pl.String, "treaty": pl.Date}, orient="row"
    )
    return status.join(treaties, on="convention").select(
        "convention",
        "party",
        "withdrawn_on",
        in_force=pl.coalesce("entry_into_force", "treaty"),
    )


def unknown_items(rows: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Obligations that the convention does not have, and items that the obligation does not
    have."""
    unmatched = rows.filter(
        pl.col("scored_obligation").is_null(),
        pl.col("convention").is_not_null(),
        pl.col("obligation").is_not_null(),
    )
    if unmatched.is_empty():
        return nothing_found()
    key, advice = ("convention", "obligation", "item"), item_advice(rules)
    distinct = unmatched.select(key).unique(maintain_order=True).rows()
    faults = [(*row, *advice(*row, near=n < MOST_HINTS)) for n, row in enumerate(distinct)]
    text = dict.fromkeys(
        (*key, "code", "column", "value", "advice", "allowed", "nearest"), pl.String
    )
    table = pl.DataFrame(faults, schema=text, orient="row")
    places = unmatched.select("at", *key).join(table, on=key, how="left", maintain_order="left")
    codes = ("unknown-obligation", "missing-value", "unknown-item")
    return pl.concat(
        [found(code, places.filter(pl.col("code") == code).drop("code")) for code in codes]
    )


Advice = tuple[str, str, str | None, str, str, str]
ItemAdvice = Callable[..., Advice]


@lru_cache(maxsize=8)
def item_advice(rules: Rules) -> ItemAdvice:
    """What is wrong with an obligation and item: code, column, value, advice, allowed names,
    nearest names."""
    valid: dict[str, dict[str, list[str]]] = {}
    roles: dict[tuple[str, str], list[str]] = {}
    columns = ("convention", "obligation", "code", "item")
    for convention, obligation, code, item in valid_items(rules).select(columns).rows():
        valid.setdefault(convention, {}).setdefault(code, []).append(item)
        if code != obligation:
            roles.setdefault((convention, obligation), []).append(code)

    def advice(convention: str, obligation: str, item: str, near: bool) -> Advice:
        names = valid.get(convention, {})
        known, instead = names.get(obligation, []), roles.get((convention, obligation), [])
        if not known and not instead:
            close = nearest(obligation, names) if near else ""
            return "unknown-obligation", "obligation", obligation, "", ", ".join(names), close
        keys = instead or known
        if not item:
            return "missing-value", "item", None, f"Name the item, such as {keys[0]}.", "", ""
        if known == [""]:
            one = "Leave the cell blank: the obligation has one item only."
            return "unknown-item", "item", item, one, "", ""
        if all(k.isdigit() for k in keys):
            year = f"Write the year reported on, {keys[0]} or later."
            return "unknown-item", "item", item, year, "", ""
        few = f"Use one of: {', '.join(keys)}."
        few = few if len(keys) <= FEW else "See the keys of the item table."
        return "unknown-item", "item", item, few, "", nearest(item, keys) if near else ""

    return advice


def without_status(rows: pl.DataFrame, status: pl.DataFrame | None) -> pl.DataFrame:
    """Rows of a country that the table of Parties does not have under that convention; None: nobody
    can tell."""
    if status is None:
        return nothing_found()
    named = rows.filter(pl.col("party").is_not_null(), pl.col("convention").is_not_null())
    unknown = named.join(status, on=("convention", "party"), how="anti", maintain_order="left")
    places = unknown.select("at", "party", "convention", value="party")
    return found("no-party-status", places, "party")


def ended_too_early(rows: pl.DataFrame) -> pl.DataFrame:
    """Designations that ended before they were received."""
    ended = rows.filter(pl.col("ended_on") < pl.col("received_on"), pl.col("lapses"))
    places = ended.select("at", value="ended_on", received="received_on")
    return found("ended-before-received", places, "ended_on")


def untimely(rows: pl.DataFrame) -> pl.DataFrame:
    """Receipts before entry into force, after withdrawal, or before their item could exist;
    needless end dates."""
    rows = rows.with_columns(value="received_on")
    received = pl.col("received_on")
    early = rows.filter(received < pl.col("in_force"))
    gone = rows.filter(received >= pl.col("withdrawn_on")).with_columns(withdrawn="withdrawn_on")
    old = rows.filter(received < pl.col("exists_on")).with_columns(
        item=pl.format("{} {}", "obligation", "item"), exists="exists_on"
    )
    needless = rows.filter(pl.col("ended_on").is_not_null(), ~pl.col("lapses"))
    return pl.concat(
        [
            found("before-entry-into-force", early, "received_on"),
            found("after-withdrawal", gone, "received_on"),
            found("before-item-exists", old, "received_on"),
            found("ended-on-ignored", needless.with_columns(value="ended_on"), "ended_on"),
        ]
    )
