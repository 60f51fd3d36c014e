"""Candidates about who is counted where: a Party counted or not, another region, membership dates,
non-Parties.

Each generator yields the widest scope first: all cycles, one cycle, one convention in one cycle.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from ...rules import Rules
from .change import DATE, NON_PARTY, PARTY, REGION, Change, listed
from .grid import ONLY_HERE, ONLY_THERE, Grid, Key, Sheet

SPECIAL, WORLD = "special group", "world"
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


def parties_as_published(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """Exactly the countries with a published value counted as Parties, where ours are others."""
    status = {
        (s, p): grid.status((*s, m49))
        for s in grid.scores
        for p, m49 in sorted(grid.countries.items())
    }
    for where, sheets in scopes(grid, places):
        chosen = [s for s in sheets if s in grid.sheets]
        more = {
            s: [p for p in sorted(grid.countries) if status[s, p] == ONLY_THERE] for s in chosen
        }
        fewer = {
            s: [p for p in sorted(grid.countries) if status[s, p] == ONLY_HERE] for s in chosen
        }
        told = []
        if any(more.values()):
            told.append(
                f"{_names(places, more)}, not Parties here, were counted with their published"
                " values"
            )
        if any(fewer.values()):
            told.append(f"{_names(places, fewer)} were not counted as Parties")
        if sum(map(len, (*more.values(), *fewer.values()))) > 1:
            change = _added(
                grid,
                more,
                NON_PARTY if any(more.values()) else PARTY,
                " and ".join(told),
                "{}",
                where,
            )
            yield _less(grid, change, fewer)


def _names(places: Places, parties: dict[Sheet, list[str]]) -> str:
    return listed(sorted({places.names[p] for some in parties.values() for p in some}))


def _less(grid: Grid, change: Change, fewer: dict[Sheet, list[str]]) -> Change:
    """The change, and some Parties of ours not counted."""
    deltas, shown = dict(change.deltas), dict(change.shown)
    for sheet, parties in fewer.items():
        for party in parties:
            shown[*sheet, grid.countries[party]] = False
            for key, (less, one) in weigh(
                grid, [sheet], groups_of(grid, sheet[0], party), party, -1
            ).items():
                total, count = deltas.get(key, NOTHING)
                deltas[key] = (total + less, count + one)
    return replace(change, deltas=deltas, shown=shown, wide=True)


def non_parties(grid: Grid, places: Places, differing: frozenset[Key]) -> Iterator[Change]:
    """Countries without a score of ours, counted with the value published for them; Parties to
    others only, as 0."""
    extra = {
        s: [p for p, m49 in grid.countries.items() if grid.status((*s, m49)) == ONLY_THERE]
        for s in grid.scores
    }
    known = {party for scores in grid.scores.values() for party in scores}
    for sheet, parties in extra.items():
        where = under(places, sheet)
        for party in sorted(parties):
            name = places.names[party]
            is_party = (*sheet, party) in places.parties
            kind, what = (
                (PARTY, "a Party by the shipped status") if is_party else (NON_PARTY, "not a Party")
            )
            yield _added(grid, {sheet: [party]}, kind, name, f"{{}}, {what}, was counted", where)
            cell = (*sheet, grid.countries[party])
            text = f"{{}}, {what}, has a published value and was counted in no mean"
            same = dict.fromkeys(
                ((*sheet, code) for code in groups_of(grid, sheet[0], party)), NOTHING
            )
            given = {**same, cell: (grid.published[cell], 1)}
            yield Change(kind, name, text, where, given, shown={cell: True}, free=frozenset({cell}))
        for party in sorted(known - grid.scores[sheet].keys() - set(parties)):
            groups = groups_of(grid, sheet[0], party)
            name = places.names[party]
            text = "{}, not a Party, was counted in every mean with 0"
            yield Change(NON_PARTY, name, text, where, {(*sheet, code): (0, 1) for code in groups})
            for code in groups:
                if (*sheet, code) in differing:
                    text = (
                        f"{{}}, not a Party, was counted in the mean of {places.names[code]} with 0"
                    )
                    yield Change(NON_PARTY, name, text, where, {(*sheet, code): (0, 1)})


def _added(
    grid: Grid, added: dict[Sheet, list[str]], kind: str, subject: str, text: str, where: str
) -> Change:
    """Countries counted in every mean with their published values."""
    deltas: dict[Key, tuple[int, int]] = {}
    scores: dict[Sheet, dict[str, int]] = {}
    for sheet, parties in added.items():
        for party in parties:
            cell = (*sheet, grid.countries[party])
            value = grid.published[cell]
            scores.setdefault(sheet, {})[party] = value
            for key in (cell, *((*sheet, code) for code in groups_of(grid, sheet[0], party))):
                total, count = deltas.get(key, NOTHING)
                deltas[key] = (total + value, count + 1)
    cells = frozenset((*s, grid.countries[p]) for s, parties in added.items() for p in parties)
    return Change(
        kind,
        subject,
        text,
        where,
        deltas,
        shown=dict.fromkeys(cells, True),
        scores=scores,
        free=cells,
    )
