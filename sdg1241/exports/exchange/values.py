"""The values of a finished run that leave it: every country's score and the published
aggregates."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import polars as pl

from ...aggregation import group_members
from ...errors import InputError
from ...rules import Rules
from ...runs import Run
from ...scoring.percent import DECIMALS, PERCENT, rounded


def published_values(run: Run, rules: Rules, decimals: int = DECIMALS) -> pl.DataFrame:
    """The values of one run, rounded once to `decimals`, half away from zero.

    Returns:
        series, convention, m49 (three digits), area, party (ISO3; null for an area of several
        countries), value (percent, Decimal with 5 decimals). Countries first; aggregates only where
        the run marks them as published. Nothing of agreements beside the indicator.

    Raises:
        InputError: fewer decimals than the run's are asked for and the members of an area are not
            those of the run.
    """
    scores, aggregates = run.tables["scores"], run.tables["aggregates"].filter("published")
    countries = scores.filter(pl.col("series").is_not_null()).select(
        "series", "convention", "m49", "area", "party", pl.col("score").alias("value")
    )
    areas = aggregates.select(
        "series",
        "convention",
        pl.col("group_m49").alias("m49"),
        pl.col("group").alias("area"),
        pl.lit(None, pl.String).alias("party"),
        pl.col("mean_score").alias("value"),
    )
    if decimals != DECIMALS:
        exact = _exact_scores(scores)
        shorter = [
            rounded(exact[key], decimals) for key in countries.select("party", "convention").rows()
        ]
        countries = countries.with_columns(pl.Series("value", shorter, PERCENT))
        areas = areas.with_columns(
            pl.Series("value", _means(run, aggregates, exact, rules, decimals), PERCENT)
        )
    return pl.concat([countries.cast({"value": PERCENT}), areas.cast({"value": PERCENT})])


def _exact_scores(scores: pl.DataFrame) -> dict[tuple[str, str], Fraction]:
    rows = scores.select("party", "convention", "points", "maximum").rows()
    return {
        (party, convention): 100 * Fraction(points) / Fraction(most)
        for party, convention, points, most in rows
    }


def _means(
    run: Run,
    aggregates: pl.DataFrame,
    exact: dict[tuple[str, str], Fraction],
    rules: Rules,
    decimals: int,
) -> list[Decimal]:
    """The mean of each aggregate from the scores themselves: rounding the run's own mean again
    could miss by one."""
    members = defaultdict(list)
    for group, _, party in group_members(rules, rules.edition(run.edition)).rows():
        members[group].append(party)
    means = []
    for group, convention, mean in aggregates.select(
        "group_m49", "convention", "mean_score"
    ).rows():
        held = [
            exact[party, convention] for party in members[group] if (party, convention) in exact
        ]
        value = sum(held, Fraction(0)) / len(held) if held else Fraction(-1)
        if rounded(value, DECIMALS) != mean:
            problem = (
                f"the mean of area {group} under {convention} cannot be repeated: its members have"
                " changed"
            )
            raise InputError(
                run.folder or "the run", problem, "Compute the run again with 'sdg1241 run'."
            )
        means.append(rounded(value, decimals))
    return means
