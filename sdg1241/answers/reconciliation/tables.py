"""Candidates about a whole table: another edition's items, the coverage threshold, rounding."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from ...scoring.percent import half_up
from .change import COVERAGE, EDITION, FOLLOWS, ROUNDING, Change, listed
from .grid import DIGITS, Grid, Key, Rounding, Sheet
from .places import Places, groups_of, scopes, under

Editions = Mapping[str, Mapping[Sheet, Mapping[str, int]]]
FEWEST = 2


def another_edition(
    grid: Grid, places: Places, editions: Editions, differing: frozenset[Key]
) -> Iterator[Change]:
    """The items of another edition: for a convention's whole table, its aggregates, its countries,
    or some Parties."""
    for name, sheets in sorted(editions.items()):
        for sheet, theirs in sorted(sheets.items()):
            mine = grid.scores.get(sheet, {})
            changed = {p: value for p, value in theirs.items() if p in mine and value != mine[p]}
            if not changed:
                continue
            text, where = "The items of edition {} were counted", under(places, sheet)
            cells = _cells(grid, sheet, changed)
            means = means_with(grid, sheet, changed)
            yield Change(
                EDITION, name, text, where, {**cells, **means}, scores={sheet: changed}, wide=True
            )
            yield Change(EDITION, name, f"{text} in the means alone", where, means)
            yield Change(
                EDITION, name, f"{text} in the countries' values alone", where, cells, wide=True
            )
            some = {p: v for p, v in changed.items() if (*sheet, grid.countries[p]) in differing}
            if FEWEST <= len(some) < len(changed):
                cells, means = _cells(grid, sheet, some), means_with(grid, sheet, some)
                of = f"for {listed(places.names[p] for p in sorted(some))}"
                yield Change(
                    EDITION,
                    name,
                    f"{text} {of}",
                    where,
                    {**cells, **means},
                    scores={sheet: some},
                    wide=True,
                )
                yield Change(
                    EDITION, name, f"{text} {of}, not in the means", where, cells, wide=True
                )


def _cells(grid: Grid, sheet: Sheet, new: Mapping[str, int]) -> dict[Key, tuple[int, int]]:
    return {
        (*sheet, grid.countries[p]): (value - grid.scores[sheet][p], 0)
        for p, value in sorted(new.items())
    }


def means_with(grid: Grid, sheet: Sheet, new: Mapping[str, int]) -> dict[Key, tuple[int, int]]:
    """What is added to total and count of each mean where some Parties have other scores."""
    deltas: dict[Key, tuple[int, int]] = {}
    for party, value in sorted(new.items()):
        for code in groups_of(grid, sheet[0], party):
            before = deltas.get((*sheet, code), (0, 0))[0]
            deltas[*sheet, code] = (before + value - grid.scores[sheet][party], 0)
    return deltas


def published_instead(grid: Grid, sheet: Sheet, parties: Sequence[str]) -> Change:
    """The means of one table with the published values of some Parties in place of ours."""
    new = {p: grid.published[*sheet, grid.countries[p]] for p in parties}
    return Change(FOLLOWS, "", "", deltas=means_with(grid, sheet, new), scores={sheet: new})


def coverage_threshold(
    grid: Grid, places: Places, thresholds: Mapping[str, Decimal], differing: frozenset[Key]
) -> Iterator[Change]:
    """A threshold that separates the published aggregates from the others, in all cycles or in
    one."""
    cycles = sorted(grid.members)
    for chosen in ([cycles] if len(cycles) > 1 else []) + [[c] for c in cycles]:
        cells = {key: share for key, share in grid.coverage.items() if key[0] in chosen}
        there = [share for key, share in cells.items() if key in grid.published]
        absent = [share for key, share in cells.items() if key not in grid.published]
        low, high = max(absent, default=Decimal(0)), min(there, default=Decimal(100))
        if low >= high:
            continue
        named = [
            f"{limit.normalize():f} % as in edition {e}"
            for e, limit in thresholds.items()
            if low < limit <= high
        ]
        subject = (
            named[0] if named else f"above {low.normalize():f} % and up to {high.normalize():f} %"
        )
        shown = {
            key: key in grid.published
            for key in cells
            if grid.shown.get(key, False) != (key in grid.published)
        }
        where = f"in cycle{'s' if len(chosen) > 1 else ''} {listed(map(str, chosen))}"
        text = "Aggregates were published from a coverage of {}"
        yield Change(COVERAGE, subject, text, where, shown=shown)


def _hundredths(places: int) -> int:
    return 100 * int(10**places)


def _cut(places: int) -> Rounding:
    def rounded(total: int, count: int, unit: int) -> int:
        step = unit // _hundredths(places)
        return total // (count * step) * step

    return rounded


def _up(places: int) -> Rounding:
    def rounded(total: int, count: int, unit: int) -> int:
        step = unit // _hundredths(places)
        return -(-total // (count * step)) * step

    return rounded


def _nearest(places: int) -> Rounding:
    def rounded(total: int, count: int, unit: int) -> int:
        step = unit // _hundredths(places)
        return half_up(total, count * step) * step

    return rounded


RULES: dict[str, Callable[[int], Rounding]] = {
    "rounded": _nearest,
    "cut off": _cut,
    "rounded up": _up,
}


def another_rounding(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """Values cut off or rounded otherwise, or means taken over rounded values: of all cells, or of
    one kind only."""
    for where, sheets in scopes(grid, places):
        chosen = set(sheets)
        cells = [
            key
            for key in grid.ours
            if key[:2] in chosen and grid.shown.get(key) and key in grid.published
        ]
        kinds = {
            "Values": cells,
            "Values of countries": [k for k in cells if grid.is_country(k)],
            "Aggregates": [k for k in cells if not grid.is_country(k)],
        }
        finest = min((grid.tolerance[key] for key in cells), default=grid.unit)
        for decimals in range(DIGITS - 2):
            if grid.unit // _hundredths(decimals) < finest:
                break  # finer than what was published: it would change nothing
            for how, rule in RULES.items():
                manner = f"{how} to {decimals} decimals"
                for what, keys in kinds.items():
                    text, rounded = f"{what} were {{}}", dict.fromkeys(keys, rule(decimals))
                    yield Change(ROUNDING, manner, text, where, rounded=rounded, wide=True)
                yield _mean_of_rounded(grid, sheets, rule(decimals), manner, where)


def _mean_of_rounded(
    grid: Grid, sheets: Sequence[Sheet], rule: Rounding, manner: str, where: str
) -> Change:
    deltas: dict[Key, tuple[int, int]] = {}
    for sheet in sheets:
        new = {party: rule(value, 1, grid.unit) for party, value in grid.scores[sheet].items()}
        deltas |= means_with(
            grid, sheet, {p: v for p, v in new.items() if v != grid.scores[sheet][p]}
        )
    return Change(ROUNDING, manner, "Means were taken over scores {}", where, deltas)
