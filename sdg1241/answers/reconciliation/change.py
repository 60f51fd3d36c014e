"""A change: one thing that may have been done otherwise in the published table, and what it does to
each cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .grid import Grid, Key, Rounding, Sheet

EDITION, PARTY, REGION, DATE = (
    "another edition",
    "Party counted or not",
    "another region",
    "membership date",
)
COVERAGE, ROUNDING, NON_PARTY = "coverage threshold", "rounding", "non-Party in a mean"
SERIES, SHIFTED, SWAPPED, CODE = (
    "series swapped",
    "shifted by a row",
    "values swapped",
    "wrong area code",
)
FRACTIONS, ZEROS, WORLD = (
    "fractions instead of percent",
    "zeros left out of means",
    "World as a mean of regions",
)
FOLLOWS = "follows from country values"
MISPLACED = (SHIFTED, SWAPPED, CODE)
BY_VALUE = (*MISPLACED, FRACTIONS)  # judged by how many values of the table are alike
ORDER = (
    *(EDITION, SERIES, FRACTIONS, *MISPLACED),
    *(PARTY, REGION, DATE, COVERAGE, ROUNDING, ZEROS, WORLD, NON_PARTY),
)


@dataclass(frozen=True)
class Change:
    """A candidate.

    Attributes:
        kind: one of `ORDER`.
        subject: what it is about, e.g. a country.
        text: the sentence, with `{}` where the subject stands.
        scope: where it holds, in words; blank where the sentence says it.
        deltas: what it adds to total and count of each cell that it touches.
        joined: how many countries join the area of a cell, whether or not they have a score.
        shown: cells that it lets appear or disappear.
        rounded: cells that it rounds otherwise.
        scores: country scores that it replaces.
        wide: it is about a whole table; see `Verdict.accepted`.
        tries: how many such candidates there were, which may meet by chance; 0: one a difference.
        free: cells that take their published value as given, so that their agreement is no
            evidence.
    """

    kind: str
    subject: str
    text: str
    scope: str = ""
    deltas: Mapping[Key, tuple[int, int]] = field(default_factory=dict)
    joined: Mapping[Key, int] = field(default_factory=dict)
    shown: Mapping[Key, bool] = field(default_factory=dict)
    rounded: Mapping[Key, Rounding] = field(default_factory=dict)
    scores: Mapping[Sheet, Mapping[str, int]] = field(default_factory=dict)
    wide: bool = False
    tries: int = 0
    free: frozenset[Key] = frozenset()

    def touched(self) -> frozenset[Key]:
        """The cells it bears on."""
        return frozenset().union(self.deltas, self.joined, self.shown, self.rounded)

    def after(self, grid: Grid, key: Key) -> tuple[tuple[int, int], bool, Rounding | None]:
        """Total and count, whether shown, and the rounding of a cell once the change is made.

        A mean that comes to cover enough countries appears, and one that no longer does disappears.
        """
        (total, count), (more, further) = grid.ours.get(key, (0, 0)), self.deltas.get(key, (0, 0))
        shown = self.shown.get(key, grid.shown.get(key, False))
        joined = self.joined.get(key, 0)
        if (further or joined) and key in grid.known and key not in self.shown:
            least, known = grid.threshold[key[0]], grid.known[key]
            before, after = (
                100 * count >= least * known,
                100 * (count + further) >= least * (known + joined),
            )
            shown = after if before != after else shown
        return (total + more, count + further), shown, self.rounded.get(key, grid.rounded.get(key))


@dataclass(frozen=True)
class Verdict:
    """What a change does: the differences it makes vanish, and those its cells have after it."""

    change: Change
    fixed: frozenset[Key]
    left: frozenset[Key]

    def accepted(self, grid: Grid) -> bool:
        """Whether every difference in the cells it touches vanishes.

        Of a wide one, every difference of a country and most of those of areas: another reason may
            overlap there.
        """
        if not self.fixed or not self.left:
            return bool(self.fixed)
        countries = sum(grid.is_country(k) for k in self.fixed)
        decided = self.change.wide and countries and not any(grid.is_country(k) for k in self.left)
        return bool(decided) and len(self.left) < len(self.fixed) - countries


def judge(grid: Grid, change: Change, differing: frozenset[Key]) -> Verdict | None:
    """Try a change; None where it creates a difference that was not there (a wide one: in a
    country's value)."""
    fixed, left = [], []
    touched = change.touched()
    if touched.isdisjoint(differing):
        return None
    for key in touched:
        if key[:2] not in grid.sheets:
            continue
        agrees = grid.agrees(key, *change.after(grid, key))
        if key not in differing:
            if not agrees and (not change.wide or grid.is_country(key)):
                return None
            if not agrees:
                left.append(key)
        elif agrees:
            fixed.append(key)
        else:
            left.append(key)
    return Verdict(change, frozenset(fixed), frozenset(left))


def applied(grid: Grid, change: Change) -> Grid:
    """The grid once the change is made."""
    ours, shown, rounded, known = (
        dict(grid.ours),
        dict(grid.shown),
        dict(grid.rounded),
        dict(grid.known),
    )
    for key in change.touched():
        value, is_shown, rounding = change.after(grid, key)
        ours[key], shown[key] = value, is_shown
        if rounding:
            rounded[key] = rounding
    for key, more in change.joined.items():
        known[key] = known.get(key, 0) + more
    scores = {sheet: {**grid.scores.get(sheet, {}), **new} for sheet, new in change.scores.items()}
    return replace(
        grid, ours=ours, shown=shown, rounded=rounded, known=known, scores={**grid.scores, **scores}
    )


def together(first: Change, second: Change) -> Change:
    """Both changes at once."""
    deltas = dict(first.deltas)
    for key, (total, count) in second.deltas.items():
        before = deltas.get(key, (0, 0))
        deltas[key] = (before[0] + total, before[1] + count)
    joined = {
        k: first.joined.get(k, 0) + second.joined.get(k, 0)
        for k in first.joined.keys() | second.joined.keys()
    }
    return replace(
        first,
        deltas=deltas,
        joined=joined,
        shown={**first.shown, **second.shown},
        rounded={**first.rounded, **second.rounded},
        scores={**first.scores, **second.scores},
        wide=False,
        free=first.free | second.free,
    )


def listed(names: Iterable[str], last: str = "and") -> str:
    """`A, B and C`."""
    *rest, end = list(names) or [""]
    return f"{', '.join(rest)} {last} {end}" if rest else end
