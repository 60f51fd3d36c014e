"""What each item does to a Party's score, so that the effects add up to the change exactly.

With `before` the score of the first run, as a fraction of 1, and `maximum` that of the second:

- an item received now whose match was missing earns its worth / maximum, one that is missing now
  loses it: from transmissions;
- an item that the second run alone asks moves the score by worth x (1 - before) / maximum if it is
  there, and by -worth x before / maximum if it is missing: it lifts the score as far as it lies
  above it. An item that is asked no more does the opposite. One that is worth something else counts
  for the difference of its worths, as it was there or missing before. All of this is from rules.

An item that stayed as it was does nothing. The effects of one cause add up to that part of
`split.split_score`, since the items of the first run, each less `before`, add up to 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .matching import Item, Matched
from .split import ZERO, score_of

TRANSMISSIONS, RULES = "transmissions", "rules"
GAINED, LOST, REWEIGHTED = "gained", "lost", "worth changed"
ASKED_RECEIVED, ASKED_MISSING = "newly asked, received", "newly asked, missing"
DROPPED_RECEIVED, DROPPED_MISSING = "no longer asked, received", "no longer asked, missing"


@dataclass(frozen=True)
class Event:
    """What happened to an item; the same for every Party to which it happened.

    Attributes:
        obligation, item: as the second run asks it, or as the first did where the second does not.
        instead_of: the item of the first run that it answers to, where that has another key.
        happened: one of the words above.
        cause: transmissions or rules.
    """

    obligation: str
    item: str
    instead_of: str | None
    happened: str
    cause: str


@dataclass(frozen=True)
class Effect:
    """An event and by how much it moved a score of 1."""

    event: Event
    amount: Fraction


def effects(a: Sequence[Item], b: Sequence[Item], matched: Matched) -> tuple[Effect, ...]:
    """The effects of all items of one Party under one convention; their sum is the change."""
    before = score_of(a)
    maximum = sum((item.worth for item in b), ZERO)
    return tuple(
        Effect(event, amount / maximum)
        for event, amount in (*_of_pairs(matched, before), *_of_lone_items(matched, before))
    )


def _of_pairs(matched: Matched, before: Fraction) -> Iterator[tuple[Event, Fraction]]:
    for old, new in matched.pairs:
        instead_of = old.key if old.key != new.key else None
        what = new.obligation, new.key, instead_of
        if new.earned and not old.earned:
            yield Event(*what, GAINED, TRANSMISSIONS), new.worth
        if old.earned and not new.earned:
            yield Event(*what, LOST, TRANSMISSIONS), -new.worth
        if old.worth != new.worth:
            yield Event(*what, REWEIGHTED, RULES), (new.worth - old.worth) * (old.earned - before)


def _of_lone_items(matched: Matched, before: Fraction) -> Iterator[tuple[Event, Fraction]]:
    for item in matched.only_b:
        happened = ASKED_RECEIVED if item.earned else ASKED_MISSING
        event = Event(item.obligation, item.key, None, happened, RULES)
        yield event, item.worth * (item.earned - before)
    for item in matched.only_a:
        happened = DROPPED_RECEIVED if item.earned else DROPPED_MISSING
        event = Event(item.obligation, item.key, None, happened, RULES)
        yield event, -item.worth * (item.earned - before)
