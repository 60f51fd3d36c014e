"""Candidates about where a country is counted: another region, and groups that countries leave.

Each generator yields the widest scope first: all cycles, one cycle, one convention in one cycle.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from .change import DATE, REGION, Change
from .grid import Grid, Key, Sheet
from .places import Places, scopes, weigh

SPECIAL, WORLD = "special group", "world"


def another_region(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """A country counted in another region of the same level instead of its own, or in addition; or
    in no region."""
    hot = {key[2] for key in differing}
    cycle = min(grid.members)
    scored = {party for scores in grid.scores.values() for party in scores}
    for level, codes in places.levels.items():
        here = [code for code in codes if code in hot]
        if level in (SPECIAL, WORLD) or not here:
            continue
        for home in codes:
            for party in sorted(scored & grid.members[cycle].get(home, frozenset())):
                others = [
                    c for c in here if c != home and party not in grid.members[cycle].get(c, ())
                ]
                for where, sheets in scopes(grid, places):
                    yield from _moved(grid, places, party, home, others, hot, sheets, where)


def _moved(
    grid: Grid,
    places: Places,
    party: str,
    home: str,
    others: list[str],
    hot: set[str],
    sheets: list[Sheet],
    where: str,
) -> Iterator[Change]:
    name, own = places.names[party], places.names[home]
    less = weigh(grid, sheets, [home], party, -1)
    if home in hot and len(sheets) > 1:
        yield Change(
            REGION, name, f"{{}} was not counted in {own}", where, less, _join(sheets, {home: -1})
        )
    for other in others:
        more, new = weigh(grid, sheets, [other], party, 1), places.names[other]
        if home in hot:
            text, joined = (
                f"{{}} was counted in {new} instead of {own}",
                _join(sheets, {home: -1, other: 1}),
            )
            yield Change(REGION, name, text, where, {**less, **more}, joined)
        if len(sheets) > 1:
            text, joined = (
                f"{{}} was counted in {new} as well as in {own}",
                _join(sheets, {other: 1}),
            )
            yield Change(REGION, name, text, where, more, joined)


def _join(sheets: Iterable[Sheet], times: dict[str, int]) -> dict[Key, int]:
    return {(*sheet, code): n for sheet in sheets for code, n in times.items()}


def membership_dates(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """A group that countries leave, taken at another date; or one country in or out of such a
    group."""
    hot = {key[2] for key in differing}
    wide = [(where, sheets) for where, sheets in scopes(grid, places) if len(sheets) > 1]
    for code in places.levels.get(SPECIAL, ()):
        if code not in hot:
            continue
        exits, group = places.exits.get(code, {}), places.names[code]
        for where, sheets in wide:
            members = grid.members[sheets[0][0]][code]
            for day, said in _dates(exits):
                moved = {
                    m: -1 if m in members else 1
                    for m, left in exits.items()
                    if (left > day) != (m in members)
                }
                text = f"{group} was taken with its members of {{}}"
                joined = _join(sheets, {code: sum(moved.values())})
                yield Change(DATE, said, text, where, _all(grid, sheets, code, moved), joined)
            for party in sorted({p for s in sheets for p in grid.scores[s]}):
                name, inside = places.names[party], party in members
                text = (
                    f"{{}} was {'no longer' if inside else 'still' if party in exits else 'also'}"
                    f" counted in {group}"
                )
                times = -1 if inside else 1
                deltas = _all(grid, sheets, code, {party: times})
                yield Change(DATE, name, text, where, deltas, _join(sheets, {code: times}))


def _dates(exits: dict[str, date]) -> Iterator[tuple[date, str]]:
    """A day for each state of a group, and in words the days on which it was in that state."""
    days = sorted(set(exits.values()))
    if days:
        yield date.min, f"before {days[0]}"
    for day, after in pairwise(days):
        yield day, f"{day} to {after - timedelta(1)}"
    if days:
        yield days[-1], f"{days[-1]} or later"


def _all(
    grid: Grid, sheets: Iterable[Sheet], code: str, moved: dict[str, int]
) -> dict[Key, tuple[int, int]]:
    deltas: dict[Key, tuple[int, int]] = {}
    for sheet in sheets:
        counted = [
            (grid.scores[sheet][p], times) for p, times in moved.items() if p in grid.scores[sheet]
        ]
        if counted:
            deltas[(*sheet, code)] = (sum(v * t for v, t in counted), sum(t for _, t in counted))
    return deltas
