"""Candidates about countries that only one side counts as Parties."""

from collections.abc import Iterator
from dataclasses import replace

from .change import NON_PARTY, PARTY, Change, listed
from .grid import ONLY_HERE, ONLY_THERE, Grid, Key, Sheet
from .places import NOTHING, Places, groups_of, scopes, under, weigh


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
