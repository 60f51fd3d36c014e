"""One country's whole view of a run: its standing and scores, the means of its areas, each item,
and what it still owes."""

from dataclasses import dataclass

import polars as pl

from ..aggregation import ALL, group_members
from ..runs import Run
from .explain import Explanation, explain
from .outstanding import outstanding


@dataclass(frozen=True)
class CountryView:
    """What a run says of one country.

    Attributes:
        explanation: why it has its scores.
        scores: one row per convention: convention, is_party, status (in words), points, maximum,
            maximum_from, score (percent), one_more; null where it is no Party.
        areas: the areas that it belongs to, per convention, and per `all` for the transmission
            rate: convention, group_m49, group, mean_score, parties, parties_meeting, score (its
            own) and difference (its own less the mean); percent, 5 decimals.
        outstanding: as `outstanding` gives it, counted on the as-of date or the period's end.
    """

    explanation: Explanation
    scores: pl.DataFrame
    areas: pl.DataFrame
    outstanding: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """All tables by name."""
        return {
            "scores": self.scores,
            "areas": self.areas,
            "items": self.explanation.items,
            "outstanding": self.outstanding,
        }


def country_view(run: Run, party: str) -> CountryView:
    """The view of one Party, by its code.

    Raises:
        UsageError: the run was read back, and has not the steps behind it.
    """
    told = explain(run.checked, run.scored, run.indicator, run.rules, party)
    scores = told.standing.join(told.scores, on="convention", how="left", maintain_order="left")
    day = run.as_of or run.period[1]
    order = ("convention", "is_party", "status", "points", "maximum", "maximum_from", "score")
    return CountryView(
        explanation=told,
        scores=scores.select(*order, "one_more"),
        areas=_areas(run, told),
        outstanding=outstanding(run.scored, run.rules, day, [party]),
    )


def _areas(run: Run, told: Explanation) -> pl.DataFrame:
    """The means of the areas that a country belongs to, beside its own values."""
    members = group_members(run.rules, run.rules.edition(run.edition))
    inside = members.filter(pl.col("party") == told.party)["group_m49"]
    own = told.scores.select("convention", "score")
    rate = pl.DataFrame({"convention": [ALL], "score": [told.rate]}, schema=own.schema)
    aggregates = run.tables["aggregates"].filter(pl.col("group_m49").is_in(inside.implode()))
    both = aggregates.join(
        pl.concat([own, rate]), on="convention", how="inner", maintain_order="left"
    )
    return both.select(
        "convention",
        "group_m49",
        "group",
        "mean_score",
        "parties",
        "parties_meeting",
        "score",
        difference=pl.col("score") - pl.col("mean_score"),
    )
