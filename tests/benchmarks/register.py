"""A register of any size, the same bytes for the same number of rows: Parties, cycles, repeats and
damaged rows.

Facts are what the shipped tables make possible: every Party with every item of cycles 2015 to 2025.
Each is received again and again, half of the time with the very same row, half of the time on
another day under another number. One row in a thousand is damaged, in one of the ways of `DAMAGE`.
All references are invented.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl

from sdg1241.rules import Rules, load_rules, valid_items

COLUMNS = ("party", "convention", "obligation", "item", "received_on", "reference", "ended_on")
FIRST_YEAR, LAST_YEAR = "2010", "2024"
LAST_DAY = date(2026, 6, 30)
DAMAGED_ONE_IN = 1_000
OTHER_REFERENCE_ONE_IN = 20_000
CHUNK = 500_000
PRIME = 2_147_483_647
DAMAGE = (
    "unknown party",
    "blank party",
    "no party status",
    "unknown convention",
    "unknown obligation",
    "unknown item",
    "no date",
    "impossible date",
    "ambiguous date",
    "future date",
    "before 1900",
    "ended before received",
    "party in lower case",
    "spaces around the party",
    "day first",
    "too few cells",
    "too many cells",
)
SHAPE = ("too few cells", "too many cells")
ABSENT = ("SSD", "minamata")  # an area that the shipped table does not have under that convention


def write_register(folder: Path, rows: int, ending: str = "csv") -> Path:
    """Write submissions.csv or submissions.parquet and parties.csv into `folder`, unless they are
    there."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"submissions.{ending}"
    rules = load_rules()
    status = rules.reference.party_status
    status.select("convention", "party", "entry_into_force").write_csv(folder / "parties.csv")
    if path.exists():
        return path
    part = path.with_name(f".{path.name}.part")
    if ending == "parquet":
        pl.concat([_typed(chunk) for chunk in _chunks(rules, rows)]).write_parquet(
            part, row_group_size=CHUNK
        )
    else:
        with part.open("wb") as file:
            file.write((",".join(COLUMNS) + "\n").encode())
            for chunk in _chunks(rules, rows):
                _lines(chunk).write_csv(file, include_header=False, quote_style="never")
    part.replace(path)
    return path


def facts(rules: Rules) -> pl.DataFrame:
    """Every Party with every item it may send: the text columns, `first` day of receipt and whether
    it may lapse."""
    status = rules.reference.party_status.select("party", "convention", "entry_into_force")
    items = valid_items(rules).filter(
        ~pl.col("item").str.contains("^[0-9]{4}$")
        | pl.col("item").is_between(pl.lit(FIRST_YEAR), pl.lit(LAST_YEAR))
    )
    starts = {c.id: c.entry_into_force for c in rules.conventions}
    begins = pl.max_horizontal(
        "entry_into_force",
        "exists_on",
        pl.col("convention").replace_strict(starts),
        pl.lit(date(2010, 1, 1)),
    )
    return (
        status.join(items, on="convention", maintain_order="left_right")
        .select(
            "party", "convention", obligation="code", item="item", first=begins, lapses="lapses"
        )
        .with_columns(span=(pl.lit(LAST_DAY) - pl.col("first")).dt.total_days())
        .sort("party", "convention", "obligation", "item")
    )


def _mixed(number: pl.Expr, salt: int) -> pl.Expr:
    """A number that looks random, from 0 to PRIME - 1; the same on every machine."""
    once = (number + salt * 7_919) % PRIME * 48_271 % PRIME
    return (once * once + salt) % PRIME * 69_621 % PRIME


def _chunks(rules: Rules, rows: int) -> Iterator[pl.DataFrame]:
    table = facts(rules).with_row_index("fact")
    for start in range(0, rows, CHUNK):
        number = (
            pl.int_range(start, min(start + CHUNK, rows), eager=True).alias("number").to_frame()
        )
        chosen = number.select(
            "number", (_mixed(pl.col("number"), 1) % table.height).cast(pl.UInt32).alias("fact")
        )
        yield _damaged(_received(chosen.join(table, on="fact", how="left", maintain_order="left")))


