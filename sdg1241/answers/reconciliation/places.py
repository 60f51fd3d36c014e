"""What candidates know besides the grid: names, levels, memberships; and where each may hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from ...rules import Rules
from .change import listed
from .grid import Grid, Key, Sheet

NOTHING = (0, 0)


@dataclass(frozen=True)
class Places:
    """What the generators know besides the grid.

    Attributes:
        names: name of each country (by its ISO code) and of each group with its area code.
        conventions: short name of each convention.
        levels: the groups of each level, e.g. of the SDG regions.
        exits: (member, day) of members that left a group, by group.
        parties: (cycle, convention, country) of Parties by the shipped Party status.
    """

    names: dict[str, str]
    conventions: dict[str, str]
    levels: dict[str, list[str]]
    exits: dict[str, dict[str, date]]
    parties: frozenset[tuple[int, str, str]]


def places_of(rules: Rules, parties: frozenset[tuple[int, str, str]]) -> Places:
    """Names, levels and dated memberships from the reference tables."""
    reference = rules.reference
    groups = reference.groups.unique(("group_m49", "group")).sort("group_m49")
    exits: dict[str, dict[str, date]] = {}
    dated = reference.groups.filter(pl.col("member_until").is_not_null())
    for code, member, until in dated.select("group_m49", "member", "member_until").iter_rows():
        exits.setdefault(code, {})[member] = until
    levels = reference.levels.group_by("level", maintain_order=True).agg("group_m49")
    return Places(
        names=dict(reference.areas.select("iso3", "name_en").iter_rows())
        | {
            code: f"{name} ({code})"
            for code, name in groups.select("group_m49", "group").iter_rows()
        },
        conventions={c.id: c.short_name for c in rules.conventions},
        levels=dict(levels.iter_rows()),
        exits=exits,
        parties=parties,
    )


def area_name(grid: Grid, places: Places, code: str) -> str:
    """The name of a country or group by its area code; of an unknown area the code itself."""
    parties = {m49: party for party, m49 in grid.countries.items()}
    return places.names.get(parties.get(code, code), f"area {code}")


def scopes(grid: Grid, places: Places) -> list[tuple[str, list[Sheet]]]:
    """Where a candidate may hold: (in words, sheets), widest first."""
    sheets = sorted(grid.scores)
    cycles = sorted({cycle for cycle, _ in sheets})
    wide = [(f"in cycles {listed(map(str, cycles))}", sheets)] if len(cycles) > 1 else []
    wide += [(f"in cycle {cycle}", [s for s in sheets if s[0] == cycle]) for cycle in cycles]
    return wide + [(under(places, s), [s]) for s in sheets]


def under(places: Places, sheet: Sheet) -> str:
    """One convention in one cycle, in words."""
    return f"under the {places.conventions[sheet[1]]} in cycle {sheet[0]}"


def weigh(
    grid: Grid, sheets: Iterable[Sheet], groups: Iterable[str], party: str, times: int
) -> dict[Key, tuple[int, int]]:
    """Count a Party `times` more in the mean of each group, where it has a score."""
    codes = list(groups)
    return {
        (*sheet, code): (times * grid.scores[sheet][party], times)
        for sheet in sheets
        if party in grid.scores[sheet]
        for code in codes
    }


def groups_of(grid: Grid, cycle: int, party: str) -> list[str]:
    """The groups a country belongs to."""
    return grid.groups[cycle][party]
