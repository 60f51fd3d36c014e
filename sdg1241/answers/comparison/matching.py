"""Which item of the second run answers to which item of the first.

Within one obligation of a convention an item answers to the item with the same key. What then
remains on both sides is matched in order, the first with the first: the report on 2015 answers to
the report on 2010 when two cycles are compared. What remains on one side only is asked by that run
alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

Duty = tuple[str, str]


@dataclass(frozen=True)
class Item:
    """One item asked of a Party: what it is worth, and whether its points were earned."""

    obligation: str
    key: str
    worth: Fraction
    earned: bool

    def __str__(self) -> str:
        return f"{self.obligation} {self.key}".rstrip()


@dataclass(frozen=True)
class Matched:
    """The items of one Party under one convention in two runs: pairs, and what only one of them
    asks."""

    pairs: tuple[tuple[Item, Item], ...]
    only_a: tuple[Item, ...]
    only_b: tuple[Item, ...]


def items_by_party(audit: pl.DataFrame) -> dict[Duty, list[Item]]:
    """The items of each (party, convention) in the order of the audit without roles."""
    rows = audit.filter(pl.col("maximum").is_not_null()).select(
        "party", "convention", "obligation", "item", "points", "maximum"
    )
    found: dict[Duty, list[Item]] = {}
    for party, convention, obligation, key, points, worth in rows.iter_rows():
        item = Item(obligation, key or "", Fraction(worth), points > 0)
        found.setdefault((party, convention), []).append(item)
    return found


def match(a: Sequence[Item], b: Sequence[Item]) -> Matched:
    """Match the items of two runs."""
    by_key = {(i.obligation, i.key): i for i in a}
    same = [(by_key[i.obligation, i.key], i) for i in b if (i.obligation, i.key) in by_key]
    used = {(i.obligation, i.key) for _, i in same}
    left: dict[str, list[Item]] = {}
    for item in a:
        if (item.obligation, item.key) not in used:
            left.setdefault(item.obligation, []).append(item)
    pairs, only_b = list(same), []
    for item in b:
        if (item.obligation, item.key) in used:
            continue
        if left.get(item.obligation):
            pairs.append((left[item.obligation].pop(0), item))
        else:
            only_b.append(item)
    return Matched(tuple(pairs), tuple(i for rest in left.values() for i in rest), tuple(only_b))
