"""Score each Party on each convention: 100 x points / maximum."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from ..errors import ScoreAboveMaximumError, Sdg1241Error
from ..rules import Cycle, Edition, Rules, cycle_items
from ..submissions import Checked
from .audit import audit
from .due import due_sums
from .percent import WHOLE, common_whole, percent, share


@dataclass(frozen=True)
class Scored:
    """The scores of one cycle under one edition.

    Attributes:
        items: what the cycle asks (`rules.cycle_items`).
        audit: one row per Party and item (`scoring.audit`), Parties that are no statistical area
            included.
        scores: one row per country and convention it is a Party of, sorted by party and convention:
            party, m49, area, convention, series, points, maximum, score (percent, 5 decimals),
            meets, points_due, maximum_due and score_due (the same against what is due on the as-of
            date; null without one), and share: the score as a whole number over `whole`
            (Decimal without decimals).
        whole: the denominator of every `share`.
        status: the Party status used.
        status_table: where it came from.
    """

    cycle: Cycle
    edition: Edition
    as_of: date | None
    items: pl.DataFrame
    audit: pl.DataFrame
    scores: pl.DataFrame
    whole: int
    status: pl.DataFrame
    status_table: str

    @property
    def provisional(self) -> bool:
        """Whether the facts stop before the period ends: at the as-of date or, without one, at the
        edition's date."""
        return (self.as_of or self.edition.known_until) < self.cycle.ends


def score(
    checked: Checked,
    rules: Rules,
    cycle: int,
    edition: str | None = None,
    as_of: date | None = None,
) -> Scored:
    """Score every Party of every convention for one cycle.

    Args:
        checked: a validated register.
        rules: what the conventions ask.
        cycle: the cycle's year, e.g. 2020 for 2015 to 2019.
        edition: the state of the method; default: the edition marked as default.
        as_of: count only what was received by that day; it replaces the period's end as the limit
            of standing items.

    Raises:
        UsageError: there is no such cycle or edition.
        ScoreAboveMaximumError: a Party earned more than its maximum.

    Source: SDG indicator metadata 12.4.1 (2023-01-24), Method of computation.
    """
    period, state = rules.cycle(cycle), rules.edition(edition)
    items = cycle_items(rules, period, state)
    return scored_from(
        audit(checked, items, period, as_of, as_of or state.known_until),
        items,
        checked,
        rules,
        period,
        state,
        as_of,
    )


def scored_from(
    rows: pl.DataFrame,
    items: pl.DataFrame,
    checked: Checked,
    rules: Rules,
    cycle: Cycle,
    edition: Edition,
    as_of: date | None = None,
) -> Scored:
    """Score the rows of an audit; a Party's maximum is what its own rows add up to.

    A Party whose rows are worth nothing has no score. Errors as in `score`.
    """
    sums = rows.group_by("party", "convention", "series").agg(pl.col("points", "maximum").sum())
    sums = sums.filter(pl.col("maximum") > 0)
    whole = common_whole(sums["maximum"].unique(), rules.point_scale)
    due = due_sums(rows, rules.point_scale, as_of)
    scores = _scores(sums.join(due, on=("party", "convention")), rules, whole)
    return Scored(
        cycle, edition, as_of, items, rows, scores, whole, checked.status, checked.status_table
    )


def _scores(sums: pl.DataFrame, rules: Rules, whole: int) -> pl.DataFrame:
    areas = rules.reference.areas.select("m49", party="iso3", area="name_en")
    listed = pl.concat([areas["party"], rules.reference.not_areas["party"]])
    stray = sums.filter(~pl.col("party").is_in(listed.implode()))["party"].unique().sort()
    if not stray.is_empty():
        raise Sdg1241Error(
            f"{', '.join(stray)}: neither an area of areas.csv nor excluded in not_areas.csv."
        )
    above = sums.filter(pl.col("points") > pl.col("maximum"))
    if not above.is_empty():
        raise ScoreAboveMaximumError(
            f"{above['party'][0]} earned more than the maximum of {above['convention'][0]}."
        )
    scale = rules.point_scale
    return (
        sums.join(areas, on="party")
        .with_columns(share=share(pl.col("points"), pl.col("maximum"), scale, whole))
        .with_columns(
            score=percent(pl.col("share"), whole), meets=pl.col("points") == pl.col("maximum")
        )
        .select(
            "party",
            "m49",
            "area",
            "convention",
            "series",
            "points",
            "maximum",
            "score",
            "meets",
            "points_due",
            "maximum_due",
            "score_due",
            pl.col("share").cast(WHOLE),
        )
        .sort("party", "convention")
    )
