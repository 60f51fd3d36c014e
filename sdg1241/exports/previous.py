"""An earlier run, read back so that a new one can be set beside it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from ..answers.finished import read_finished


@dataclass(frozen=True)
class Previous:
    """A finished run of another cycle, edition or state of the register.

    Attributes:
        scores, rates, aggregates: its output tables, with the columns of schemas/; figures are
            Decimal.
        conventions: the agreements that had a score in it.
        sha256: of its run.json.
    """

    cycle: int
    edition: str
    as_of: date | None
    scores: pl.DataFrame
    rates: pl.DataFrame
    aggregates: pl.DataFrame
    sha256: str

    @property
    def conventions(self) -> frozenset[str]:
        """Keys of the agreements that had a score."""
        return frozenset(self.scores["convention"])


def read_previous(folder: Path) -> Previous:
    """Read scores, rates and aggregates of a finished run.

    Raises:
        InputError: there is no finished run, a file is missing, or one is not what the run wrote.
    """
    run = read_finished(folder)
    tables = {
        name: run.tables[name].with_columns(pl.col(pl.Decimal).cast(pl.Decimal(18, 5)))
        for name in ("scores", "rates", "aggregates")
    }
    return Previous(run.cycle, run.edition, run.as_of, **tables, sha256=run.sha256)
