"""The question itself, and its answer as tables."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from ...aggregation import ALL, group_members
from ...errors import InputError
from ...rules import Rules
from ...runs import AGAIN, Run
from ..table import answer_table
from .matching import Duty, Item, Matched, items_by_party, match
from .split import Split, percent, percents, score_of, split_mean, split_score

BOTH, ENTERED, LEFT = "both", "entered", "left"


@dataclass(frozen=True)
class Comparison:
    """The answer.

    Attributes:
        aggregates: one row per area and convention (`all`: transmission rates): both means, the
            change and its three parts (percentage points, adding up exactly), Parties counted and
            Parties meeting in each run.
        parties: one row per Party and convention: both scores, the change and its two parts, the
            items behind it.
        splits: the exact parts behind `aggregates`, by (area, convention), as fractions of a score
            of 1.
    """

    aggregates: pl.DataFrame
    parties: pl.DataFrame
    splits: Mapping[tuple[str, str], Split]

    def tables(self) -> dict[str, pl.DataFrame]:
        """All tables by name, the Parties first."""
        return {"parties": self.parties, "aggregates": self.aggregates}


@dataclass(frozen=True)
class _Side:
    """One run: items, scores of countries and their rates, the areas with their members, its
    aggregates, and the conventions that the rates are the mean of."""

    items: dict[Duty, list[Item]]
    scores: dict[str, dict[str, Fraction]]
    rates: dict[str, Fraction]
    members: dict[str, frozenset[str]]
    aggregates: dict[tuple[str, str], dict[str, Any]]
    rated: frozenset[str]


def compare(a: Run, b: Run, rules: Rules) -> Comparison:
    """Compare two finished runs: of two cycles, editions, as-of dates or registers.

    Who belongs to which group is taken from the reference tables at the date of each run's edition.

    Raises:
        UsageError: an edition of a run is not known.
        InputError: a run's aggregates do not follow from its audit and the reference tables in use.
    """
    first, second = _side(a, rules), _side(b, rules)
    matched = {
        d: match(first.items[d], second.items[d]) for d in first.items.keys() & second.items.keys()
    }
    both = {d: split_score(first.items[d], second.items[d], m) for d, m in matched.items()}
    names = dict(
        rules.reference.groups.unique(("group_m49", "group"))
        .select("group_m49", "group")
        .iter_rows()
    )
    rows, splits = [], {}
    for code, convention in sorted(first.aggregates.keys() | second.aggregates.keys()):
        before, after = _values(first, code, convention), _values(second, code, convention)
        split = split_mean(
            before, after, _splits(first, second, both, convention, before.keys() & after.keys())
        )
        if split:
            splits[code, convention] = split
        rows.append(
            _aggregate_row(code, names[code], convention, first, second, before, after, split)
        )
    return Comparison(
        answer_table("compare_aggregates", rows),
        answer_table("compare_parties", _party_rows(first, second, matched, both, rules)),
        splits,
    )


def _side(run: Run, rules: Rules) -> _Side:
    items = items_by_party(run.tables["audit"])
    areas = set(rules.reference.areas["iso3"])
    scores: dict[str, dict[str, Fraction]] = {}
    of_party: dict[str, list[Fraction]] = {}
    for (party, convention), asked in sorted(items.items()):
        if party in areas:
            value = score_of(asked)
            scores.setdefault(convention, {})[party] = value
            if convention in run.of_indicator:
                of_party.setdefault(party, []).append(value)
    members: dict[str, set[str]] = {}
    in_force = group_members(rules, rules.edition(run.edition))
    for code, party in in_force.select("group_m49", "party").iter_rows():
        members.setdefault(code, set()).add(party)
    table = run.tables["aggregates"].select(
        "group_m49", "convention", "mean_score", "parties", "parties_meeting"
    )
    side = _Side(
        items,
        scores,
        {} if run.chosen else {p: Fraction(sum(v), len(v)) for p, v in of_party.items()},
        {code: frozenset(parties) for code, parties in members.items()},
        {(row["group_m49"], row["convention"]): row for row in table.iter_rows(named=True)},
        run.of_indicator,
    )
    for (code, convention), row in side.aggregates.items():
        values = _values(side, code, convention)
        if not values or percent(Fraction(sum(values.values()), len(values))) != row["mean_score"]:
            problem = (
                f"the mean of {code} under {convention} does not follow from audit.csv and the"
                " groups in use"
            )
            raise InputError(run.folder or "the run", problem, AGAIN)
    return side


def _values(side: _Side, code: str, convention: str) -> dict[str, Fraction]:
    """What is counted in the mean of an area: the value of each member that has one."""
    values = side.rates if convention == ALL else side.scores.get(convention, {})
    members = side.members.get(code, frozenset())
    return {party: value for party, value in values.items() if party in members}


def _splits(
    first: _Side, second: _Side, both: Mapping[Duty, Split], convention: str, parties: Set[str]
) -> dict[str, Split]:
    if convention != ALL:
        return {party: both[party, convention] for party in parties}
    splits = {}
    for party in parties:
        a, b = _rated(first, party), _rated(second, party)
        split = split_mean(a, b, {c: both[party, c] for c in a.keys() & b.keys()})
        assert split is not None
        splits[party] = split
    return splits


def _rated(side: _Side, party: str) -> dict[str, Fraction]:
    """The scores that a country's rate is the mean of, by convention."""
    scores = side.scores.items()
    return {c: values[party] for c, values in scores if c in side.rated and party in values}


