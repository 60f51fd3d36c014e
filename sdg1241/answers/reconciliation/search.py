"""The search: the change that makes most differences vanish, then the next, until none fits.

A change is taken only if every difference in the cells that it touches vanishes and none appears.
What explains most comes first; of equals, the kind that the order of `change.ORDER` names first,
then the widest scope. Where two changes overlap, both at once are tried, each of which must make
some difference vanish by itself; they are preferred where they explain more than the best two that
fit one by one.

A change that meets a single mean by chance explains nothing. It is refused where candidates lie so
close together that one of them would meet any number, or where more than `MANY` fit equally well.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from .change import BY_VALUE, ORDER, Change, Verdict, applied, judge, together
from .grid import DIFFERS, Grid, Key
from .tables import published_instead

Generate = Callable[[Grid, frozenset[Key]], Iterable[Change]]
CHANCE = 0.1
MANY = 6
PARTIAL = 60


@dataclass(frozen=True)
class Explanation:
    """One accepted change.

    Attributes:
        changes: the change, with every other of its kind that fits equally well.
        others: changes of other kinds that would fit as well.
        fixed: the cells that it explains.
        before: the grid without it, from which the evidence is taken.
        after: the grid with it.
    """

    changes: tuple[Change, ...]
    others: tuple[Change, ...]
    fixed: frozenset[Key]
    before: Grid
    after: Grid


def search(grid: Grid, wide: Generate, narrow: Generate) -> list[Explanation]:
    """Explain what can be explained.

    Args:
        grid: our values and the published ones.
        wide: candidates about whole tables, tried first while they fit.
        narrow: candidates about single countries and groups.
    """
    found = _while_found(grid, wide)
    grid = found[-1].after if found else grid
    followed = _follow(grid)
    found += followed
    grid = followed[-1].after if followed else grid
    found += _while_found(grid, lambda g, d: [*wide(g, d), *narrow(g, d)], pairs=True)
    return found


def _while_found(grid: Grid, generate: Generate, pairs: bool = False) -> list[Explanation]:
    found: list[Explanation] = []
    while differing := grid.differing():
        candidates = list(generate(grid, differing))
        verdicts = [v for c in candidates if (v := judge(grid, c, differing))]
        steps = _best(grid, [v for v in verdicts if v.accepted(grid)], candidates)
        if pairs:
            two = _two(grid, verdicts, differing)
            steps = two if _covered(two) > _covered(steps[:2]) else steps
        if not steps:
            break
        found += steps
        grid = steps[-1].after
    return found


def _covered(steps: Sequence[Explanation]) -> int:
    return sum(len(step.fixed) for step in steps)


def _best(
    grid: Grid, accepted: Sequence[Verdict], candidates: Sequence[Change]
) -> list[Explanation]:
    """The accepted changes that explain most, each with those that fit equally well, as far as they
    do not overlap."""
    same: dict[frozenset[Key], list[Change]] = {}
    for verdict in accepted:
        same.setdefault(verdict.fixed, []).append(verdict.change)
    found: list[Explanation] = []
    taken: set[Key] = set()
    density: dict[Key, float] = {}
    for fixed in sorted(
        same, key=lambda f: (-len(f), min(ORDER.index(c.kind) for c in same[f]), min(f))
    ):
        equal = sorted(same[fixed], key=lambda c: ORDER.index(c.kind))
        touched = frozenset().union(*(c.touched() for c in equal))
        alike = [c for c in equal if c.kind == equal[0].kind]
        chosen = _distinct(alike)
        guess = len({(c.subject, c.text) for c in equal}) > MANY or _by_chance(
            grid, equal[0], fixed, candidates, density
        )
        if taken.isdisjoint(touched) and not guess:
            taken |= touched
            after = applied(grid, chosen[0])
            found.append(Explanation(chosen, tuple(equal[len(alike) :]), fixed, grid, after))
            grid = after
        elif not taken.isdisjoint(fixed):
            taken |= touched
    return found


def _by_chance(
    grid: Grid,
    change: Change,
    fixed: frozenset[Key],
    candidates: Sequence[Change],
    density: dict[Key, float],
) -> bool:
    """Whether candidates lie so close together that one would probably meet whatever was published.

    For each mean that the change explains: the part of the range of all candidates' results that
    lies within the tolerance of one of them. For each value that it finds in another place or
    unit: the part of the table's values that are alike. The product, times the number of
    differences or of such candidates, is the chance, on the safe side.
    """
    by_value = change.kind in BY_VALUE
    if change.wide or (change.shown and not by_value):
        return False
    chance = float(change.tries or len(grid.differing()))
    for key in sorted(fixed):
        if by_value:
            chance *= _alike(grid, key)
        else:
            if key not in density:
                density[key] = _density(grid, key, candidates)
            chance *= density[key]
        if chance <= CHANCE:
            return False
    return True


def _alike(grid: Grid, key: Key) -> float:
    """The part of the published values of a table, of countries or of areas, that are like one of
    them; a blank is no evidence."""
    if key not in grid.published:
        return 1.0
    kind, value = grid.is_country(key), grid.published[key]
    values = [
        theirs
        for other, theirs in grid.published.items()
        if other[:2] == key[:2] and grid.is_country(other) == kind
    ]
    return sum(abs(v - value) <= grid.tolerance[key] for v in values) / len(values)


def _density(grid: Grid, key: Key, candidates: Sequence[Change]) -> float:
    width = 2 * grid.tolerance.get(key, 0) + 1
    slots = set()
    for change in candidates:
        if key in change.deltas and not change.wide:
            total, count = change.after(grid, key)[0]
            if count > 0:
                slots.add(total // (count * width))
    return len(slots) / (max(slots) - min(slots) + 1) if slots else 1.0


def _follow(grid: Grid) -> list[Explanation]:
    """Take the published values of countries whose difference nothing explains, where no mean
    speaks against it.

    Means that then agree differ for that reason alone; the country values themselves stay
    unexplained.
    """
    found = []
    for sheet in sorted(grid.scores):
        parties = [
            p
            for p in sorted(grid.scores[sheet])
            if grid.status((*sheet, grid.countries[p])) == DIFFERS
        ]
        if not parties:
            continue
        change, differing = published_instead(grid, sheet, parties), grid.differing()
        verdict = judge(grid, change, differing)
        if verdict:
            after = applied(grid, change)
            found.append(Explanation((change,), (), verdict.fixed, grid, after))
            grid = after
    return found


def _two(grid: Grid, verdicts: Sequence[Verdict], differing: frozenset[Key]) -> list[Explanation]:
    """Two changes at once, as two explanations; empty where no two fit, or too many pairs do."""
    partial = sorted(
        (v for v in verdicts if v.fixed), key=lambda v: (-len(v.fixed), ORDER.index(v.change.kind))
    )
    fitting: dict[frozenset[Key], list[tuple[Change, Change]]] = {}
    for first, second in combinations(partial[:PARTIAL], 2):
        if first.fixed == second.fixed or first.left.isdisjoint(second.change.touched()):
            continue
        both = judge(grid, together(first.change, second.change), differing)
        if both and not both.left and both.fixed > first.fixed | second.fixed:
            fitting.setdefault(both.fixed, []).append((first.change, second.change))
    if not fitting:
        return []
    fixed = max(fitting, key=lambda f: (len(f), sorted(f)))
    one, other = fitting[fixed][0]
    firsts = _distinct(
        [a for a, b in fitting[fixed] if (b.subject, b.text) == (other.subject, other.text)]
    )
    seconds = _distinct(
        [b for a, b in fitting[fixed] if (a.subject, a.text) == (one.subject, one.text)]
    )
    if max(len(firsts), len(seconds)) > MANY or _by_chance(
        grid, one, fixed, [v.change for v in verdicts], {}
    ):
        return []
    middle = applied(grid, one)
    end = applied(middle, other)
    after_first = middle.differing()
    return [
        Explanation(firsts, (), differing - after_first, grid, middle),
        Explanation(seconds, (), after_first - end.differing(), middle, end),
    ]


def _distinct(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Changes that say something different, each in its widest scope, which comes first."""
    widest = {(c.subject, c.text): c for c in reversed(changes)}
    return tuple(c for c in changes if widest[c.subject, c.text] is c)
