"""Candidates about whole columns that stand in the wrong place: the values of two series swapped,
or all values one row too high or too low."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from .change import SERIES, SHIFTED, Change
from .grid import Grid, Key, Sheet
from .misplaced import Value, holds, standing_there, value_at
from .places import NOTHING, Places, under
from .tables import means_with

LEAST = 3  # differences that must vanish


def swapped_series(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """The values of two conventions in a cycle, or of two cycles of a convention, each in the place
    of the other; or the values of one in both places."""
    hot = {key[:2] for key in differing}
    for one, other in combinations(sorted(grid.sheets), 2):
        if (one[0] == other[0]) == (one[1] == other[1]) or hot.isdisjoint((one, other)):
            continue
        codes = {key[2] for key in (*grid.ours, *grid.published) if key[:2] in (one, other)}
        first, second = (_from(grid, codes, *pair) for pair in ((one, other), (other, one)))
        names, where = _named(places, one, other), _where(places, one, other)
        for new, subject, what in (
            ({**first, **second}, " and ".join(names), "swapped"),
            (first, names[1], f"also published for {names[0]}"),
            (second, names[0], f"also published for {names[1]}"),
        ):
            # tables that are nearly the same cannot tell which of them was published
            if sum(holds(grid, key, new[key]) for key in differing & new.keys()) >= LEAST:
                scores = {s: grid.scores.get(other if s == one else one, {}) for s in (one, other)}
                yield _whole(grid, new, subject, where, what, scores)


def _from(grid: Grid, codes: set[str], to: Sheet, source: Sheet) -> dict[Key, Value]:
    """The values of one table in the cells of another."""
    cells = {(*to, code): value_at(grid, (*source, code)) for code in sorted(codes)}
    return {k: v for k, v in cells.items() if v or value_at(grid, k)}


def _whole(
    grid: Grid,
    new: dict[Key, Value],
    subject: str,
    where: str,
    what: str,
    scores: Mapping[Sheet, Mapping[str, int]],
) -> Change:
    """The change, with the scores of the tables that it fills."""
    filled = {key[:2] for key in new}
    scores = {sheet: held for sheet, held in scores.items() if sheet in filled}
    deltas, shown = standing_there(grid, new)
    text = f"The values of {{}} were {what}"
    return Change(SERIES, subject, text, where, deltas, shown=shown, scores=scores, wide=True)


def _named(places: Places, one: Sheet, other: Sheet) -> tuple[str, str]:
    if one[0] == other[0]:
        return f"the {places.conventions[one[1]]}", f"the {places.conventions[other[1]]}"
    return f"cycle {one[0]}", f"cycle {other[0]}"


def _where(places: Places, one: Sheet, other: Sheet) -> str:
    if one[0] == other[0]:
        return f"in cycle {one[0]}"
    return f"under the {places.conventions[one[1]]}"


def shifted_rows(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """The values of a table from one row on, or between two rows, one row too low or too high, in
    an order in which tables are written."""
    for sheet in sorted({key[:2] for key in differing}):
        keys = {k for k in (*grid.ours, *grid.published) if k[:2] == sheet}
        rows = [k for k in keys if value_at(grid, k) or k in grid.published]
        orders = _orders(grid, places, rows)
        tries = 2 * len(orders)
        for order, cells in orders.items():
            for by, said in ((1, "low"), (-1, "high")):
                new = _moved(grid, cells, differing, by)
                if len([k for k in new if k in differing]) >= LEAST:
                    text = f"Values stand one row too {{}} in the order of {order}"
                    where = under(places, sheet)
                    yield from _shifted(grid, sheet, new, said, text, where, tries)


def _orders(grid: Grid, places: Places, rows: Sequence[Key]) -> dict[str, list[Key]]:
    """The rows of a table in each order in which they may have been written."""
    parties = {m49: party for party, m49 in grid.countries.items()}
    countries = [key for key in rows if key[2] in parties]
    return {
        "area codes": sorted(rows, key=lambda k: k[2]),
        "area codes of countries": sorted(countries, key=lambda k: k[2]),
        "names of countries": sorted(countries, key=lambda k: places.names[parties[k[2]]]),
        "ISO codes": sorted(countries, key=lambda k: parties[k[2]]),
    }


def _moved(
    grid: Grid, cells: Sequence[Key], differing: frozenset[Key], by: int
) -> dict[Key, Value]:
    """Each cell between the first and the last difference with the value of its neighbour; empty
    where one of them holds another. At the end where rows moved away a cell may hold its
    neighbour's value, none, or the one that fell off the other end."""
    at = [n for n, key in enumerate(cells) if key in differing]
    if not at:
        return {}
    first, last = (at[0], at[-1]) if by > 0 else (at[-1], at[0])
    new: dict[Key, Value] = {}
    for n in range(at[0], at[-1] + 1):
        before = n - by
        value = value_at(grid, cells[before]) if 0 <= before < len(cells) else None
        if n == first and not holds(grid, cells[n], value):
            ends = (None, value_at(grid, cells[last]))
            value = next((v for v in ends if holds(grid, cells[n], v)), value)
        if not holds(grid, cells[n], value):
            return {}
        new[cells[n]] = value
    return new


def _shifted(
    grid: Grid, sheet: Sheet, new: dict[Key, Value], said: str, text: str, where: str, tries: int
) -> Iterator[Change]:
    deltas, shown = standing_there(grid, new)
    yield Change(SHIFTED, said, text, where, deltas, shown=shown, tries=tries)
    mine = grid.scores.get(sheet, {})
    scores = {
        party: value[0]
        for party in mine
        if (value := new.get((*sheet, grid.countries[party]))) and value[1] == 1
    }
    means = {key: by for key, by in means_with(grid, sheet, scores).items() if by != NOTHING}
    if means and all(new.values()):
        yield Change(
            SHIFTED,
            said,
            f"{text}, and the means follow",
            where,
            {**deltas, **means},
            shown=shown,
            scores={sheet: scores},
            tries=tries,
        )
