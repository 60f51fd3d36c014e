"""The answer as tables: values, sentences, evidence, non-Parties."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from ...rules import Rules
from ...scoring.percent import rounded
from ..table import answer_table
from .change import FOLLOWS, Change, listed
from .grid import Grid
from .places import Places, under
from .search import Explanation

REPEATED = "doubled row"
SHOWN = 6


@dataclass(frozen=True)
class Reconciliation:
    """The answer.

    Attributes:
        values: every cell: cycle, convention, series, area_m49, area, kind, ours, published,
            difference, status, explanation (its number; null where there is none).
        explanations: explanation, kind, sentence, candidates (that fit equally), aggregates and
            country_values (how many it explains), alternatives (of other kinds that would fit as
            well).
        evidence: for every cell explained: ours before and after the change, and the published
            value.
        non_parties: published values of countries that the shipped status does not know as Parties
            by then.
        unpublished_parties: Parties by then, by the shipped status, that the published table
            leaves out.
        unexplained: how many differences no explanation covers.
    """

    values: pl.DataFrame
    explanations: pl.DataFrame
    evidence: pl.DataFrame
    non_parties: pl.DataFrame
    unpublished_parties: pl.DataFrame
    unexplained: int

    def tables(self) -> dict[str, pl.DataFrame]:
        """All tables by name, the values first."""
        return {
            "values": self.values,
            "explanations": self.explanations,
            "evidence": self.evidence,
            "non_parties": self.non_parties,
            "unpublished_parties": self.unpublished_parties,
        }


def answer(
    grid: Grid, found: Sequence[Explanation], rules: Rules, places: Places, repeated: pl.DataFrame
) -> Reconciliation:
    """Turn what the search found into tables."""
    number = {key: at for at, e in enumerate(found, 1) for key in sorted(e.fixed)}
    series = {c.id: c.series for c in rules.conventions if c.series}
    names = dict(rules.reference.areas.select("m49", "name_en").iter_rows())
    names |= dict(rules.reference.groups.select("group_m49", "group").iter_rows())
    values: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for key in grid.cells():
        status = grid.status(key)
        if status is None:
            continue
        theirs = _percent(grid, grid.published.get(key, 0), 1) if key in grid.published else None
        ours = _percent(grid, *grid.ours[key]) if grid.shown.get(key) else None
        values.append(
            {
                "cycle": key[0],
                "convention": key[1],
                "series": series[key[1]],
                "area_m49": key[2],
                "area": names.get(key[2]),
                "kind": "country" if grid.is_country(key) else "aggregate",
                "ours": ours,
                "published": theirs,
                "difference": None if ours is None or theirs is None else theirs - ours,
                "status": status,
                "explanation": number.get(key),
            }
        )
    for at, explanation in enumerate(found, 1):
        for key in sorted(k for k in explanation.fixed if number[k] == at):
            (total, count), shown, _ = explanation.changes[0].after(explanation.before, key)
            before, counted = explanation.before.ours.get(key, (0, 0))
            evidence.append(
                {
                    "explanation": at,
                    "cycle": key[0],
                    "convention": key[1],
                    "area_m49": key[2],
                    "area": names.get(key[2]),
                    "before": (
                        _percent(grid, before, counted)
                        if explanation.before.shown.get(key)
                        else None
                    ),
                    "counted_before": counted,
                    "after": _percent(grid, total, count) if shown else None,
                    "counted_after": count,
                    "published": (
                        _percent(grid, grid.published[key], 1) if key in grid.published else None
                    ),
                }
            )
    told = [_told(at, e, grid, places) for at, e in enumerate(found, 1)]
    told += _repeated(len(told) + 1, repeated, names, {s: c for c, s in series.items()}, places)
    return Reconciliation(
        values=answer_table("reconcile_values", values),
        explanations=answer_table("reconcile_explanations", told),
        evidence=answer_table("reconcile_evidence", evidence),
        non_parties=answer_table("reconcile_non_parties", _non_parties(grid, rules, places)),
        unpublished_parties=answer_table(
            "reconcile_unpublished_parties", _unpublished(grid, rules, places)
        ),
        unexplained=len(grid.differing() - number.keys()),
    )


def _told(at: int, explanation: Explanation, grid: Grid, places: Places) -> dict[str, Any]:
    """One explanation as a row."""
    change = explanation.changes[0]
    said = (
        [_followed(change, places)] if change.kind == FOLLOWS else _sentences(explanation.changes)
    )
    countries = sum(grid.is_country(k) for k in explanation.fixed)
    return {
        "explanation": at,
        "kind": change.kind,
        "sentence": "; or ".join(said),
        "candidates": len(explanation.changes),
        "aggregates": len(explanation.fixed) - countries,
        "country_values": countries,
        "alternatives": "; or ".join(_sentences(explanation.others)) or None,
    }


def _sentences(changes: Sequence[Change]) -> Iterator[str]:
    """One sentence for each thing said; subjects of which the same is said are joined by `or`."""
    said: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        said.setdefault((change.text, change.scope), []).append(change.subject)
    for (text, scope), subjects in said.items():
        named = listed(subjects[:SHOWN], "or")
        named += f" or {len(subjects) - SHOWN} others" if len(subjects) > SHOWN else ""
        yield f"{text.format(named)}, {scope}"


def _followed(change: Change, places: Places) -> str:
    """Means that follow from country values nobody explains."""
    (sheet, scores), *_ = change.scores.items()
    countries = listed(places.names[p] for p in sorted(scores))
    where = under(places, sheet)
    return (
        f"Nothing explains the published values of {countries}; means were compared with them in"
        f" place of ours, {where}"
    )


def _repeated(
    at: int,
    repeated: pl.DataFrame,
    names: Mapping[str, str],
    conventions: Mapping[str, str],
    places: Places,
) -> list[dict[str, Any]]:
    """Cells that stand more than once in the published table."""
    rows = repeated.filter(pl.col("series").is_in(list(conventions))).select(
        "series", "geo_area_m49", "time_period"
    )
    return [
        {
            "explanation": at + n,
            "kind": REPEATED,
            "sentence": (
                f"{names.get(area, area)} stands more than once in the published table with the"
                f" same value, {under(places, (cycle, conventions[series]))}"
            ),
            "candidates": 1,
            "aggregates": 0,
            "country_values": 0,
            "alternatives": None,
        }
        for n, (series, area, cycle) in enumerate(rows.iter_rows())
    ]


def _non_parties(grid: Grid, rules: Rules, places: Places) -> list[dict[str, Any]]:
    """Published values of countries that the shipped Party status does not know as Parties at the
    period's end."""
    dates = _entries_into_force(rules)
    parties = {m49: party for party, m49 in grid.countries.items()}
    return [
        {
            "cycle": key[0],
            "convention": key[1],
            "party": parties[key[2]],
            "area": places.names[parties[key[2]]],
            "published": _percent(grid, theirs, 1),
            "entry_into_force": dates.get((key[1], parties[key[2]])),
        }
        for key, theirs in sorted(grid.published.items())
        if key[2] in parties and (*key[:2], parties[key[2]]) not in places.parties
    ]


def _unpublished(grid: Grid, rules: Rules, places: Places) -> list[dict[str, Any]]:
    """Parties by the shipped status, statistical areas all, without a published value; under the
    conventions and in the cycles of which anything was published."""
    dates = _entries_into_force(rules)
    return [
        {
            "cycle": cycle,
            "convention": convention,
            "party": party,
            "area": places.names[party],
            "entry_into_force": dates.get((convention, party)),
        }
        for cycle, convention, party in sorted(places.parties)
        if (cycle, convention) in grid.sheets
        and party in grid.countries
        and (cycle, convention, grid.countries[party]) not in grid.published
    ]


def _entries_into_force(rules: Rules) -> dict[tuple[str, str], date | None]:
    """The day of entry into force by (convention, Party), as the shipped status knows it."""
    status = rules.reference.party_status.select("convention", "party", "entry_into_force").rows()
    return {(convention, party): day for convention, party, day in status}


def _percent(grid: Grid, total: int, count: int) -> Decimal | None:
    """A mean in percent, rounded half away from zero to 5 decimals; null where nothing is
    counted."""
    below = count * grid.unit
    if below <= 0:
        return None
    return rounded(Fraction(100 * total, below))
