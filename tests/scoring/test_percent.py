"""Percentages against an oracle of exact fractions."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdg1241.scoring import percent
from sdg1241.scoring.percent import common_whole, share

STEP = Decimal("0.00001")


def exact(numerator: int, denominator: int) -> Decimal:
    """100 x numerator / denominator to 5 decimals, half away from zero, by whole numbers alone."""
    steps = Fraction(100 * 100_000 * numerator, denominator)
    whole, rest = divmod(steps, 1)
    return Decimal(whole + (rest >= Fraction(1, 2))) * STEP


def computed(numerators: list[int], denominators: list[int]) -> list[Decimal | None]:
    frame = pl.DataFrame(
        {"a": numerators, "b": denominators}, schema={"a": pl.Int128, "b": pl.Int128}
    )
    return frame.select(p=percent(pl.col("a"), pl.col("b")))["p"].to_list()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(1, 10**12)), min_size=1, max_size=50))
def test_percent_is_exact_and_rounded_once(pairs: list[tuple[int, int]]) -> None:
    parts = [(min(a, b), b) for a, b in pairs]
    assert computed([a for a, _ in parts], [b for _, b in parts]) == [exact(a, b) for a, b in parts]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 10**7 - 1), min_size=1, max_size=50))
def test_a_tie_goes_away_from_zero(steps: list[int]) -> None:
    """(2 n + 1) / (2 x 10^7) lies exactly between two values of five decimals."""
    found = computed([2 * n + 1 for n in steps], [2 * 10**7] * len(steps))
    assert found == [(n + 1) * STEP for n in steps]


def test_ties_that_rounding_to_even_or_binary_fractions_would_miss() -> None:
    cases = [
        (1, 32, "3.12500"),
        (1, 3, "33.33333"),
        (2, 3, "66.66667"),
        (1, 320_000, "0.00031"),
        (3, 320_000, "0.00094"),
    ]
    cases += [(1, 20_000_000, "0.00001"), (102, 102, "100.00000"), (0, 7, "0.00000")]
    assert computed([a for a, _, _ in cases], [b for _, b, _ in cases]) == [
        Decimal(p) for _, _, p in cases
    ]


def test_nothing_of_nothing_is_missing_not_zero() -> None:
    assert computed([0, 5], [0, 0]) == [None, None]


POINTS = st.integers(1, 2000).map(lambda tenths: Decimal(tenths) / 10)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(POINTS, st.integers(0, 100)), min_size=1, max_size=5))
def test_the_mean_of_shares_is_the_mean_of_unrounded_scores(
    scores: list[tuple[Decimal, int]],
) -> None:
    maxima = [maximum for maximum, _ in scores]
    points = [
        (maximum * per_cent / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
        for maximum, per_cent in scores
    ]
    whole = common_whole(maxima, 1)
    frame = pl.DataFrame(
        {"p": points, "m": maxima}, schema={"p": pl.Decimal(18, 1), "m": pl.Decimal(18, 1)}
    )
    shares = frame.select(share(pl.col("p"), pl.col("m"), 1, whole).alias("share"))[
        "share"
    ].to_list()
    assert [Fraction(s, whole) for s in shares] == [
        Fraction(p) / Fraction(m) for p, m in zip(points, maxima, strict=True)
    ]
    mean = sum(
        (Fraction(p) / Fraction(m) for p, m in zip(points, maxima, strict=True)), Fraction()
    ) / len(scores)
    assert computed([sum(shares)], [len(shares) * whole]) == [
        exact(mean.numerator, mean.denominator)
    ]


@pytest.mark.parametrize("scale", [1, 2])
def test_all_points_of_a_maximum_with_a_fraction_are_100(scale: int) -> None:
    maximum = Decimal("10.2")
    whole = common_whole([maximum, Decimal(80)], scale)
    frame = pl.DataFrame({"p": [Decimal("0.2") * 46 + 1]}, schema={"p": pl.Decimal(18, scale)})
    of = share(pl.col("p"), pl.lit(maximum, pl.Decimal(18, scale)), scale, whole)
    assert frame.select(p=percent(of, whole))["p"].to_list() == [Decimal(100)]
