"""Aggregation: from the scores of countries to transmission rates and to the figures of each
area."""

from dataclasses import dataclass
from math import lcm

import polars as pl

from ..rules import Edition, Rules
from ..scoring import Scored, percent
from ..scoring.percent import SHARE, WHOLE

ALL = "all"


@dataclass(frozen=True)
class Indicator:
    """The indicator of one cycle.

    Attributes:
        rates: one row per country: party, m49, area, conventions, transmission_rate (percent),
            meets_all; of the conventions that belong to the indicator.
        aggregates: one row per area and convention (`all` for the rates): group_m49, group,
            convention, series (null for `all` and for agreements beside the indicator), mean_score
            (percent), parties, parties_meeting, coverage (percent), published. An area without a
            Party has no row. Both tables are sorted by their codes.
    """

    rates: pl.DataFrame
    aggregates: pl.DataFrame


def aggregate(scored: Scored, rules: Rules, whole: bool = True) -> Indicator:
    """Compute the transmission rate of each country and the aggregates of each area.

    Every mean is the simple mean of unrounded values over the Parties of the area, rounded once.
    Groups that countries leave are taken as of the edition's date.

    Args:
        scored: the scores of one cycle.
        rules: with which they were computed.
        whole: whether these are all conventions; of a choice there is no transmission rate, and no
            aggregate over all.

    Source: SDG indicator metadata 12.4.1 (2023-01-24), Treatment of missing values and Regional
        aggregates.
    """
    rates = _rates(scored) if whole else _rates(scored).clear()
    steps = lcm(*range(1, len(rules.conventions) + 1))
    values = pl.concat(
        [
            scored.scores.select(
                "party", "convention", "series", "meets", value=pl.col("share").cast(SHARE) * steps
            ),
            rates.select(
                "party",
                convention=pl.lit(ALL),
                series=pl.lit(None, pl.String),
                meets="meets_all",
                value=pl.col("share").cast(SHARE) * (steps // pl.col("conventions")),
            ),
        ]
    )
    members = group_members(rules, scored.edition)
    beside = pl.col("series").is_null() & (pl.col("convention") != ALL)
    # what an agreement of a person's own covers cannot move the coverage of the indicator
    known = pl.concat(
        members.join(status, on="party", how="semi")
        .group_by("group_m49")
        .agg(pl.len().alias("known"))
        .with_columns(beside=pl.lit(value=own))
        for own, status in ((False, of_indicator(scored.status, rules)), (True, scored.status))
    )
    groups = (
        members.join(values, on="party")
        .group_by("group_m49", "group", "convention", "series")
        .agg(
            total=pl.col("value").sum(),
            parties=pl.len().cast(pl.Int64),
            parties_meeting=pl.col("meets").sum().cast(pl.Int64),
        )
        .with_columns(beside=beside)
        .join(known, on=("group_m49", "beside"))
    )
    enough = (
        pl.col("parties") * 100 >= pl.col("known").cast(pl.Decimal(38, 2)) * scored.edition.coverage
    )
    aggregates = groups.select(
        "group_m49",
        "group",
        "convention",
        "series",
        percent(pl.col("total"), pl.col("parties").cast(pl.Int128) * (scored.whole * steps)).alias(
            "mean_score"
        ),
        "parties",
        "parties_meeting",
        percent(pl.col("parties"), pl.col("known")).alias("coverage"),
        (enough & pl.col("series").is_not_null()).alias("published"),
    )
    return Indicator(rates, aggregates.sort("group_m49", "convention"))


def _rates(scored: Scored) -> pl.DataFrame:
    """The mean of each country's scores over the conventions of the indicator that it is a Party
    of; `share` is their sum over `whole`."""
    scores = scored.scores.filter(pl.col("series").is_not_null())
    sums = scores.group_by("party", "m49", "area").agg(
        conventions=pl.len().cast(pl.Int64),
        share=pl.col("share").cast(SHARE).sum(),
        meets_all=pl.col("meets").all(),
    )
    rate = percent(pl.col("share"), pl.col("conventions").cast(pl.Int128) * scored.whole)
    return (
        sums.with_columns(transmission_rate=rate)
        .with_columns(pl.col("share").cast(WHOLE))
        .select("party", "m49", "area", "conventions", "transmission_rate", "meets_all", "share")
        .sort("party")
    )


def of_indicator(table: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The rows of a table whose `convention` belongs to the indicator."""
    return table.filter(pl.col("convention").is_in([c.id for c in rules.of_indicator]))


def group_members(rules: Rules, edition: Edition) -> pl.DataFrame:
    """Who belongs to which area on the edition's date: group_m49, group, party."""
    stays = pl.col("member_until").is_null() | (pl.col("member_until") > edition.membership_on)
    return rules.reference.groups.filter(stays).select("group_m49", "group", party="member")