def _received(rows: pl.DataFrame) -> pl.DataFrame:
    """Add day, number and end of each receipt; all three follow from the fact and the day."""
    again = _mixed(pl.col("number"), 2) % 2 == 0
    chance = _mixed(pl.col("number"), 3)
    after = pl.when(again).then(chance % 3 * 97).otherwise(chance) % pl.col("span")
    rows = rows.with_columns(day=pl.col("first") + pl.duration(days=after), after=after)
    key = pl.col("fact").cast(pl.Int64) * 10_000 + pl.col("after")
    other = _mixed(pl.col("number"), 4) % OTHER_REFERENCE_ONE_IN == 0
    ended = pl.col("lapses") & (_mixed(key, 5) % 10 == 0)
    return rows.with_columns(
        reference=pl.format(
            "{}-{}-{}{}",
            pl.col("convention").str.slice(0, 3).str.to_uppercase(),
            pl.col("day").dt.year(),
            (_mixed(key, 6) % 1_000_000).cast(pl.String).str.zfill(6),
            pl.when(other).then(pl.lit("/2")).otherwise(pl.lit("")),
        ),
        ended_on=pl.when(ended).then(pl.col("day") + pl.duration(days=_mixed(key, 7) % 2_000)),
    )


def _damaged(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns as text, with `damage` naming what was done to a row (null: nothing)."""
    hit = _mixed(pl.col("number"), 8) % DAMAGED_ONE_IN == 0
    kind = (_mixed(pl.col("number"), 9) % len(DAMAGE)).replace_strict(
        dict(enumerate(DAMAGE)), return_dtype=pl.String
    )
    rows = rows.with_columns(damage=pl.when(hit).then(kind))

    def when(*changes: tuple[str, pl.Expr], otherwise: pl.Expr) -> pl.Expr:
        for name, text in changes:
            otherwise = (
                pl.when(pl.col("damage").eq_missing(pl.lit(name))).then(text).otherwise(otherwise)
            )
        return otherwise

    party, convention, day = (
        pl.col("party"),
        pl.col("convention"),
        pl.col("day").dt.to_string("%Y-%m-%d"),
    )
    return rows.select(
        when(
            ("unknown party", pl.lit("QZX")),
            ("blank party", pl.lit(None)),
            ("no party status", pl.lit(ABSENT[0])),
            ("party in lower case", party.str.to_lowercase()),
            ("spaces around the party", pl.format(" {} ", party)),
            otherwise=party,
        ).alias("party"),
        when(
            ("unknown convention", pl.lit("bazel")), ("no party status", pl.lit(ABSENT[1])), otherwise=convention
        ).alias("convention"),
        when(
            ("unknown obligation", pl.format("{}x", "obligation")),
            ("no party status", pl.lit("national_focal_point")),
            otherwise=pl.col("obligation"),
        ).alias("obligation"),
        when(
            ("unknown item", pl.lit("1066")), ("no party status", pl.lit(None)), otherwise=pl.col("item")
        ).replace("", None).alias("item"),
        when(
            ("no date", pl.lit(None)),
            ("impossible date", pl.format("{}-02-30", pl.col("day").dt.year())),
            ("ambiguous date", pl.format("03/04/{}", pl.col("day").dt.year())),
            ("future date", pl.lit("2199-01-01")),
            ("before 1900", pl.lit("1201-01-01")),
            ("day first", pl.col("day").dt.to_string("31.01.%Y")),
            otherwise=day,
        ).alias("received_on"),
        "reference",
        when(
            ("ended before received", pl.lit("1999-12-31")), otherwise=pl.col("ended_on").dt.to_string("%Y-%m-%d")
        ).alias("ended_on"),
        "damage",
    )  # fmt: skip


def _lines(rows: pl.DataFrame) -> pl.DataFrame:
    cells = [pl.col(c).fill_null("") for c in COLUMNS]
    damage = pl.col("damage").fill_null("")
    return rows.select(
        pl.when(damage == "too few cells")
        .then(pl.concat_str(cells[:-3], separator=","))
        .when(damage == "too many cells")
        .then(pl.concat_str([*cells, pl.lit("1")], separator=","))
        .otherwise(pl.concat_str(cells, separator=","))
        .alias("line")
    )


def _typed(rows: pl.DataFrame) -> pl.DataFrame:
    """As a Parquet file holds it: dates are dates, and what is no date is not there at all."""
    dates = (pl.col("received_on", "ended_on").str.to_date("%Y-%m-%d", strict=False),)
    return rows.select(COLUMNS).with_columns(*dates)
