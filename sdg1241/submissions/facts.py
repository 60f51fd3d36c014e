"""Numbers for what the rows of a large file speak of, and what is known of each: so that rows are
compared as numbers.

A duty is what a row counts towards: convention, obligation and item. A fact is a duty and a Party.
"""

from collections.abc import Callable
from datetime import date

import polars as pl

from ..rules import Rules, valid_items
from .pieces import IrregularError
from .repeats import DAY, MOST_FACTS, START

NEVER, ALWAYS = -(2**31), 2**31 - 1
PLACE = 2**20
DUTY = ("convention", "scored_obligation", "scored_item")


class Facts:
    """Parties, conventions, obligations, items and duties, each numbered from 1; 0 is a blank or
    none.

    Attributes:
        duties: convention, scored_obligation, scored_item, exists_on, lapses of duties 1, 2, ...
        by_duty: the duty at (convention, obligation, item), 0 where there is none.
        exists, lapses: of each duty: the day from which it exists (days since START), and whether
            it can lapse.
        in_force, gone: days of entry into force (ALWAYS: no Party status) and of withdrawal, at
            (party, convention).
    """

    def __init__(self, rules: Rules, status: pl.DataFrame, today: date) -> None:
        """Raises IrregularError where there is more to number than fits."""
        valid = valid_items(rules).rename({"obligation": "scored_obligation"})
        roles = valid.filter(pl.col("code") != pl.col("scored_obligation"))
        roles = roles.with_columns(code=pl.col("scored_obligation"), item=pl.col("code"))
        valid = pl.concat([valid, roles])
        now = valid.filter((pl.col("exists_on") <= today).fill_null(value=True))
        self.duties = now.unique(DUTY, keep="first", maintain_order=True).select(
            *DUTY, "exists_on", "lapses"
        )
        self.parties = _numbers(
            sorted({*rules.reference.areas["iso3"], *rules.reference.not_areas["party"]})
        )
        self.conventions = _numbers([c.id for c in rules.conventions])
        self.obligations = _numbers(now["code"].unique(maintain_order=True).to_list())
        self.items = _numbers([item for item in now["item"].unique(maintain_order=True) if item])
        self.by_duty = self._duty_table(now)
        self.exists = pl.Series(
            [NEVER, *((d - START).days if d else NEVER for d in self.duties["exists_on"])]
        )
        self.exists = self.exists.cast(pl.Int32)
        self.lapses = pl.Series([False, *self.duties["lapses"]])
        self.in_force, self.gone = self._status_tables(rules, status)
        self.any_gone = bool((self.gone < ALWAYS).any())
        self.width = self.in_force.len()
        if max(self.by_duty.len(), self.width) >= PLACE or (today - START).days >= DAY:
            raise IrregularError
        self.numbered(self.duties)

    def weight(self, column: str) -> int:
        """What a number of the column adds to a word: the place in `by_duty`, and from PLACE on
        that in `in_force`."""
        items = len(self.items) + 1
        return {
            "party": (len(self.conventions) + 1) * PLACE,
            "convention": (len(self.obligations) + 1) * items + PLACE,
            "obligation": items,
            "item": 1,
        }.get(column, 0)

    def number(self, column: str) -> Callable[[str], int | None]:
        """Gives each value of a column its number."""
        return {
            "party": self.parties,
            "convention": self.conventions,
            "obligation": self.obligations,
            "item": self.items,
        }[column].get

    def numbered(self, duties: pl.DataFrame) -> pl.DataFrame:
        """All facts of some duties: fact, party, DUTY, lapses. Raises IrregularError where they are
        too many."""
        if (duties.height + 1) * self.width > MOST_FACTS:
            raise IrregularError
        width = len(self.conventions) + 1
        rows = [
            (p, c, n * width + m)
            for p, n in self.parties.items()
            for c, m in self.conventions.items()
        ]
        places = pl.DataFrame(
            rows, schema={"party": pl.String, "convention": pl.String, "p": pl.UInt32}, orient="row"
        )
        every = duties.with_row_index("duty", offset=1).join(places, on="convention")
        fact = (pl.col("duty") * self.width + pl.col("p")).cast(pl.UInt32)
        return every.select("party", *DUTY, "lapses", fact=fact)

    def _duty_table(self, now: pl.DataFrame) -> pl.Series:
        duty = {key: n for n, key in enumerate(self.duties.select(DUTY).rows(), 1)}
        obligations, items = len(self.obligations) + 1, len(self.items) + 1
        table = [0] * ((len(self.conventions) + 1) * obligations * items)
        for convention, code, item, *scored in now.select(
            "convention", "code", "item", *DUTY[1:]
        ).rows():
            at = self.conventions[convention] * obligations + self.obligations[code]
            table[at * items + self.items.get(item, 0)] = duty[convention, *scored]
        return pl.Series(table, dtype=pl.UInt32)

    def _status_tables(self, rules: Rules, status: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        width = len(self.conventions) + 1
        starts = {c.id: c.entry_into_force for c in rules.conventions}
        in_force = [ALWAYS] * ((len(self.parties) + 1) * width)
        gone = [ALWAYS] * len(in_force)
        columns = ("party", "convention", "entry_into_force", "withdrawn_on")
        for party, convention, entry, withdrawn in status.select(columns).rows():
            at = self.parties[party] * width + self.conventions[convention]
            in_force[at] = ((entry or starts[convention]) - START).days
            gone[at] = (withdrawn - START).days if withdrawn else ALWAYS
        return pl.Series(in_force, dtype=pl.Int32), pl.Series(gone, dtype=pl.Int32)


def _numbers(values: list[str]) -> dict[str, int]:
    return {value: n for n, value in enumerate(values, 1)}
