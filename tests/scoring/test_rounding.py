"""Half-up rounding stands once, for single numbers and for columns."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdg1241.scoring.percent import half_up, percent, rounded


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Fraction(5, 1000), 2, "0.01"),  # half a hundredth goes up
        (Fraction(-5, 1000), 2, "-0.01"),  # and away from zero
        (Fraction(4, 1000), 2, "0.00"),
        (Fraction(200, 3), 5, "66.66667"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("33.25"), 1, "33.3"),
    ],
)
def test_a_half_goes_away_from_zero(
    value: Fraction | Decimal, decimals: int, expected: str
) -> None:
    assert str(rounded(value, decimals)) == expected


@given(st.integers(0, 10**4), st.integers(100, 10**4))
def test_a_column_is_rounded_as_a_number_is(points: int, maximum: int) -> None:
    frame = pl.DataFrame({"a": [points], "b": [maximum]})
    column = frame.select(percent(pl.col("a"), pl.col("b"))).item()
    assert column == rounded(Fraction(100 * points, maximum))


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_nearest_whole_number_is_never_further_than_a_half(above: int, below: int) -> None:
    assert (
        -Fraction(1, 2) < Fraction(half_up(above, below)) - Fraction(above, below) <= Fraction(1, 2)
    )
