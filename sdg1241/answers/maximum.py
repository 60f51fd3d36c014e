"""How a maximum comes about: `1 contacts + 53 x 0.2 import responses = 11.6`."""

from decimal import Decimal

import polars as pl


def plain_number(value: Decimal) -> str:
    """A number without trailing zeros: 1, 0.2, 11.6."""
    return f"{value.normalize():f}"


def sum_of(rows: pl.DataFrame, worth: str = "maximum") -> str:
    """Spell out a sum over the items of one convention, obligation by obligation.

    Args:
        rows: rows of an audit or of `rules.cycle_items`, one convention, in their order.
        worth: the column that holds what each item is worth; null for a role.
    """
    items = rows.filter(pl.col(worth).is_not_null())
    parts = items.group_by("obligation", worth, maintain_order=True).agg(pl.len().alias("number"))
    terms = [_term(*part) for part in parts.iter_rows()]
    return f"{' + '.join(terms) or 'nothing'} = {plain_number(sum(items[worth], Decimal(0)))}"


def _term(obligation: str, worth: Decimal, number: int) -> str:
    noun = obligation.replace("_", " ")
    if number == 1:
        return f"{plain_number(worth)} {noun}"
    return f"{number} x {plain_number(worth)} {noun}s"
