"""Aggregation: from the scores of countries to transmission rates and to the figures of each
area."""

from dataclasses import dataclass
from math import lcm

import polars as pl

from ..rules import Edition, Rules
from ..scoring import Scored, percent
from ..scoring.percent import SHARE, WHOLE, common_whole, share

ALL = "all"


@dataclass(frozen=True)
class Indicator:
    """The indicator of one cycle.

    Each figure stands on two bases, never mixed: what the whole cycle asks, and (names that end in
    `_due`) what was due by the as-of date, over the Parties that owed anything by then. Without an
    as-of date the second is null.

    Attributes:
        rates: one row per country: party, m49, area, conventions, transmission_rate (percent),
            meets_all, share (Decimal without decimals: the sum of its scores over `Scored.whole`),
            conventions_due (under which it owed anything), transmission_rate_due (null where it
            owed nothing); of the conventions that belong to the indicator.
        aggregates: one row per area and convention (`all` for the rates): group_m49, group,
            convention, series (null for `all` and for agreements beside the indicator), mean_score
            (percent), parties, parties_meeting, coverage (percent), published, mean_score_due (null
            where nobody owed anything), parties_due, parties_meeting_due. An area without a Party
            has no row. Both tables are sorted by their codes.
    """

    rates: pl.DataFrame
    aggregates: pl.DataFrame


def aggregate(scored: Scored, rules: Rules, over_all: bool = True) -> Indicator:
    """Compute the transmission rate of each country and the aggregates of each area.

    Every mean is the simple mean of unrounded values over the Parties of the area, rounded once.
    Groups that countries leave are taken as of the edition's date.

    Args:
        scored: the scores of one cycle.
        rules: with which they were computed.
        over_all: whether these are all conventions; of a choice there is no transmission rate, and
            no aggregate over all.

    Source: SDG indicator metadata 12.4.1 (2023-01-24), Treatment of missing values and Regional
        aggregates.
    """
    members = group_members(rules, scored.edition)
    steps = lcm(*range(1, len(rules.conventions) + 1))
    scores = scored.scores.with_columns(pl.col("share").cast(SHARE))
    rates = _rates(scores, scored.whole, over_all)
    areas = _areas(scores, rates, scored.whole, steps, members)
    due, whole_due = _due(scored, rules)
    rates_due = _rates(due, whole_due, over_all)
    areas_due = _areas(due, rates_due, whole_due, steps, members)
    beside = pl.col("series").is_null() & (pl.col("convention") != ALL)
    # what an agreement of a person's own covers cannot move the coverage of the indicator
    known = pl.concat(
        members.join(status, on="party", how="semi")
        .group_by("group_m49")
        .agg(pl.len().alias("known"))
        .with_columns(beside=pl.lit(value=own))
        for own, status in ((False, of_indicator(scored.status, rules)), (True, scored.status))
    )
    # as text, for the reason that `percent` gives
    coverage = pl.lit(f"{scored.edition.coverage:f}").cast(pl.Decimal(20, 6))
    enough = pl.col("parties") * 100 >= pl.col("known").cast(pl.Decimal(18, 0)) * coverage
    aggregates = (
        areas.with_columns(beside=beside)
        .join(known, on=("group_m49", "beside"))
        .with_columns(
            percent(pl.col("parties"), pl.col("known")).alias("coverage"),
            (enough & pl.col("series").is_not_null()).alias("published"),
        )
        .drop("known", "beside")
    )
    return Indicator(
        _beside(
            rates.with_columns(pl.col("share").cast(WHOLE)),
            rates_due.select("party", "conventions", "transmission_rate"),
            ["party"],
            scored,
        ),
        _beside(
            aggregates,
            areas_due.drop("group", "series"),
            ["group_m49", "convention"],
            scored,
        ),
    )


def _due(scored: Scored, rules: Rules) -> tuple[pl.DataFrame, int]:
    """The scores against what was due by the as-of date, of Parties that owed anything by then, as
    `Scored.scores` holds those of the whole cycle; and the denominator of their shares."""
    owing = scored.scores.filter(pl.col("maximum_due") > 0)
    scale = rules.point_scale
    whole = common_whole(owing["maximum_due"].unique(), scale)
    return owing.with_columns(
        share=share(pl.col("points_due"), pl.col("maximum_due"), scale, whole),
        meets=pl.col("points_due") == pl.col("maximum_due"),
    ), whole


def _rates(scores: pl.DataFrame, whole: int, over_all: bool) -> pl.DataFrame:
    """The mean of each country's scores over the conventions of the indicator that it is a Party
    of; `share` is their sum over `whole`. No row where it is not `over_all` of them."""
    counted = scores.filter(pl.col("series").is_not_null() & pl.lit(over_all))
    sums = counted.group_by("party", "m49", "area").agg(
        conventions=pl.len().cast(pl.Int64),
        share=pl.col("share").sum(),
        meets_all=pl.col("meets").all(),
    )
    rate = percent(pl.col("share"), pl.col("conventions").cast(SHARE) * whole)
    return sums.with_columns(transmission_rate=rate).select(
        "party", "m49", "area", "conventions", "transmission_rate", "meets_all", "share"
    )


def _areas(
    scores: pl.DataFrame, rates: pl.DataFrame, whole: int, steps: int, members: pl.DataFrame
) -> pl.DataFrame:
    """The mean of each area under each convention, and of the rates: group_m49, group, convention,
    series, mean_score, parties, parties_meeting. `steps` is a multiple of every number of
    conventions behind a rate."""
    values = pl.concat(
        [
            scores.select("party", "convention", "series", "meets", value=pl.col("share") * steps),
            rates.select(
                "party",
                convention=pl.lit(ALL),
                series=pl.lit(None, pl.String),
                meets="meets_all",
                value=pl.col("share") * (steps // pl.col("conventions")),
            ),
        ]
    )
    sums = (
        members.join(values, on="party")
        .group_by("group_m49", "group", "convention", "series")
        .agg(
            total=pl.col("value").sum(),
            parties=pl.len().cast(pl.Int64),
            parties_meeting=pl.col("meets").sum().cast(pl.Int64),
        )
    )
    mean = percent(pl.col("total"), pl.col("parties").cast(SHARE) * (whole * steps))
    return sums.select(
        "group_m49",
        "group",
        "convention",
        "series",
        mean.alias("mean_score"),
        "parties",
        "parties_meeting",
    )


def _beside(final: pl.DataFrame, due: pl.DataFrame, key: list[str], scored: Scored) -> pl.DataFrame:
    """The figures of the whole cycle, and beside them those of what was due. Counts are 0 where
    nobody owed anything, and null without an as-of date."""
    due = due.rename({name: f"{name}_due" for name in due.columns if name not in key})
    rows = final.join(due, on=key, how="left").sort(key)
    if scored.as_of is None:
        return rows
    return rows.with_columns(pl.col(c).fill_null(0) for c, t in due.schema.items() if t == pl.Int64)


def of_indicator(table: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The rows of a table whose `convention` belongs to the indicator, whether or not it was
    chosen."""
    return table.filter(~pl.col("convention").is_in([c.id for c in rules.beside_indicator]))


def group_members(rules: Rules, edition: Edition) -> pl.DataFrame:
    """Who belongs to which area on the edition's date: group_m49, group, party."""
    stays = pl.col("member_until").is_null() | (pl.col("member_until") > edition.membership_on)
    return rules.reference.groups.filter(stays).select("group_m49", "group", party="member")
