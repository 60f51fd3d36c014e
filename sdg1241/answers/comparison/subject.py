"""Whose change is told: a Party or an area."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ...errors import UsageError
from ...rules import Rules
from ..naming import find_group, find_party, party_name
from .sides import Sides

Values = Mapping[str, Fraction]


@dataclass(frozen=True)
class Subject:
    """A Party, or an area with its members in each run. A Party is its own only member."""

    code: str
    name: str
    is_party: bool
    members_a: frozenset[str]
    members_b: frozenset[str]

    def values(self, sides: Sides, convention: str) -> tuple[Values, Values]:
        """What is counted in the mean of each run, by Party."""
        a = sides.a.counted(self.members_a, convention)
        return a, sides.b.counted(self.members_b, convention)


def subject_of(sides: Sides, rules: Rules, party: str | None, group: str | None) -> Subject:
    """The Party or group that a person means.

    Raises:
        UsageError: there is no such Party or group, or not exactly one of them is given.
    """
    if party is not None and group is None:
        return party_subject(rules, find_party(rules.reference, party))
    if group is not None and party is None:
        return area_subject(sides, rules, find_group(rules, group)[0])
    raise UsageError("Name one Party or one group.")


def party_subject(rules: Rules, code: str) -> Subject:
    """The Party with that code."""
    itself = frozenset({code})
    return Subject(code, party_name(rules.reference, code), True, itself, itself)


def area_subject(sides: Sides, rules: Rules, code: str) -> Subject:
    """The area with that code, with its members on the date of each run's edition."""
    of_a, of_b = (side.members.get(code, frozenset()) for side in (sides.a, sides.b))
    return Subject(code, find_group(rules, code)[1], False, of_a, of_b)


def conventions_of(sides: Sides, rules: Rules) -> tuple[str, ...]:
    """The conventions of either run, in the order of the rules."""
    order = {convention.id: n for n, convention in enumerate(rules.conventions)}
    known = sides.a.scores.keys() | sides.b.scores.keys()
    return tuple(sorted(known, key=lambda c: (order.get(c, len(order)), c)))
