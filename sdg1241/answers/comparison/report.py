"""The question itself, and its answer as tables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from ...aggregation import ALL
from ...rules import Rules
from ...runs import Run
from ..table import answer_table
from .matching import Item, Matched
from .sides import Sides, sides_of
from .split import Split, percent, percents, split_mean

BOTH, ENTERED, LEFT = "both", "entered", "left"
ROSE, FELL, SAME = "rose", "fell", "same"
PARTS = ("from_transmissions", "from_rules", "from_membership")


@dataclass(frozen=True)
class Comparison:
    """The answer.

    Attributes:
        aggregates: one row per area and convention (`all`: transmission rates): both means, the
            change and its three parts (percentage points, adding up exactly), Parties counted and
            Parties meeting in each run.
        parties: one row per Party and convention (`all`: the transmission rate of a country): both
            scores, the change and its parts, the items behind it.
        splits: the exact parts behind `aggregates`, by (area, convention), as fractions of a score
            of 1.
        sides: the two runs, exact; `why` and `movers` go on from there.
    """

    aggregates: pl.DataFrame
    parties: pl.DataFrame
    splits: Mapping[tuple[str, str], Split]
    sides: Sides

    def tables(self) -> dict[str, pl.DataFrame]:
        """All tables by name, the Parties first."""
        return {"parties": self.parties, "aggregates": self.aggregates}


def compare(a: Run, b: Run, rules: Rules) -> Comparison:
    """Compare two finished runs: of two cycles, editions, as-of dates or registers.

    Who belongs to which group is taken from the reference tables at the date of each run's edition.

    Raises:
        UsageError: an edition of a run is not known.
        InputError: a run's aggregates do not follow from its audit and the reference tables in use.
    """
    sides = sides_of(a, b, rules)
    names = dict(
        rules.reference.groups.unique(("group_m49", "group"))
        .select("group_m49", "group")
        .iter_rows()
    )
    rows, splits = [], {}
    for code, convention in sorted(sides.a.aggregates.keys() | sides.b.aggregates.keys()):
        before = sides.a.counted(sides.a.members.get(code, frozenset()), convention)
        after = sides.b.counted(sides.b.members.get(code, frozenset()), convention)
        split = split_mean(before, after, sides.splits[convention])
        if split:
            splits[code, convention] = split
        known = {"group_m49": code, "group": names[code], "convention": convention}
        rows.append(known | _aggregate(sides, code, convention, before, after, split))
    return Comparison(
        answer_table("compare_aggregates", rows),
        answer_table("compare_parties", sorted(_parties(sides, rules), key=_by_party)),
        splits,
        sides,
    )


def changed(split: Split | None) -> dict[str, Any]:
    """The change of a value and its parts as tables show them; blank where there is none."""
    if split is None:
        return dict.fromkeys(("change", *PARTS))
    change = percent(split.b) - percent(split.a)
    return {"change": change} | dict(zip(PARTS, percents(change, split.parts), strict=True))


def direction(split: Split) -> str:
    """Whether a value rose, before any rounding."""
    return ROSE if split.b > split.a else FELL if split.b < split.a else SAME


def _aggregate(
    sides: Sides,
    code: str,
    convention: str,
    before: Mapping[str, Fraction],
    after: Mapping[str, Fraction],
    split: Split | None,
) -> dict[str, Any]:
    a = sides.a.aggregates.get((code, convention), {})
    b = sides.b.aggregates.get((code, convention), {})
    return {
        "mean_a": a.get("mean_score"),
        "mean_b": b.get("mean_score"),
        **changed(split),
        "parties_a": len(before),
        "parties_b": len(after),
        "parties_both": len(before.keys() & after.keys()),
        "meeting_a": a.get("parties_meeting", 0),
        "meeting_b": b.get("parties_meeting", 0),
    }


def _by_party(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["party"], row["convention"]


def _parties(sides: Sides, rules: Rules) -> Iterator[dict[str, Any]]:
    areas = dict(rules.reference.areas.select("iso3", "name_en").iter_rows())
    for party, convention in sides.a.items.keys() | sides.b.items.keys():
        duty = party, convention
        a = sides.a.scores.get(convention, {}).get(party)
        b = sides.b.scores.get(convention, {}).get(party)
        row = _party(party, areas.get(party), convention, a, b, sides.scores.get(duty))
        yield row | (_items(sides.matched[duty]) if duty in sides.matched else {})
    for party in sides.a.rates.keys() | sides.b.rates.keys():
        a, b = sides.a.rates.get(party), sides.b.rates.get(party)
        yield _party(party, areas.get(party), ALL, a, b, sides.rates.get(party))


def _party(
    party: str,
    area: str | None,
    convention: str,
    a: Fraction | None,
    b: Fraction | None,
    split: Split | None,
) -> dict[str, Any]:
    return {
        "party": party,
        "area": area,
        "convention": convention,
        "kind": LEFT if b is None else ENTERED if a is None else BOTH,
        "direction": direction(split) if split else None,
        "score_a": None if a is None else percent(a),
        "score_b": None if b is None else percent(b),
        **changed(split),
    }


def _items(matched: Matched) -> dict[str, str | None]:
    gained = (new for old, new in matched.pairs if new.earned and not old.earned)
    lost = (new for old, new in matched.pairs if old.earned and not new.earned)
    return {
        "items_gained": _named(gained),
        "items_lost": _named(lost),
        "items_new": _named(matched.only_b),
        "items_dropped": _named(matched.only_a),
    }


def _named(items: Iterable[Item]) -> str | None:
    return ", ".join(str(i) for i in items) or None
