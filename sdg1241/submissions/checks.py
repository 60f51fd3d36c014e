"""Rules that a schema cannot express: between columns, between tables, and with the treaties' own
facts.

Each check takes typed rows and returns faults (columns of `findings.FOUND`). `source`, `at` and
`row`, the place of a row, travel with it.
"""

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from ..rules import Rules, valid_items
from .findings import found, nothing_found
from .values import MOST_HINTS, nearest

PLACE = ("source", "at")
FEW = 12
ROWS_AT_ONCE = 50_000
PARTS = 8
FACT = ("party", "convention", "scored_obligation", "scored_item")
RECEIPT = (*FACT, "received_on")


def place() -> pl.Expr:
    """PLACE as one number."""
    return (pl.col("source").cast(pl.Int64) * 2**40 + pl.col("at")).alias("place")


def with_scored_items(rows: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Add what each submission counts towards: scored_obligation, scored_item, exists_on, lapses.

    A role may be written as an obligation of its own or as an item of `contacts`. Null where the
    convention has no such obligation or item.
    """
    valid = valid_items(rules).rename({"obligation": "scored_obligation"})
    roles = valid.filter(pl.col("code") != pl.col("scored_obligation"))
    roles = roles.with_columns(code=pl.col("scored_obligation"), item=pl.col("code"))
    valid = pl.concat([valid, roles])

    key = ("convention", "obligation", "item")

    def joined(part: pl.DataFrame) -> pl.DataFrame:
        found = part.join(
            valid,
            left_on=key,
            right_on=("convention", "code", "item"),
            how="left",
            maintain_order="left",
        )
        return found.drop(key)

    rows = rows.with_columns(pl.col("item").fill_null(""))
    return rows.hstack(
        _by_parts(rows.select(key), joined)
    )  # the columns that rows have are shared, not copied


def _by_parts(rows: pl.DataFrame, work: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """The work on some rows at a time: keys of text take much memory while they are joined."""
    if rows.height <= ROWS_AT_ONCE:
        return work(rows)
    return pl.concat([work(part) for part in rows.iter_slices(ROWS_AT_ONCE)])


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
    key = ("convention", "obligation", "item")
    distinct = unmatched.select(key).unique(maintain_order=True).rows()
    advice = _item_advice(rules)
    faults = [(*row, *advice(*row, near=n < MOST_HINTS)) for n, row in enumerate(distinct)]
    text = dict.fromkeys(
        (*key, "code", "column", "value", "advice", "allowed", "nearest"), pl.String
    )
    table = pl.DataFrame(faults, schema=text, orient="row")
    places = unmatched.select(*PLACE, *key).join(table, on=key, how="left", maintain_order="left")
    codes = ("unknown-obligation", "missing-value", "unknown-item")
    return pl.concat(
        [found(code, places.filter(pl.col("code") == code).drop("code")) for code in codes]
    )


def _item_advice(rules: Rules) -> Callable[..., tuple[str, str, str | None, str, str, str]]:
    """What is wrong with an obligation and item: code, column, value, advice, allowed names,
    nearest names."""
    valid: dict[str, dict[str, list[str]]] = {}
    roles: dict[tuple[str, str], list[str]] = {}
    for convention, obligation, code, item in (
        valid_items(rules).select("convention", "obligation", "code", "item").rows()
    ):
        valid.setdefault(convention, {}).setdefault(code, []).append(item)
        if code != obligation:
            roles.setdefault((convention, obligation), []).append(code)

    def advice(
        convention: str, obligation: str, item: str, near: bool
    ) -> tuple[str, str, str | None, str, str, str]:
        names = valid.get(convention, {})
        known, instead = names.get(obligation, []), roles.get((convention, obligation), [])
        if not known and not instead:
            close = nearest(obligation, names) if near else ""
            return "unknown-obligation", "obligation", obligation, "", ", ".join(names), close
        keys = instead or known
        if not item:
            return "missing-value", "item", None, f"Name the item, such as {keys[0]}.", "", ""
        if known == [""]:
            return (
                "unknown-item",
                "item",
                item,
                "Leave the cell blank: the obligation has one item only.",
                "",
                "",
            )
        if all(k.isdigit() for k in keys):
            return (
                "unknown-item",
                "item",
                item,
                f"Write the year reported on, {keys[0]} or later.",
                "",
                "",
            )
        few = (
            f"Use one of: {', '.join(keys)}."
            if len(keys) <= FEW
            else "See the keys of the item table."
        )
        return "unknown-item", "item", item, few, "", nearest(item, keys) if near else ""

    return advice


def date_faults(rows: pl.DataFrame, today: date) -> pl.DataFrame:
    """Receipts dated after today, and designations that ended before they were received."""
    future = rows.filter(pl.col("received_on") > today)
    ended = rows.filter(pl.col("ended_on") < pl.col("received_on"), pl.col("lapses"))
    return pl.concat(
        [
            found(
                "future-date",
                future.select(*PLACE, value="received_on"),
                "received_on",
                today=today.isoformat(),
            ),
            found(
                "ended-before-received",
                ended.select(*PLACE, value="ended_on", received="received_on"),
                "ended_on",
            ),
        ]
    )


def without_status(rows: pl.DataFrame, status: pl.DataFrame | None) -> pl.DataFrame:
    """Rows of a country that the table of Parties does not have under that convention; None: nobody
    can tell."""
    if status is None:
        return nothing_found()
    named = rows.filter(pl.col("party").is_not_null(), pl.col("convention").is_not_null())
    unknown = _by_parts(
        named.select(*PLACE, "party", "convention"),
        lambda part: part.join(
            status, on=("convention", "party"), how="anti", maintain_order="left"
        ),
    )
    places = unknown.select(*PLACE, "party", "convention", value="party")
    return found("no-party-status", places, "party")


def untimely(rows: pl.DataFrame, status: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Receipts before entry into force, after withdrawal, or before their item could exist;
    needless end dates."""
    starts = pl.DataFrame(
        [(c.id, c.entry_into_force) for c in rules.conventions],
        schema={"convention": pl.String, "treaty_in_force": pl.Date},
        orient="row",
    )
    used = (
        "party",
        "convention",
        "obligation",
        "item",
        "received_on",
        "ended_on",
        "exists_on",
        "lapses",
    )
    return _by_parts(
        rows.select(*PLACE, *used),
        lambda part: _untimely(part, status.join(starts, on="convention")),
    )


def _untimely(rows: pl.DataFrame, status: pl.DataFrame) -> pl.DataFrame:
    dated = rows.join(status, on=("convention", "party"), how="left", maintain_order="left")
    dated = dated.with_columns(
        in_force=pl.coalesce("entry_into_force", "treaty_in_force"), value="received_on"
    )
    early = dated.filter(pl.col("received_on") < pl.col("in_force"))
    gone = dated.filter(pl.col("received_on") >= pl.col("withdrawn_on")).with_columns(
        withdrawn="withdrawn_on"
    )
    old = dated.filter(pl.col("received_on") < pl.col("exists_on"))
    old = old.with_columns(item=pl.format("{} {}", "obligation", "item"), exists="exists_on")
    needless = dated.filter(pl.col("ended_on").is_not_null(), ~pl.col("lapses")).with_columns(
        value="ended_on"
    )
    return pl.concat(
        [
            found("before-entry-into-force", early, "received_on"),
            found("after-withdrawal", gone, "received_on"),
            found("before-item-exists", old, "received_on"),
            found("ended-on-ignored", needless, "ended_on"),
        ]
    )


def repeats(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that repeat a row, a receipt or an item. `rows` are in the order of the input."""
    details = [*RECEIPT, "reference", "ended_on"]
    numbers = [
        pl.col(c).cast(pl.Categorical).to_physical() for c in (*FACT, "reference")
    ]  # equal where the text is
    coded = rows.select(*PLACE, "row", "received_on", "ended_on", *numbers)
    first = _is_first(coded, details)
    repeated, distinct = coded.select(*PLACE, "row").filter(~first), coded.filter(first)
    del coded
    receipts, other = _first_and_further(distinct, RECEIPT)
    _, again = _first_and_further(receipts, FACT)
    again = again.with_columns(value="received_on")
    return pl.concat(
        [
            found("repeated-row", _one_a_file(repeated).drop("row")),
            found("received-again", _one_a_file(again).drop("row"), "received_on"),
            found("other-reference", _other_details(rows, receipts, other)),
        ]
    )


def _other_details(rows: pl.DataFrame, receipts: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Where further rows of a receipt differ from its first: the column, what it holds, and what
    the first row holds.

    Texts are looked up in `rows` for these few alone.
    """
    earlier = receipts.join(other, on=RECEIPT, how="semi", maintain_order="left")
    needed = pl.concat([earlier.select(place()), other.select(place())]).to_series()
    texts = rows.filter(place().is_in(needed.implode())).select(*PLACE, written="reference")
    earlier = earlier.join(texts, on=PLACE, how="left", maintain_order="left").drop(
        *PLACE, "reference"
    )
    other = other.join(texts, on=PLACE, how="left", maintain_order="left")
    both = other.join(earlier, on=RECEIPT, how="left", maintain_order="left", suffix="_first")
    ended, ended_first = (pl.col(c).cast(pl.String) for c in ("ended_on", "ended_on_first"))
    same = pl.col("written").eq_missing(pl.col("written_first"))
    return both.select(
        *PLACE,
        first="row_first",
        column=pl.when(same).then(pl.lit("ended_on")).otherwise(pl.lit("reference")),
        value=pl.when(same).then(ended).otherwise("written"),
        other=pl.when(same)
        .then(pl.format("ended on {}", ended_first))
        .otherwise(pl.format("'{}'", "written_first")),
        nothing=pl.when(same).then(pl.lit("no end date")).otherwise(pl.lit("no reference")),
    ).with_columns(other=pl.coalesce("other", "nothing"))


def _is_first(rows: pl.DataFrame, key: Sequence[str]) -> pl.Series:
    """Whether a row is the first of its key; many rows are looked at in parts that no key spans, to
    spare memory."""
    first = pl.struct(key).is_first_distinct().alias("first")
    if rows.height <= ROWS_AT_ONCE:
        return rows.select(first).to_series()
    part = pl.concat(
        piece.select((pl.struct(key).hash() % PARTS).cast(pl.UInt8)).to_series()
        for piece in rows.iter_slices(ROWS_AT_ONCE)
    )
    numbers = pl.int_range(rows.height, dtype=pl.UInt32, eager=True)
    found_first = [
        numbers.filter(part == n).filter(
            rows.select(key).filter(part == n).select(first).to_series()
        )
        for n in range(PARTS)
    ]
    return pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True).scatter(
        pl.concat(found_first), True
    )


def _first_and_further(rows: pl.DataFrame, key: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first row of each key, and those that come after one with the same key."""
    first = _is_first(rows, key)
    return (rows, rows.clear()) if first.all() else (rows.filter(first), rows.filter(~first))


def _one_a_file(rows: pl.DataFrame) -> pl.DataFrame:
    grouped = rows.group_by("source", maintain_order=True)
    return grouped.agg(pl.len().alias("count"), pl.all().exclude("source").first())


def status_faults(parties: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """A table of Parties that contradicts itself or the treaties."""
    key, dates = ("convention", "party"), ("entry_into_force", "withdrawn_on")
    distinct, repeated = _first_and_further(parties, (*key, *dates))
    first, other = _first_and_further(distinct, key)
    other = (
        other.join(first.select(*key, first="row"), on=key, how="left")
        .drop("row")
        .with_columns(value="party")
    )
    starts = {c.id: c.entry_into_force for c in rules.conventions}
    treaty = pl.col("convention").replace_strict(starts, default=None, return_dtype=pl.Date)
    dated = parties.with_columns(treaty_in_force=treaty)
    early = dated.filter(pl.col("entry_into_force") < pl.col("treaty_in_force"))
    gone = dated.filter(pl.col("withdrawn_on") < pl.col("entry_into_force"))
    return pl.concat(
        [
            found("repeated-row", _one_a_file(repeated).drop("row")),
            found("contradicting-status", other, "party"),
            found(
                "entry-before-treaty",
                early.select(
                    *PLACE, "convention", value="entry_into_force", in_force="treaty_in_force"
                ),
                "entry_into_force",
            ),
            found(
                "withdrawn-before-entry",
                gone.select(*PLACE, value="withdrawn_on", in_force="entry_into_force"),
                "withdrawn_on",
            ),
        ]
    )


def not_bound_faults(not_bound: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Rows that name no amendment, by which a Party could be not bound; and rows that stand there
    twice."""
    amendment = amendments(rules)
    known = amendment["item"].to_list()
    named = not_bound.filter(pl.col("item").is_in(known), pl.col("party").is_not_null())
    _, repeated = _first_and_further(named, ("party", "item"))
    unknown = not_bound.filter(pl.col("item").is_not_null(), ~pl.col("item").is_in(known))
    distinct = unknown["item"].unique(maintain_order=True)
    hints = {
        item: nearest(item, known) if n < MOST_HINTS else "" for n, item in enumerate(distinct)
    }
    near = pl.col("item").replace_strict(hints, default="", return_dtype=pl.String)
    details = {
        "convention": ", ".join(amendment["convention"].unique(maintain_order=True)),
        "obligation": ", ".join(amendment["scored_obligation"].unique(maintain_order=True)),
    }
    places = unknown.select(*PLACE, value="item", nearest=near)
    advice = (
        f"Use one of: {', '.join(known)}; in a template 'not bound' belongs in their columns alone."
    )
    return pl.concat(
        [
            found("unknown-item", places, "item", advice=advice, **details),
            found("repeated-row", _one_a_file(repeated.select("source", "at"))),
        ]
    )


def amendments(rules: Rules) -> pl.DataFrame:
    """The items that a Party may be not bound by: convention, scored_obligation, item."""
    flagged = [
        (c.id, o.id) for c in rules.conventions for o in c.obligations if o.earned_when_not_bound
    ]
    keys = pl.DataFrame(
        flagged, schema={"convention": pl.String, "obligation": pl.String}, orient="row"
    )
    items = valid_items(rules).join(keys, on=("convention", "obligation"), how="semi")
    return items.select("convention", "item", scored_obligation="obligation")


def not_bound_yet_received(not_bound: pl.DataFrame, accepted: pl.DataFrame) -> pl.DataFrame:
    """Amendments that a Party is not bound by, although it transmitted the update for them."""
    concerned = accepted.filter(
        pl.col("convention").is_in(not_bound["convention"].unique().to_list())
    )
    updates = concerned.group_by(FACT).agg(pl.col("received_on").min().alias("received"))
    both = not_bound.join(
        updates,
        left_on=("party", "convention", "scored_obligation", "item"),
        right_on=FACT,
        how="inner",
    )
    return found(
        "not-bound-yet-received", both.select(*PLACE, "party", "received", value="item"), "item"
    )
