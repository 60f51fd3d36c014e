"""The output tables: the columns that schemas/ promises, in their order, and their CSV form."""

from collections.abc import Iterator, Mapping

import polars as pl

from ..aggregation import Indicator
from ..scoring import Scored
from ..submissions import table_schema


def output_tables(
    scored: Scored, indicator: Indicator, findings: pl.DataFrame
) -> Mapping[str, pl.DataFrame]:
    """The tables of a finished run by name, each with exactly the columns of its schema; blanks are
    null."""
    frames = {
        "scores": scored.scores,
        "rates": indicator.rates,
        "aggregates": indicator.aggregates,
        "audit": scored.audit,
        "findings": findings,
    }
    marks = (
        pl.lit(scored.cycle.id, pl.Int64).alias("cycle"),
        pl.lit(scored.edition.id).alias("edition"),
        pl.lit(scored.provisional).alias("provisional"),
    )
    return _Tables(frames, marks)


class _Tables(Mapping[str, pl.DataFrame]):
    """The tables by name, each made when it is first asked for: few questions need all of them."""

    def __init__(self, frames: dict[str, pl.DataFrame], marks: tuple[pl.Expr, ...]) -> None:
        self._frames, self._marks = frames, marks
        self._made: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._made:
            marked = self._frames[name].with_columns(*self._marks)
            table = marked.select(table_schema(name).columns)
            self._made[name] = table.with_columns(pl.col(pl.String).replace("", None))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


def csv_bytes(table: pl.DataFrame) -> bytes:
    """A table as UTF-8 CSV with a header; null is nothing at all, and no text is altered."""
    return table.write_csv().encode()
