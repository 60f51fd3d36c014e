"""Candidates about Parties that are counted or not, in every mean or in one.

Each generator yields the widest scope first: all cycles, one cycle, one convention in one cycle.
"""

from collections.abc import Iterator

from .change import PARTY, Change
from .grid import ONLY_HERE, Grid, Key
from .places import NOTHING, Places, groups_of, scopes, under, weigh


def party_counted(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """A Party not counted, in every mean or in one; counted twice; or with a value that only one
    side has."""
    for sheet in sorted(grid.scores):
        where = under(places, sheet)
        hot = {key[2] for key in differing if key[:2] == sheet}
        for party in sorted(grid.scores[sheet]):
            groups, name = groups_of(grid, sheet[0], party), places.names[party]
            cell = (*sheet, grid.countries[party])
            out = weigh(grid, [sheet], groups, party, -1)
            if cell in differing and grid.status(cell) == ONLY_HERE:
                hidden = {cell: False}
                yield Change(PARTY, name, "{} was not counted as a Party", where, out, shown=hidden)
                text = "{} has no published value, though it was counted in every mean"
                yield Change(PARTY, name, text, where, dict.fromkeys(out, NOTHING), shown=hidden)
                continue
            if hot.isdisjoint(groups):
                continue
            yield Change(PARTY, name, "{} was left out of every mean", where, out)
            yield Change(
                PARTY,
                name,
                "{} was counted twice in every mean",
                where,
                weigh(grid, [sheet], groups, party, 1),
            )
            for code in sorted(hot.intersection(groups)):
                for text, times in (("{} was left out of", -1), ("{} was counted twice in", 1)):
                    deltas = weigh(grid, [sheet], [code], party, times)
                    yield Change(
                        PARTY, name, f"{text} the mean of {places.names[code]}", where, deltas
                    )


def party_counted_everywhere(
    grid: Grid, places: Places, differing: frozenset[Key]
) -> Iterator[Change]:
    """A Party left out of, or counted twice in, every mean of every convention."""
    for where, sheets in scopes(grid, places):
        if len(sheets) == 1:
            continue
        for party in sorted({p for s in sheets for p in grid.scores[s]}):
            for text, times in (
                ("{} was left out of every mean", -1),
                ("{} was counted twice in every mean", 1),
            ):
                deltas: dict[Key, tuple[int, int]] = {}
                for sheet in sheets:
                    deltas |= weigh(grid, [sheet], groups_of(grid, sheet[0], party), party, times)
                yield Change(PARTY, places.names[party], text, where, deltas)
