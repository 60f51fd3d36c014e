"""Percentages from whole numbers, exact until the one rounding at the end.

A score is points / maximum. Brought to one denominator for all conventions (`whole`), scores are
whole numbers that add up without error, so that a mean is rounded once and a tie is a tie.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TypeVar

import polars as pl

from ..errors import Sdg1241Error

_Whole = TypeVar("_Whole", int, pl.Expr)

DECIMALS = 5
PERCENT = pl.Decimal(9, DECIMALS)
SHARE = pl.Int128
# A share as it stands in a table: exact like SHARE, in a type that other tools know.
WHOLE = pl.Decimal(38, 0)
# An aggregate adds up to 10^3 members, brought to the steps of up to 10^3 conventions, and is
# rounded once: all of it has to fit into 128 bits.
LARGEST_WHOLE = (2**127 - 1) // (4 * 100 * 10**DECIMALS * 10**6)


def common_whole(maxima: Iterable[Decimal], scale: int) -> int:
    """The least whole number that every maximum divides, in units of 10^-scale points.

    Raises:
        Sdg1241Error: the maxima have too little in common for exact means.
    """
    distinct = sorted(set(maxima))
    whole = lcm(1, *(int(maximum.scaleb(scale)) for maximum in distinct))
    if whole > LARGEST_WHOLE:
        raise Sdg1241Error(
            f"{len(distinct)} different maxima (from {distinct[0]} to {distinct[-1]} points) have"
            " no common multiple small enough for exact means. Use points with fewer digits."
        )
    return whole


def share(points: pl.Expr, maximum: pl.Expr, scale: int, whole: int) -> pl.Expr:
    """points / maximum as a numerator over `whole` (Int128)."""
    return units(points, scale).mul(pl.lit(whole, SHARE).floordiv(units(maximum, scale)))


def units(points: pl.Expr, scale: int) -> pl.Expr:
    """Points as a whole number of 10^-scale points (Int128)."""
    whole: pl.Expr = points.cast(pl.Decimal(38, scale)) * 10**scale
    return whole.cast(SHARE)


def percent(numerator: pl.Expr, denominator: pl.Expr | int) -> pl.Expr:
    """100 x numerator / denominator, rounded half away from zero to 5 decimals. Null where the
    denominator is 0.

    Both are whole numbers, 0 or more.
    """
    below = pl.lit(denominator, SHARE) if isinstance(denominator, int) else denominator.cast(SHARE)
    above = numerator.cast(SHARE) * (100 * 10**DECIMALS)
    whole = pl.when(below > 0).then(half_up(above, below))
    # a literal of text, since one of Decimal makes polars import numpy where that is installed
    step = pl.lit(f"{Decimal(1).scaleb(-DECIMALS):f}").cast(pl.Decimal(38, DECIMALS))
    return (whole.cast(pl.Decimal(38, 0)) * step).cast(PERCENT)


def rounded(value: Fraction | Decimal, decimals: int = DECIMALS) -> Decimal:
    """A number rounded half away from zero, exact until then."""
    above, below = value.as_integer_ratio()
    whole = half_up(abs(above) * 10**decimals, below)
    return Decimal(whole if above >= 0 else -whole).scaleb(-decimals)


def half_up(above: _Whole, below: _Whole) -> _Whole:
    """`above / below` as the nearest whole number, a half upwards.

    Both are whole numbers, or columns of them; `above` is 0 or more, `below` above 0. Everything
    that this package rounds is rounded here.
    """
    return (2 * above + below) // (2 * below)
