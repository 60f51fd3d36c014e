"""The split of a change into three parts that add up to it exactly, as fractions of a score of 1.

A score is points / maximum. For a Party in both runs, with `given` the points that the second run's
items would earn if each item that answers to one of the first run (see `matching`) were received or
missing as it was there, and every item that the second run alone asks as it is there:

- from rules = given / maximum B - points A / maximum A: what is asked, and its worth, has changed,
  and nothing else;
- from transmissions = points B / maximum B - given / maximum B: what was sent has changed, and
  nothing else.

Two runs of one register under two editions thus differ by rules alone, two registers under one
edition by transmissions alone.

A mean changes also because others are counted. Over the areas that are counted in both means, the
mean of each part is the part of the mean; from membership = the change of the mean less the change
over those areas. Where no area is counted in both, all of the change is from membership. The
transmission rate of a country is such a mean over its conventions, and the mean rate of an area a
mean of those, its membership part holding both. `from_members` tells that part apart by member.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ...scoring.percent import DECIMALS, rounded
from .matching import Item, Matched

ZERO = Fraction(0)


@dataclass(frozen=True)
class Parts:
    """A change by what it comes from."""

    transmissions: Fraction = ZERO
    rules: Fraction = ZERO
    membership: Fraction = ZERO

    def __iter__(self) -> Iterator[Fraction]:
        return iter((self.transmissions, self.rules, self.membership))

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def __truediv__(self, number: int) -> "Parts":
        return Parts(*(part / number for part in self))


@dataclass(frozen=True)
class Split:
    """Two values and the parts of the change from one to the other: `b - a == sum(parts)`."""

    a: Fraction
    b: Fraction
    parts: Parts


def score_of(items: Sequence[Item]) -> Fraction:
    """Points over maximum. A maximum is above 0: a convention that asks nothing has no score."""
    return sum((i.worth for i in items if i.earned), ZERO) / sum((i.worth for i in items), ZERO)


def split_score(a: Sequence[Item], b: Sequence[Item], matched: Matched) -> Split:
    """The split of one Party's score under one convention."""
    maximum = sum((i.worth for i in b), ZERO)
    given = sum((new.worth for old, new in matched.pairs if old.earned), ZERO)
    given += sum((i.worth for i in matched.only_b if i.earned), ZERO)
    before, after = score_of(a), score_of(b)
    return Split(before, after, Parts(after - given / maximum, given / maximum - before))


def split_mean(
    a: Mapping[str, Fraction], b: Mapping[str, Fraction], both: Mapping[str, Split]
) -> Split | None:
    """The split of a mean over members, from their values in each run and the splits of those in
    both.

    None where one of the means does not exist.
    """
    if not a or not b:
        return None
    before, after = mean(a.values()), mean(b.values())
    kept = [both[m] for m in sorted(a.keys() & b.keys())]
    if not kept:
        return Split(before, after, Parts(membership=after - before))
    transmissions = mean([s.parts.transmissions for s in kept])
    rules = mean([s.parts.rules for s in kept])
    return Split(before, after, Parts(transmissions, rules, after - before - transmissions - rules))


def from_members(a: Mapping[str, Fraction], b: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """What each member that is in one of two means alone does to the change.

    One that came lifts the second mean as far as its value lies above the mean of those in both,
    over the number of members; one that left took away as much from the first. They add up to the
    change less that of the mean of those in both. Where nobody is in both, that mean is 0.
    """
    kept = a.keys() & b.keys()
    base_a = mean([a[m] for m in sorted(kept)]) if kept else ZERO
    base_b = mean([b[m] for m in sorted(kept)]) if kept else ZERO
    came = {m: (b[m] - base_b) / len(b) for m in sorted(b.keys() - kept)}
    left = {m: (base_a - a[m]) / len(a) for m in sorted(a.keys() - kept)}
    return came | left


def mean(values: Collection[Fraction]) -> Fraction:
    """The simple mean of one value or more."""
    return sum(values, ZERO) / len(values)


def percent(value: Fraction, decimals: int = DECIMALS) -> Decimal:
    """A fraction of a score of 1 in percent, rounded half away from zero."""
    return rounded(100 * value, decimals)


def percents(change: Decimal, parts: Iterable[Fraction], decimals: int = DECIMALS) -> list[Decimal]:
    """The parts in percent, rounded so that they add up to `change`, which has as many decimals.

    Each is cut off, and the units that are missing go to the parts that lost most, the first of
    equals first; units too many are taken from the parts that lost least. A part that is exactly 0
    stays 0.
    """
    scaled = [part * 100 * 10**decimals for part in parts]
    units = [s.numerator // s.denominator for s in scaled]
    missing = int(rounded(change.scaleb(decimals), 0)) - sum(units)
    order = sorted(
        (n for n, part in enumerate(scaled) if part), key=lambda n: (units[n] - scaled[n], n)
    )
    step = 1 if missing > 0 else -1
    for at in range(abs(missing)):
        units[order[::step][at % len(order)]] += step
    return [Decimal(u).scaleb(-decimals) for u in units]
