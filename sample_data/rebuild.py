"""Rebuild the sample registers from the values that UNSD published in edition 2020-10.

    python sample_data/rebuild.py

For each country and series it writes a set of transmissions whose score is exactly the published
one. Which report or chemical was received is not public; README.md beside this file says in which
order they are filled in.
"""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl

from sdg1241.reference import published_values
from sdg1241.rules import Cycle, Edition, Rules, cycle_items, load_rules, maxima

EDITION = "2020-10"
CYCLES = (2015, 2020)


def main(folder: Path = Path(__file__).parent) -> None:
    """Write submissions.csv and parties.csv of both cycles below `folder`."""
    rules = load_rules()
    for cycle in CYCLES:
        submissions, parties = sample(rules, rules.cycle(cycle), rules.edition(EDITION))
        (folder / str(cycle)).mkdir(exist_ok=True)
        submissions.write_csv(folder / str(cycle) / "submissions.csv")
        parties.write_csv(folder / str(cycle) / "parties.csv")


def sample(rules: Rules, cycle: Cycle, edition: Edition) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Submissions and Parties of one cycle, in the form of the input tables."""
    items = cycle_items(rules, cycle, edition)
    published = published_countries(rules, cycle)
    highest = dict(maxima(items).iter_rows())
    chosen = []
    for convention, party, value in published.select("convention", "party", "value").iter_rows():
        asked = items.filter(pl.col("convention") == convention, ~pl.col("role"))
        points = points_of(value, highest[convention], asked["points"].min())
        for order in chosen_items(asked, points):
            chosen.append((party, convention, order, f"UNSD {EDITION}: {value}"))
    columns = {
        "party": pl.String,
        "convention": pl.String,
        "order": pl.UInt32,
        "reference": pl.String,
    }
    picked = pl.DataFrame(chosen, schema=columns, orient="row")
    picked = picked.join(with_dates(rules, items, cycle), on=("convention", "order"))
    return as_submissions(picked, items), published.select(
        "convention", "party", entry_into_force=pl.lit(None, pl.Date)
    )


def published_countries(rules: Rules, cycle: Cycle) -> pl.DataFrame:
    """The published values of countries in one cycle: convention, party, value, sorted by party and
    convention."""
    series = {c.series: c.id for c in rules.conventions}
    return (
        published_values(EDITION)
        .filter(pl.col("time_period") == cycle.id)
        .join(rules.reference.areas.select(geo_area_m49="m49", party="iso3"), on="geo_area_m49")
        .with_columns(convention=pl.col("series").replace_strict(series))
        .sort("party", "convention")
    )


def points_of(value: float, maximum: Decimal, step: Decimal) -> Decimal:
    """The number of points that gives the published percentage."""
    return (Decimal(str(value)) * maximum / 100 / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def chosen_items(asked: pl.DataFrame, points: Decimal) -> list[int]:
    """The first items, in the order of filling in, that are worth exactly `points` together; their
    `order`."""
    worth = filling_order(asked).select("order", "points").rows()
    dead_ends: set[tuple[int, Decimal]] = set()

    def fill(at: int, left: Decimal) -> list[int] | None:
        if left == 0:
            return []
        if at == len(worth) or left < 0 or (at, left) in dead_ends:
            return None
        order, value = worth[at]
        rest = fill(at + 1, left - value)
        if rest is not None:
            return [order, *rest]
        without = fill(at + 1, left)
        if without is None:
            dead_ends.add((at, left))
        return without

    found = fill(0, points)
    if found is None:
        raise ValueError(f"no items are worth {points} points together")
    return found


def filling_order(asked: pl.DataFrame) -> pl.DataFrame:
    """Standing obligations with one item first (contacts before all), then listed items by date and
    key."""
    return asked.sort(pl.col("item") != "", "order")


def with_dates(rules: Rules, items: pl.DataFrame, cycle: Cycle) -> pl.DataFrame:
    """Give each item a day of receipt: its due date, else the first day of the period or of the
    listing.

    Never before the convention is in force; for a standing item never after the period's end.
    """
    starts = {c.id: max(cycle.starts, c.entry_into_force) for c in rules.conventions}
    listed = {k: max(date, cycle.starts) for k, date in listing_dates(rules).items()}
    start = pl.col("convention").replace_strict(starts, return_dtype=pl.Date)
    listing = pl.when(pl.col("item") != "").then(
        pl.col("item").replace_strict(listed, default=None, return_dtype=pl.Date)
    )
    day = pl.coalesce("due_on", pl.max_horizontal(listing, start))
    return items.with_columns(
        received_on=pl.when("standing")
        .then(pl.min_horizontal(day, pl.lit(cycle.ends)))
        .otherwise(day)
    )


def listing_dates(rules: Rules) -> dict[str, object]:
    """The first day of the year in which each entry of Annex III was listed."""
    table = rules.reference.items["annex_iii"]
    return dict(table.select("item", pl.date(pl.col("listed_year"), 1, 1)).iter_rows())


def as_submissions(picked: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Rows of submissions.csv; an obligation with roles becomes one row for each role."""
    roles = items.filter("role").select("convention", "obligation", role_code="item")
    rows = picked.join(
        roles, on=("convention", "obligation"), how="left", maintain_order="left_right"
    )
    return rows.sort("party", "convention", "order", maintain_order=True).select(
        "party",
        "convention",
        obligation=pl.coalesce("role_code", "obligation"),
        item=pl.col("item").replace("", None),
        received_on="received_on",
        reference="reference",
    )


if __name__ == "__main__":
    main()
