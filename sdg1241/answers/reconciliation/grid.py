"""Our values beside the published ones, cell by cell, in whole numbers.

A cell is one value: (cycle, convention, area code), the area being a country or a group of
countries. Our value is a total over a count, the published one a number; both are whole in units of
which `unit` make a score of 100.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from math import lcm

import polars as pl

from ...aggregation import aggregate, group_members, of_indicator
from ...rules import Rules
from ...scoring import Scored

Key = tuple[int, str, str]
Sheet = tuple[int, str]
Rounding = Callable[[int, int, int], int]

DIGITS = 8
SINGLE_PRECISION = Decimal("0.0001")
EQUAL, DIFFERS, ONLY_HERE, ONLY_THERE = "equal", "differs", "only here", "only there"


@dataclass(frozen=True)
class Grid:
    """All cells of one or more cycles.

    Attributes:
        unit: a score of 100.
        ours: (total, count) of each cell that can be computed; a country's count is 1.
        shown: cells of `ours` that the edition publishes.
        published: the published value of each cell.
        tolerance: how far a mean may be from the published value and still be equal to it: half a
            unit of the last published digit, and never less than what single precision leaves
            behind.
        scores: the score of each Party, by cycle and convention.
        members: the countries of each group, by cycle, at the date of the edition.
        groups: the groups of each country, by cycle.
        coverage: the share (%) of an area's countries that have a value.
        known: how many countries of the area have a Party status under any convention.
        threshold: the coverage (%) from which the edition shows an aggregate, by cycle.
        rounded: cells whose value is rounded by another rule before it is compared.
        countries: area code of each country by its ISO code.
    """

    unit: int
    ours: Mapping[Key, tuple[int, int]]
    shown: Mapping[Key, bool]
    published: Mapping[Key, int]
    tolerance: Mapping[Key, int]
    scores: Mapping[Sheet, Mapping[str, int]]
    members: Mapping[int, Mapping[str, frozenset[str]]]
    groups: Mapping[int, Mapping[str, list[str]]]
    coverage: Mapping[Key, Decimal]
    known: Mapping[Key, int]
    threshold: Mapping[int, Decimal]
    countries: Mapping[str, str]
    rounded: Mapping[Key, Rounding] = field(default_factory=dict)

    @cached_property
    def sheets(self) -> frozenset[Sheet]:
        """The cycles and conventions of which any value was published."""
        return frozenset(key[:2] for key in self.published)

    def is_country(self, key: Key) -> bool:
        """Whether the cell is the value of one country."""
        return key[2] not in self.members[key[0]]

    def agrees(
        self, key: Key, value: tuple[int, int], shown: bool, rounding: Rounding | None
    ) -> bool:
        """Whether a value of ours, if shown, is what was published."""
        theirs, (total, count) = self.published.get(key), value
        if not shown or count <= 0:
            return theirs is None
        if theirs is None:
            return False
        if rounding:
            return (
                abs(rounding(total, count, self.unit) - theirs)
                <= self.unit * SINGLE_PRECISION / 100
            )
        return abs(total - theirs * count) <= self.tolerance[key] * count

    def status(self, key: Key) -> str | None:
        """EQUAL, DIFFERS, ONLY_HERE, ONLY_THERE, or None where neither side has a value."""
        here = self.shown.get(key, False) and self.ours[key][1] > 0
        if not here or key not in self.published:
            return ONLY_HERE if here else ONLY_THERE if key in self.published else None
        return EQUAL if self.agrees(key, self.ours[key], True, self.rounded.get(key)) else DIFFERS

    def cells(self) -> list[Key]:
        """Every cell that either side has, in order."""
        return sorted(self.ours.keys() | self.published.keys())

    def differing(self) -> frozenset[Key]:
        """The cells in which the two sides are not equal, of the conventions and cycles that were
        published at all."""
        return frozenset(
            k for k in self.cells() if k[:2] in self.sheets and self.status(k) not in (EQUAL, None)
        )


def grid_of(
    runs: Sequence[Scored], rules: Rules, published: pl.DataFrame, others: Iterable[Scored] = ()
) -> Grid:
    """Lay the values of `runs` (one a cycle) beside the published ones.

    Args:
        runs: scored cycles, each cycle once.
        rules: what the conventions ask.
        published: series, geo_area_m49, time_period, value (percent); the same cell once.
        others: further scores that will be compared in the same unit.
    """
    unit = lcm(*(s.whole for s in (*runs, *others))) * 10**DIGITS
    areas = rules.reference.areas
    countries = dict(areas.select("iso3", "m49").iter_rows())
    thresholds = {run.cycle.id: run.edition.coverage for run in runs}
    grid = Grid(unit, {}, {}, {}, {}, {}, {}, {}, {}, {}, thresholds, countries)
    ours: dict[Key, tuple[int, int]] = {}
    shown: dict[Key, bool] = {}
    coverage: dict[Key, Decimal] = {}
    known: dict[Key, int] = {}
    scores: dict[Sheet, dict[str, int]] = {}
    members: dict[int, dict[str, frozenset[str]]] = {}
    for run in runs:
        cycle = run.cycle.id
        of_group: dict[str, set[str]] = {}
        for code, party in (
            group_members(rules, run.edition).select("group_m49", "party").iter_rows()
        ):
            of_group.setdefault(code, set()).add(party)
        members[cycle] = {code: frozenset(parties) for code, parties in sorted(of_group.items())}
        for sheet, values in scores_of(run, unit).items():
            scores[sheet] = values
            for party, value in values.items():
                ours[(*sheet, countries[party])], shown[(*sheet, countries[party])] = (
                    (value, 1),
                    True,
                )
            for code, parties in members[cycle].items():
                counted = [values[p] for p in parties & values.keys()]
                ours[(*sheet, code)] = (sum(counted), len(counted))
        with_status = set(of_indicator(run.status, rules)["party"])
        for code, parties in members[cycle].items():
            known |= {
                (*sheet, code): len(parties & with_status) for sheet in scores if sheet[0] == cycle
            }
        table = aggregate(run, rules).aggregates.filter(pl.col("series").is_not_null())
        for code, name, share, is_shown in table.select(
            "group_m49", "convention", "coverage", "published"
        ).iter_rows():
            shown[cycle, name, code], coverage[cycle, name, code] = is_shown, share
    groups = {
        c: {p: [g for g, inside in of.items() if p in inside] for p in countries}
        for c, of in members.items()
    }
    theirs = _published(published, rules, {r.cycle.id for r in runs})
    grid = replace(
        grid,
        ours=ours,
        shown=shown,
        scores=scores,
        members=members,
        groups=groups,
        coverage=coverage,
        known=known,
    )
    tolerance = _tolerances(grid, theirs)
    exact = {key: int(value * unit / 100) for key, value in theirs.items()}
    return replace(grid, published=exact, tolerance=tolerance)


def scores_of(run: Scored, unit: int) -> dict[Sheet, dict[str, int]]:
    """The score of each Party by cycle and convention, in units of `unit`."""
    sheets: dict[Sheet, dict[str, int]] = {}
    scores = run.scores.filter(pl.col("series").is_not_null())  # those of the indicator
    for party, convention, share in scores.select("party", "convention", "share").iter_rows():
        sheets.setdefault((run.cycle.id, convention), {})[party] = int(share) * (unit // run.whole)
    return sheets


def _published(published: pl.DataFrame, rules: Rules, cycles: set[int]) -> dict[Key, Decimal]:
    names = {c.series: c.id for c in rules.conventions if c.series}
    rows = published.filter(
        pl.col("time_period").is_in(sorted(cycles)), pl.col("series").is_in(sorted(names))
    )
    columns = rows.select("time_period", "series", "geo_area_m49", pl.col("value").cast(pl.String))
    return {
        (cycle, names[series], area): round(Decimal(value), 2 + DIGITS - 4)
        for cycle, series, area, value in columns.iter_rows()
    }


def _tolerances(grid: Grid, theirs: Mapping[Key, Decimal]) -> dict[Key, int]:
    """Half a unit of the last digit that the series publishes for countries, or for areas, in the
    cycle."""
    kinds = {key: (*key[:2], grid.is_country(key)) for key in theirs}
    digits: dict[tuple[object, ...], int] = {}
    in_percent = {kinds[key] for key, value in theirs.items() if value > 1}
    for key, value in theirs.items():
        if 0 < value <= 1 and kinds[key] in in_percent:
            continue  # a fraction of one among percentages, which has more decimals than they
        exponent = value.normalize().as_tuple().exponent
        written = max(0, -exponent) if isinstance(exponent, int) else 0
        for scope in (kinds[key], key[:2], key[:1]):
            digits[scope] = max(digits.get(scope, 0), written)
    result = {}
    for key in theirs:
        places = next((digits[s] for s in (kinds[key], key[:2], key[:1]) if digits[s]), 0)
        allowed = max(Decimal("0.5").scaleb(-places), SINGLE_PRECISION)
        result[key] = int(allowed * grid.unit / 100)
    return result
