"""The change of one rate as rows whose figures add up as they stand there."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ...aggregation import ALL
from .account import Account, Under
from .effects import RULES, TRANSMISSIONS
from .report import BOTH, ENTERED, LEFT, PARTS, changed
from .split import ZERO, Parts, percent, percents
from .subject import Values

MEMBERS = "members"
PARTS_OF_RATE = ("part_transmissions", "part_rules", "part_membership")

Row = dict[str, Any]
Names = Mapping[tuple[str, str, str], str | None]


def term_rows(told: Account) -> list[Row]:
    """A row for each convention, for the members of an area that one run alone counts, and for the
    rate."""
    whole = changed(told.split)
    parts = _parts_of_terms(told, whole)
    rows = [
        _term(told, under.convention, under.before, under.after)
        | changed(under.split)
        | dict(zip(PARTS_OF_RATE, given, strict=True))
        for under, given in zip(told.under, parts, strict=False)
    ]
    if not told.subject.is_party:
        came = {p: v for p, v in told.after.items() if p not in told.before}
        left = {p: v for p, v in told.before.items() if p not in told.after}
        members = dict(zip(PARTS_OF_RATE, parts[-1], strict=True))
        rows.append(_term(told, MEMBERS, left, came) | {"value_a": None, "value_b": None} | members)
    rate = dict(zip(PARTS_OF_RATE, (whole[name] for name in PARTS), strict=True))
    rows.append(_term(told, ALL, told.before, told.after) | whole | rate)
    return [row | {"part": _sum(row, PARTS_OF_RATE)} for row in rows]


def _parts_of_terms(told: Account, whole: Row) -> list[Sequence[Decimal | None]]:
    """The three parts of each convention and, last, of the members, each column adding up to that
    of the rate."""
    terms = [*(under.part for under in told.under), Parts(membership=_total(told.members))]
    if told.split is None:
        return [(None, None, None) for _ in terms]
    columns = zip(*terms, strict=True)
    return list(
        zip(*(percents(whole[n], of) for n, of in zip(PARTS, columns, strict=True)), strict=True)
    )


def _term(told: Account, term: str, before: Values, after: Values) -> Row:
    return {
        "code": told.subject.code,
        "name": told.subject.name,
        "term": term,
        "value_a": _mean(before),
        "value_b": _mean(after),
        "parties_a": len(before),
        "parties_b": len(after),
        "parties_both": len(before.keys() & after.keys()),
    }


def item_rows(told: Account, terms: Sequence[Row], names: Names) -> Iterator[Row]:
    """A row for each thing that happened to an item, in the order of the conventions, the largest
    effect first."""
    for under, term in zip(told.under, terms, strict=False):
        own = _by_cause(under, [m.own for m in under.moved], term, PARTS)
        part = _by_cause(under, [m.part for m in under.moved], term, PARTS_OF_RATE)
        for moved, change, of_rate in zip(under.moved, own, part, strict=True):
            event = moved.event
            yield {
                "code": told.subject.code,
                "name": told.subject.name,
                "convention": under.convention,
                "obligation": event.obligation,
                "item": event.item or None,
                "item_name": names.get((under.convention, event.obligation, event.item)),
                "instead_of": event.instead_of,
                "happened": event.happened,
                "cause": event.cause,
                "parties": moved.parties,
                "change": change,
                "part": of_rate,
            }


def _by_cause(
    under: Under, amounts: Sequence[Fraction], term: Row, columns: Sequence[str]
) -> list[Decimal | None]:
    """The amounts in percent; those of each cause add up to that part of the term."""
    shown: list[Decimal | None] = [None] * len(amounts)
    for cause, column in zip((TRANSMISSIONS, RULES), columns, strict=False):
        if term[column] is None:
            continue
        at = [n for n, moved in enumerate(under.moved) if moved.event.cause == cause]
        for n, value in zip(at, percents(term[column], [amounts[n] for n in at]), strict=True):
            shown[n] = value
    return shown


def member_rows(told: Account, names: Mapping[str, str]) -> list[Row]:
    """A row for each Party that is counted in either mean, by code."""
    kept = told.before.keys() & told.after.keys()
    parties = sorted(told.before.keys() | told.after.keys())
    exact = [
        (told.after[p] - told.before[p]) / len(kept) if p in kept else told.members.get(p, ZERO)
        for p in parties
    ]
    change = changed(told.split)["change"]
    parts = [None] * len(parties) if change is None else percents(change, exact)
    return [
        {
            "code": told.subject.code,
            "name": told.subject.name,
            "party": party,
            "area": names[party],
            "kind": BOTH if party in kept else ENTERED if party in told.after else LEFT,
            "rate_a": _percent(told.before.get(party)),
            "rate_b": _percent(told.after.get(party)),
            "change": (
                percent(told.after[party]) - percent(told.before[party]) if party in kept else None
            ),
            "part": part,
        }
        for party, part in zip(parties, parts, strict=True)
    ]


def _total(values: Values) -> Fraction:
    return sum(values.values(), ZERO)


def _mean(values: Values) -> Decimal | None:
    return percent(_total(values) / len(values)) if values else None


def _percent(value: Fraction | None) -> Decimal | None:
    return None if value is None else percent(value)


def _sum(row: Row, columns: Sequence[str]) -> Decimal | None:
    values = [row[column] for column in columns]
    return None if None in values else sum(values, Decimal(0))
