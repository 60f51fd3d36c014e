"""Candidates about values that stand in the wrong place: two of them swapped, or one under the code
of another area."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from .change import CODE, SWAPPED, Change, listed
from .grid import DIFFERS, ONLY_HERE, ONLY_THERE, Grid, Key, Sheet
from .places import NOTHING, Places, area_name, groups_of, under
from .tables import means_with

MOST = 100  # differences among which two are sought that belong together
Value = tuple[int, int] | None


def value_at(grid: Grid, key: Key) -> Value:
    """Our total and count of a cell; None where we show none."""
    total, count = grid.ours.get(key, NOTHING)
    return (total, count) if grid.shown.get(key, False) and count > 0 else None


def standing_there(
    grid: Grid, new: Mapping[Key, Value]
) -> tuple[dict[Key, tuple[int, int]], dict[Key, bool]]:
    """What must be added to our values so that others stand in their place, and which are shown."""
    deltas = {}
    for key, value in new.items():
        total, count = grid.ours.get(key, NOTHING)
        to, of = value or (total, count)
        deltas[key] = (to - total, of - count)
    return deltas, {key: value is not None for key, value in new.items()}


def holds(grid: Grid, key: Key, value: Value) -> bool:
    """Whether a value, or none, is what was published in a cell."""
    return grid.agrees(key, value or NOTHING, value is not None, grid.rounded.get(key))


def swapped_values(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """Two values of one table, or of one area, each in the place of the other.

    A value that could be swapped with more than one other is left alone.
    """
    cells = [key for key in sorted(differing) if grid.status(key) == DIFFERS]
    if len(cells) > MOST:
        return
    related = [(a, b) for a, b in combinations(cells, 2) if a[:2] == b[:2] or a[2] == b[2]]
    fitting = [
        (a, b)
        for a, b in related
        if holds(grid, a, value_at(grid, b)) and holds(grid, b, value_at(grid, a))
    ]
    partners = [key for pair in fitting for key in pair]
    for pair in fitting:
        if all(partners.count(key) == 1 for key in pair):
            yield from _swapped(grid, places, *pair, len(related))


def _swapped(grid: Grid, places: Places, a: Key, b: Key, tries: int) -> Iterator[Change]:
    deltas, shown = standing_there(grid, {a: value_at(grid, b), b: value_at(grid, a)})
    text = "The values of {} were swapped"
    if a[2] == b[2]:
        name = area_name(grid, places, a[2])
        where = f"{under(places, a[:2])} and {under(places, b[:2])}"
        yield Change(SWAPPED, name, text, where, deltas, shown=shown, tries=tries)
        return
    names = listed(area_name(grid, places, key[2]) for key in (a, b))
    where = under(places, a[:2])
    yield Change(SWAPPED, names, text, where, deltas, shown=shown, tries=tries)
    mine = grid.scores.get(a[:2], {})
    one, other = (next((p for p in mine if grid.countries[p] == key[2]), None) for key in (a, b))
    if one is None or other is None:
        return
    new = {one: mine[other], other: mine[one]}
    means = {key: by for key, by in means_with(grid, a[:2], new).items() if by != NOTHING}
    if means:
        yield Change(
            SWAPPED,
            names,
            f"{text}, in the means too",
            where,
            {**deltas, **means},
            shown=shown,
            scores={a[:2]: new},
            tries=tries,
        )


def wrong_code(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """An area whose values stand under the code of another, which has none of its own.

    Where two areas could be meant, the one that fits in more tables is; of equals none. An area
    whose missing value has another explanation by now could still be meant.
    """
    found: dict[tuple[str, str], list[Sheet]] = {}
    tries: dict[Sheet, int] = {}
    for sheet in sorted(grid.sheets):
        missing = [key for key in _without_value(grid) if key[:2] == sheet]
        extra = [
            key for key in sorted(differing) if key[:2] == sheet and grid.status(key) == ONLY_THERE
        ]
        tries[sheet] = len(missing) * len(extra)
        for here in missing:
            for there in extra:
                if holds(grid, there, grid.ours[here]):
                    found.setdefault((here[2], there[2]), []).append(sheet)
    for (area, code), sheets in found.items():
        rivals = [
            len(fits)
            for pair, fits in found.items()
            if pair != (area, code) and (pair[0] == area or pair[1] == code)
        ]
        open_still = all(grid.status((*sheet, area)) == ONLY_HERE for sheet in sheets)
        if open_still and len(sheets) > max(rivals, default=0):
            yield from _under_code(grid, places, area, code, sheets, max(tries.values()))


def _without_value(grid: Grid) -> list[Key]:
    """Cells that have a value of ours and none that was published."""
    return [
        key
        for key, (_, count) in sorted(grid.ours.items())
        if count > 0
        and key not in grid.published
        and (grid.is_country(key) or grid.shown.get(key, False))
    ]


def _under_code(
    grid: Grid, places: Places, area: str, code: str, sheets: Sequence[Sheet], tries: int
) -> Iterator[Change]:
    new: dict[Key, Value] = {(*sheet, code): value_at(grid, (*sheet, area)) for sheet in sheets}
    new |= {(*sheet, area): None for sheet in sheets}
    deltas, shown = standing_there(grid, new)
    name, other = area_name(grid, places, area), area_name(grid, places, code)
    text = f"The value of {{}} stands under the code {code} ({other}) instead of {area}"
    where = listed(under(places, sheet) for sheet in sheets)
    yield Change(CODE, name, text, where, deltas, shown=shown, tries=tries)
    parties = {m49: party for party, m49 in grid.countries.items()}
    if area not in parties or code not in parties:
        return
    means: dict[Key, tuple[int, int]] = {}
    for sheet in sheets:
        total, count = value_at(grid, (*sheet, area)) or NOTHING
        home, away = (set(groups_of(grid, sheet[0], parties[c])) for c in (area, code))
        means |= {(*sheet, group): (-total, -count) for group in home - away}
        means |= {(*sheet, group): (total, count) for group in away - home}
    if means:
        text = f"{text}, in the means too"
        yield Change(CODE, name, text, where, {**deltas, **means}, shown=shown, tries=tries)
