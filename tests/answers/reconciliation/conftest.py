"""An office that computes a published table, for tests to make a slip in. The slips are
invented."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest

from sdg1241 import Rules
from sdg1241.answers import Reconciliation, reconcile
from sdg1241.scoring import Scored

Rounding = Callable[[Fraction], Decimal]


def nearest(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass
class Office:
    """A published table as an office computes it, from our scores and groups until a test changes
    them."""

    scores: dict[tuple[int, str], dict[str, Fraction]] = field(default_factory=dict)
    groups: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    extra: dict[tuple[int, str, str], list[Fraction]] = field(default_factory=dict)
    known: dict[int, set[str]] = field(default_factory=dict)
    coverage: Decimal = Decimal(75)
    rounding: Rounding = nearest
    mean_scores: dict[tuple[int, str], dict[str, Fraction]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Rules, runs: Iterable[Scored]) -> "Office":
        office = cls()
        for run in runs:
            cycle = run.cycle.id
            day = run.edition.membership_on
            inside = rules.reference.groups.filter(
                pl.col("member_until").is_null() | (pl.col("member_until") > day)
            )
            for code, party in inside.select("group_m49", "member").iter_rows():
                office.groups.setdefault(cycle, {}).setdefault(code, []).append(party)
            office.known[cycle] = set(run.status["party"])
            office.take(run)
        return office

    def take(self, run: Scored, conventions: Iterable[str] = ()) -> None:
        """Use the scores of a run, of some conventions or of all."""
        wanted = set(conventions) or set(run.scores["convention"])
        for name in sorted(wanted):
            rows = run.scores.filter(pl.col("convention") == name).select("party", "share").rows()
            self.scores[run.cycle.id, name] = {
                p: Fraction(100 * int(share), run.whole) for p, share in rows
            }

    def count_again(self, sheet: tuple[int, str], party: str, value: Fraction) -> None:
        """Count one more value in every mean of a country's areas."""
        for code, parties in self.groups[sheet[0]].items():
            if party in parties:
                self.extra.setdefault((*sheet, code), []).append(value)

    def drop_from_means(self, sheet: tuple[int, str], party: str) -> None:
        """Leave a Party out of every mean, not its own value."""
        self.mean_scores[sheet] = {p: v for p, v in self.scores[sheet].items() if p != party}

    def table(self, rules: Rules) -> pl.DataFrame:
        series = {c.id: c.series for c in rules.conventions}
        m49 = dict(rules.reference.areas.select("iso3", "m49").iter_rows())
        rows = []
        for (cycle, convention), scores in self.scores.items():
            rows += [
                (series[convention], m49[p], cycle, self.rounding(v)) for p, v in scores.items()
            ]
            counted = self.mean_scores.get((cycle, convention), scores)
            for code, parties in self.groups[cycle].items():
                values = [counted[p] for p in parties if p in counted]
                values += self.extra.get((cycle, convention, code), [])
                countries = sum(p in self.known[cycle] for p in parties)
                if values and 100 * len(values) >= self.coverage * countries:
                    rows.append(
                        (series[convention], code, cycle, self.rounding(sum(values) / len(values)))
                    )
        columns = ["series", "geo_area_m49", "time_period", "value"]
        table = pl.DataFrame(rows, schema=columns, orient="row")
        return table.with_columns(
            pl.col("value").cast(pl.Float64), pl.col("time_period").cast(pl.Int32)
        )


@pytest.fixture
def runs(sample_run):
    return [sample_run(cycle, "2020-10") for cycle in (2015, 2020)]


@pytest.fixture
def office(rules, runs):
    return Office.of(rules, [run.scored for run in runs])


@pytest.fixture
def answer(rules, runs):
    """`answer(table)`: our values of both cycles beside a table."""

    def reconciled(table: pl.DataFrame) -> Reconciliation:
        return reconcile([(run.checked, run.scored) for run in runs], rules, table)

    return reconciled
