"""The change of one rate, of a Party or of an area, told exactly: by convention, by who is counted,
by item.

A Party is told as an area of which it is the only member. The change of a mean rate is the mean of
the changes of the rates in both runs, and what each member does that came or left. The change of a
rate in its turn is told by convention (`Sides.terms`), and that under a convention by item
(`effects`); so all of it adds up to the change, whatever the runs.
"""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from ...aggregation import ALL
from .effects import Event
from .sides import Sides
from .split import ZERO, Parts, Split, from_members, split_mean
from .subject import Subject, Values


@dataclass(frozen=True)
class Moved:
    """What happened to one item.

    Attributes:
        event: what happened.
        parties: to how many Parties.
        own: by how much that moved the score, or mean score, under the convention.
        part: by how much it moved the rate.
    """

    event: Event
    parties: int
    own: Fraction
    part: Fraction


@dataclass(frozen=True)
class Under:
    """One convention.

    Attributes:
        before, after: the scores that are counted, by Party.
        split: the change of the score, or of the mean score, by itself; None where a run has none.
        part: the part of the change of the rate; its membership is what joining or leaving the
            convention does, by Parties whose rate is in both runs.
        moved: the items behind it, of Parties that are counted in both runs, the largest effect
            first.
    """

    convention: str
    before: Values
    after: Values
    split: Split | None
    part: Parts
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Account:
    """The change of a rate: the parts of `under` and `members` add up to `split.b - split.a`.

    Attributes:
        before, after: the rates that are counted, by Party.
        split: the change of the rate; None where a run has none.
        under: each convention under which a run has a score.
        members: what each Party does that is counted in one run alone.
    """

    subject: Subject
    before: Values
    after: Values
    split: Split | None
    under: tuple[Under, ...]
    members: Values


def account(sides: Sides, subject: Subject, conventions: tuple[str, ...]) -> Account:
    """Tell the change of a subject's rate, the conventions in the order given."""
    before, after = subject.values(sides, ALL)
    split = split_mean(before, after, sides.rates)
    kept = sorted(before.keys() & after.keys())
    shares: dict[str, Parts] = defaultdict(Parts)
    for party in kept:
        for convention, parts in sides.terms[party].items():
            shares[convention] += parts / len(kept)
    under = tuple(_under(sides, subject, name, shares[name], kept) for name in conventions)
    return Account(
        subject,
        before,
        after,
        split,
        tuple(u for u in under if u.before or u.after),
        from_members(before, after) if split else {},
    )


def _under(sides: Sides, subject: Subject, convention: str, part: Parts, kept: list[str]) -> Under:
    before, after = subject.values(sides, convention)
    split = split_mean(before, after, sides.splits.get(convention, {}))
    return Under(
        convention, before, after, split, part, _moved(sides, convention, before, after, kept)
    )


@dataclass
class _Sum:
    parties: int = 0
    own: Fraction = ZERO
    weighted: Fraction = ZERO  # each amount over the number of conventions its Party has in both


def _moved(
    sides: Sides, convention: str, before: Values, after: Values, kept: list[str]
) -> tuple[Moved, ...]:
    counted = before.keys() & after.keys()
    shares = {party: Fraction(1, sides.in_both(party)) for party in kept if party in counted}
    sums: dict[Event, _Sum] = defaultdict(_Sum)
    for party in sorted(counted):
        for effect in sides.effects[party, convention]:
            found = sums[effect.event]
            found.parties += 1
            found.own += effect.amount
            found.weighted += effect.amount * shares.get(party, ZERO)
    moved = [
        Moved(
            event,
            found.parties,
            found.own / len(counted),
            found.weighted / len(kept) if kept else ZERO,
        )
        for event, found in sums.items()
    ]
    return tuple(sorted(moved, key=_largest_first))


def _largest_first(moved: Moved) -> tuple[Fraction, str, str, str]:
    event = moved.event
    return -abs(moved.own), event.obligation, event.item, event.happened
