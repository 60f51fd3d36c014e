"""The question itself: which grid, which candidates."""

from collections.abc import Iterator, Sequence

import polars as pl

from ...errors import InputError, UsageError
from ...rules import Rules
from ...scoring import Scored, parties_of, score
from ...submissions import Checked
from .answer import Reconciliation, answer
from .change import Change, listed
from .columns import shifted_rows, swapped_series
from .counted import party_counted, party_counted_everywhere
from .grid import Grid, Key, grid_of, scores_of
from .misplaced import swapped_values, wrong_code
from .places import places_of
from .regions import another_region, membership_dates
from .search import search
from .strangers import non_parties, parties_as_published
from .tables import another_edition, another_rounding, coverage_threshold
from .units import fractions, world_of_regions, zeros_left_out

CELL = ("series", "geo_area_m49", "time_period")
WIDE = (
    swapped_series,
    fractions,
    shifted_rows,
    swapped_values,
    wrong_code,
    zeros_left_out,
    world_of_regions,
)
NARROW = (
    party_counted,
    party_counted_everywhere,
    another_region,
    membership_dates,
    non_parties,
)


def reconcile(
    runs: Sequence[tuple[Checked, Scored]], rules: Rules, published: pl.DataFrame
) -> Reconciliation:
    """Compare computed values with published ones, all cycles together, and look for the reasons of
    differences.

    Args:
        runs: register and scores of each cycle; each cycle once.
        rules: what the conventions ask.
        published: series, geo_area_m49, time_period, value (percent). Cycles not in `runs` are left
            out; a cell given twice with the same value counts once.

    Raises:
        UsageError: a cycle is given twice, or nothing was published for any of them.
        InputError: the published table gives two values for one cell.
    """
    scored = [run for _, run in runs]
    cycles = [run.cycle.id for run in scored]
    if len(set(cycles)) < len(cycles):
        raise UsageError("Each cycle can be reconciled once. Give every cycle with its own input.")
    published, repeated = once(published.filter(pl.col("time_period").is_in(cycles)))
    others = _other_editions(runs, rules)
    grid = grid_of(scored, rules, published, [s for states in others.values() for s in states])
    if not grid.published:
        raise UsageError(
            f"Nothing was published for cycle {listed(map(str, cycles))}. Give another table or"
            " cycle."
        )
    shipped = _shipped_parties(scored, rules)
    places = places_of(rules, shipped)
    editions = {name: _sheets(states, grid.unit) for name, states in others.items()}
    thresholds = {e.id: e.coverage for e in rules.editions}

    def wide(state: Grid, differing: frozenset[Key]) -> Iterator[Change]:
        yield from another_edition(state, places, editions, differing)
        yield from coverage_threshold(state, places, thresholds, differing)
        yield from another_rounding(state, places, differing)
        yield from parties_as_published(state, places, differing)
        for generate in WIDE:
            yield from generate(state, places, differing)

    def narrow(state: Grid, differing: frozenset[Key]) -> Iterator[Change]:
        for generate in NARROW:
            yield from generate(state, places, differing)

    found = search(grid, wide, narrow)
    return answer(grid, found, rules, places, repeated)


def _other_editions(
    runs: Sequence[tuple[Checked, Scored]], rules: Rules
) -> dict[str, list[Scored]]:
    """The same registers under the other editions."""
    return {
        e.id: [score(c, rules, s.cycle.id, e.id, s.as_of) for c, s in runs if s.edition.id != e.id]
        for e in rules.editions
    }


def _sheets(states: Sequence[Scored], unit: int) -> dict[tuple[int, str], dict[str, int]]:
    return {sheet: values for state in states for sheet, values in scores_of(state, unit).items()}


def _shipped_parties(scored: Sequence[Scored], rules: Rules) -> frozenset[tuple[int, str, str]]:
    """(cycle, convention, party) of every Party at the period's end by the shipped Party status."""
    status = rules.reference.party_status
    rows = ((run.cycle.id, parties_of(status, run.cycle)) for run in scored)
    return frozenset(
        (cycle, c, p) for cycle, t in rows for c, p in t.select("convention", "party").iter_rows()
    )


def once(published: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each cell once, and the cells that stand there more than once with the same value."""
    distinct = published.unique((*CELL, "value"), maintain_order=True)
    torn = distinct.filter(pl.struct(CELL).is_duplicated())
    if not torn.is_empty():
        series, area, cycle = torn.select(CELL).row(0)
        problem = f"area {area} has two values of {series} for {cycle}"
        raise InputError("published table", problem, "Keep the one that was published.")
    return distinct, published.filter(pl.struct(CELL).is_duplicated()).unique(CELL).sort(CELL)
