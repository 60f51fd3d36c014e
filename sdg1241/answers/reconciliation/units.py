"""Candidates about how values and means were computed: fractions instead of percent, zeros taken
for missing, the World as the mean of its regions."""

from collections.abc import Iterator
from math import lcm

from .change import FRACTIONS, WORLD, ZEROS, Change, listed
from .grid import DIFFERS, Grid, Key, Sheet
from .places import Places, area_name, groups_of, scopes, under
from .regions import SPECIAL
from .regions import WORLD as OF_WORLD

HUNDRED = 100
FEWEST = 2  # means that must speak for zeros left out


def fractions(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """Values given as a part of one: all of them, those of countries, of areas, or of some
    countries."""
    for where, sheets in scopes(grid, places):
        cells = [
            k for k in grid.ours if k[:2] in sheets and grid.shown.get(k) and k in grid.published
        ]
        kinds = {
            "Values": cells,
            "Values of countries": [k for k in cells if grid.is_country(k)],
            "Aggregates": [k for k in cells if not grid.is_country(k)],
        }
        for what, keys in kinds.items():
            deltas = {k: _as_fraction(grid, k) for k in keys}
            text = f"{what} were given as {{}}"
            yield Change(FRACTIONS, FRACTIONS, text, where, deltas, wide=True)
    for sheet in sorted({key[:2] for key in differing}):
        yield from _some_fractions(grid, places, sheet)


def _as_fraction(grid: Grid, key: Key) -> tuple[int, int]:
    """What makes a value a hundredth of itself: a score is a whole number of units, of which a
    hundredth is whole as well."""
    total = grid.ours[key][0]
    return total // HUNDRED - total, 0


def _some_fractions(grid: Grid, places: Places, sheet: Sheet) -> Iterator[Change]:
    """The countries of a table whose values alone are parts of one."""
    countries = [k for k in grid.published if k[:2] == sheet and grid.is_country(k)]
    some = {
        key: _as_fraction(grid, key)
        for key in sorted(countries)
        if grid.status(key) == DIFFERS
        and grid.agrees(key, (grid.ours[key][0] // HUNDRED, grid.ours[key][1]), True, None)
    }
    in_percent = any(grid.published[key] > grid.unit // HUNDRED for key in countries)
    if some and in_percent:
        names = listed(area_name(grid, places, key[2]) for key in some)
        text = f"The values of {{}} were given as {FRACTIONS}"
        yield Change(FRACTIONS, names, text, under(places, sheet), some)


def zeros_left_out(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """Parties with a score of 0 counted in no mean, as if their values were missing."""
    for where, sheets in scopes(grid, places):
        deltas: dict[Key, tuple[int, int]] = {}
        for sheet in sheets:
            for party, value in grid.scores.get(sheet, {}).items():
                if value == 0:
                    for code in groups_of(grid, sheet[0], party):
                        key = (*sheet, code)
                        deltas[key] = (0, deltas.get(key, (0, 0))[1] - 1)
        if len(deltas) >= FEWEST:
            text = "Scores of {} were left out of the means"
            yield Change(ZEROS, "0", text, where, deltas, wide=True)


def world_of_regions(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """The World as the plain mean of the means of its regions, whatever their number of Parties."""
    (world,) = places.levels[OF_WORLD]
    if all(key[2] != world for key in differing):
        return
    for level, codes in places.levels.items():
        if level in (SPECIAL, OF_WORLD):
            continue
        for where, sheets in scopes(grid, places):
            deltas = {
                (*sheet, world): change
                for sheet in sheets
                if sheet in grid.sheets and (change := _of_regions(grid, sheet, world, codes))
            }
            text = f"{{}} is the mean of the means of every {level}"
            name = places.names[world]
            shown = dict.fromkeys(deltas, True)
            yield Change(WORLD, name, text, where, deltas, shown=shown, wide=True)


def _of_regions(grid: Grid, sheet: Sheet, world: str, codes: list[str]) -> tuple[int, int] | None:
    """What must be added to the World's total and count; None where a region has no mean."""
    means = [grid.ours.get((*sheet, code), (0, 0)) for code in codes]
    counted = [(total, count) for total, count in means if count > 0]
    if not counted:
        return None
    whole = lcm(*(count for _, count in counted))
    total = sum(total * (whole // count) for total, count in counted)
    before, of = grid.ours.get((*sheet, world), (0, 0))
    return total - before, whole * len(counted) - of
