"""Which areas or Parties moved most between two runs, and the obligation that moved each."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import polars as pl

from ...aggregation import ALL
from ...rules import Rules
from ..table import answer_table
from .account import account
from .report import FELL, ROSE, Comparison, changed, direction
from .rows import item_rows, term_rows
from .split import percent
from .subject import Subject, area_subject, conventions_of, party_subject


def movers(
    compared: Comparison, rules: Rules, number: int, *, parties: bool = False
) -> pl.DataFrame:
    """The areas whose rate rose most and those whose rate fell most, as many of each.

    Args:
        compared: the two runs, from `compare`.
        rules: the rules and reference tables in use.
        number: how many that rose, and how many that fell.
        parties: rank countries by their transmission rate instead of areas.

    Returns:
        One row per area, those that rose first, by rank; of equals the lower code first. Rates, the
        change and its parts in percentage points, which add up to it; and the convention and the
        obligation that moved the rate most in that direction, with what it did to the rate (`part`:
        the sum of its items in `why`), null where none did.

    Raises:
        UsageError: a run covers some conventions only.
    """
    sides = compared.sides
    sides.refuse_choice()
    areas = {code: split for (code, of), split in compared.splits.items() if of == ALL}
    splits = sides.rates if parties else areas
    levels = _levels(rules)
    rows: list[dict[str, Any]] = []
    for way, first in ((ROSE, -1), (FELL, 1)):
        moved = [code for code, split in splits.items() if direction(split) == way]
        moved.sort(key=lambda code: (first * (splits[code].b - splits[code].a), code))
        for rank, code in enumerate(moved[:number], 1):
            subject = party_subject(rules, code) if parties else area_subject(sides, rules, code)
            rows.append(
                {
                    "direction": way,
                    "rank": rank,
                    "code": code,
                    "name": subject.name,
                    "level": levels.get(code),
                    "rate_a": percent(splits[code].a),
                    "rate_b": percent(splits[code].b),
                    **changed(splits[code]),
                    **_moved_by(compared, rules, subject, first),
                }
            )
    return answer_table("compare_movers", rows)


def _levels(rules: Rules) -> dict[str, str]:
    """What kind of area each is; some are of two kinds."""
    levels = rules.reference.levels.group_by("group_m49", maintain_order=True).agg("level")
    return {code: ", ".join(of) for code, of in levels.iter_rows()}


def _moved_by(compared: Comparison, rules: Rules, subject: Subject, first: int) -> dict[str, Any]:
    """The obligation with the largest part in the direction of the change, the first of equals in
    the order of the rules."""
    told = account(compared.sides, subject, conventions_of(compared.sides, rules))
    parts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in item_rows(told, term_rows(told), {}):
        parts[row["convention"], row["obligation"]] += row["part"]
    largest = min(parts, key=lambda duty: first * parts[duty], default=None)
    if largest is None or first * parts[largest] >= 0:
        return {}
    return {"convention": largest[0], "obligation": largest[1], "part": parts[largest]}