def _aggregate_row(
    code: str,
    name: str,
    convention: str,
    first: _Side,
    second: _Side,
    before: Mapping[str, Fraction],
    after: Mapping[str, Fraction],
    split: Split | None,
) -> dict[str, Any]:
    a, b = (
        first.aggregates.get((code, convention), {}),
        second.aggregates.get((code, convention), {}),
    )
    change = b["mean_score"] - a["mean_score"] if split else None
    parts = percents(change, split.parts) if split and change is not None else [None] * 3
    return {
        "group_m49": code,
        "group": name,
        "convention": convention,
        "mean_a": a.get("mean_score"),
        "mean_b": b.get("mean_score"),
        "change": change,
        "from_transmissions": parts[0],
        "from_rules": parts[1],
        "from_membership": parts[2],
        "parties_a": len(before),
        "parties_b": len(after),
        "parties_both": len(before.keys() & after.keys()),
        "meeting_a": a.get("parties_meeting", 0),
        "meeting_b": b.get("parties_meeting", 0),
    }


def _party_rows(
    first: _Side,
    second: _Side,
    matched: Mapping[Duty, Matched],
    both: Mapping[Duty, Split],
    rules: Rules,
) -> list[dict[str, Any]]:
    areas = dict(rules.reference.areas.select("iso3", "name_en").iter_rows())
    rows = []
    for duty in sorted(first.items.keys() | second.items.keys()):
        a = percent(score_of(first.items[duty])) if duty in first.items else None
        b = percent(score_of(second.items[duty])) if duty in second.items else None
        row: dict[str, Any] = {
            "party": duty[0],
            "area": areas.get(duty[0]),
            "convention": duty[1],
            "kind": LEFT if b is None else ENTERED if a is None else BOTH,
            "score_a": a,
            "score_b": b,
        }
        if a is not None and b is not None:
            split, items = both[duty], matched[duty]
            transmissions, rule = percents(b - a, split.parts[:2])
            row |= {
                "direction": (
                    "rose" if split.b > split.a else "fell" if split.b < split.a else "same"
                ),
                "change": b - a,
                "from_transmissions": transmissions,
                "from_rules": rule,
                "items_gained": _named(
                    new for old, new in items.pairs if new.earned and not old.earned
                ),
                "items_lost": _named(
                    new for old, new in items.pairs if old.earned and not new.earned
                ),
                "items_new": _named(items.only_b),
                "items_dropped": _named(items.only_a),
            }
        rows.append(row)
    return rows


def _named(items: Iterable[Item]) -> str | None:
    return ", ".join(str(i) for i in items) or None
