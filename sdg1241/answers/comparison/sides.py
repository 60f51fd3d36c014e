"""Two finished runs side by side, exact: what comparisons are made of."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...aggregation import ALL, group_members
from ...errors import InputError, UsageError
from ...rules import Rules
from ...runs import AGAIN, Run
from .effects import Effect, effects
from .matching import Duty, Item, Matched, items_by_party, match
from .split import Parts, Split, from_members, mean, percent, score_of, split_mean, split_score


@dataclass(frozen=True)
class Side:
    """One run.

    Attributes:
        run: the finished run.
        items: what is asked of each Party under each convention.
        scores: by convention and Party, as fractions of 1; Parties that are no area included.
        rates: of each country, as fractions of 1; none in a run of some conventions only.
        members: who belongs to each area.
        aggregates: rows of the run's aggregates by area and convention.
    """

    run: Run
    items: Mapping[Duty, list[Item]]
    scores: Mapping[str, Mapping[str, Fraction]]
    rates: Mapping[str, Fraction]
    members: Mapping[str, frozenset[str]]
    aggregates: Mapping[tuple[str, str], Mapping[str, Any]]

    def counted(self, members: Set[str], convention: str) -> dict[str, Fraction]:
        """What is counted in a mean over members: the score, or the rate, of each that has one."""
        values = self.rates if convention == ALL else self.scores.get(convention, {})
        return {party: value for party, value in values.items() if party in members}

    def of_party(self, party: str) -> dict[str, Fraction]:
        """The scores of one Party that its rate is the mean of, by convention."""
        counted = ((c, self.scores[c]) for c in self.scores if c in self.run.of_indicator)
        return {c: values[party] for c, values in counted if party in values}


@dataclass(frozen=True)
class Sides:
    """Two runs, and what lies between them.

    Attributes:
        matched: the items of both, for each Party and convention in both runs.
        scores: the split of each score that is in both.
        rates: the split of each rate that is in both.
    """

    a: Side
    b: Side
    matched: Mapping[Duty, Matched]
    scores: Mapping[Duty, Split]
    rates: Mapping[str, Split]

    def refuse_choice(self) -> None:
        """Stop where a run covers some conventions only. Raises UsageError."""
        if chosen := self.a.run.chosen or self.b.run.chosen:
            raise UsageError(
                f"A run of some conventions only ({', '.join(chosen)}) has no rate over all, so"
                " there is none whose change could be told. Compare runs of all conventions."
            )

    @cached_property
    def effects(self) -> dict[Duty, tuple[Effect, ...]]:
        """What each item does to the score of a Party under a convention in both runs."""
        return {d: effects(self.a.items[d], self.b.items[d], m) for d, m in self.matched.items()}

    @cached_property
    def terms(self) -> dict[str, dict[str, Parts]]:
        """The change of each rate that is in both runs, by convention: an equal share of what lies
        between the scores in both, and what joining or leaving the convention does."""
        return {party: self._terms(party) for party in self.rates}

    def _terms(self, party: str) -> dict[str, Parts]:
        a, b = self.a.of_party(party), self.b.of_party(party)
        kept = a.keys() & b.keys()
        shares = {c: self.scores[party, c].parts / len(kept) for c in kept}
        lone = from_members(a, b)
        return shares | {c: Parts(membership=amount) for c, amount in lone.items()}

    def in_both(self, party: str) -> int:
        """Under how many conventions a Party has a score in both runs."""
        return len(self.a.of_party(party).keys() & self.b.of_party(party).keys())

    @cached_property
    def splits(self) -> dict[str, dict[str, Split]]:
        """The splits of the scores under each convention, and of the rates (`all`), by Party."""
        found: dict[str, dict[str, Split]] = {c: {} for c in self.a.scores.keys() | self.b.scores}
        for (party, convention), split in self.scores.items():
            found[convention][party] = split
        return found | {ALL: dict(self.rates)}


def sides_of(a: Run, b: Run, rules: Rules) -> Sides:
    """Lay two runs side by side. Raises UsageError and InputError as `compare` does."""
    first, second = _side(a, rules), _side(b, rules)
    duties = [duty for duty in first.items if duty in second.items]
    matched = {d: match(first.items[d], second.items[d]) for d in duties}
    scores = {d: split_score(first.items[d], second.items[d], matched[d]) for d in duties}
    rates = {}
    for party in sorted(first.rates.keys() & second.rates.keys()):
        before, after = first.of_party(party), second.of_party(party)
        kept = {c: scores[party, c] for c in before.keys() & after.keys()}
        split = split_mean(before, after, kept)
        assert split is not None  # a rate is the mean of one score or more
        rates[party] = split
    return Sides(first, second, matched, scores, rates)


def _side(run: Run, rules: Rules) -> Side:
    items = items_by_party(run.tables["audit"])
    scores: dict[str, dict[str, Fraction]] = {}
    of_country: dict[str, list[Fraction]] = {}
    countries = set(rules.reference.areas["iso3"])
    for (party, convention), asked in sorted(items.items()):
        value = score_of(asked)
        scores.setdefault(convention, {})[party] = value
        if party in countries and convention in run.of_indicator and not run.chosen:
            of_country.setdefault(party, []).append(value)
    members: dict[str, set[str]] = {}
    in_force = group_members(rules, rules.edition(run.edition))
    for code, party in in_force.select("group_m49", "party").iter_rows():
        members.setdefault(code, set()).add(party)
    table = run.tables["aggregates"].select(
        "group_m49", "convention", "mean_score", "parties", "parties_meeting"
    )
    side = Side(
        run,
        items,
        scores,
        {party: mean(values) for party, values in of_country.items()},
        {code: frozenset(parties) for code, parties in members.items()},
        {(row["group_m49"], row["convention"]): row for row in table.iter_rows(named=True)},
    )
    _refuse_what_does_not_follow(side)
    return side


def _refuse_what_does_not_follow(side: Side) -> None:
    for (code, convention), row in side.aggregates.items():
        values = side.counted(side.members.get(code, frozenset()), convention)
        if not values or percent(mean(values.values())) != row["mean_score"]:
            problem = (
                f"the mean of {code} under {convention} does not follow from audit.csv and the"
                " groups in use"
            )
            raise InputError(side.run.folder or "the run", problem, AGAIN)
