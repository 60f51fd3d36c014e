"""A finished run, whether it was computed now or read back from its folder."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from ..aggregation import Indicator
from ..errors import UsageError
from ..rules import Rules, rule_notes
from ..scoring import Scored
from ..submissions import Checked, Register
from ..version import __version__
from .tables import output_tables


@dataclass(frozen=True)
class Computation:
    """What the five steps gave, one after the other; `chosen` are the conventions that were asked
    for, where that was not all."""

    rules: Rules
    register: Register
    checked: Checked
    scored: Scored
    indicator: Indicator
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes:
        record: what run.json says of the computation, and in a run that was read back all of it.
        tables: scores, rates, aggregates, audit and findings, each with the columns of its schema
            in order and their types; numbers are Decimal, blank cells null. In a run of an earlier
            version a column that it did not have is blank.
        folder: where it was read from; None where it was computed now.
        sha256: of its run.json, which names this run and no other; blank where it was computed now.
        computation: the steps behind the tables; None where the run was read back.
    """

    record: Mapping[str, Any]
    tables: Mapping[str, pl.DataFrame]
    folder: Path | None = None
    sha256: str = ""
    computation: Computation | None = None

    @classmethod
    def of(cls, computation: Computation) -> "Run":
        """The run that the five steps make."""
        scored, checked = computation.scored, computation.checked
        tables = output_tables(scored, computation.indicator, checked.findings)
        return cls(_about(computation), tables, computation=computation)

    # ---- Facts of every run ----

    @property
    def cycle(self) -> int:
        """TIME_PERIOD of the run."""
        return int(self.record["cycle"])

    @property
    def edition(self) -> str:
        """State of the method under which it was computed."""
        return str(self.record["edition"])

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of the period."""
        starts, ends = (date.fromisoformat(day) for day in self.record["period"])
        return starts, ends

    @property
    def as_of(self) -> date | None:
        """Only what was received by that day was counted; None where the run had no such limit."""
        day = self.record["as_of"]
        return date.fromisoformat(day) if day else None

    @property
    def provisional(self) -> bool:
        """Whether the facts stop before the period ends; a run that does not say is taken as
        final."""
        return bool(self.record.get("provisional"))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The only conventions that it covers, without a rate over all of them; none: all."""
        return tuple(self.record.get("conventions") or ())

    @property
    def conventions(self) -> frozenset[str]:
        """Keys of the agreements that were asked about; read back, of those that had a Party."""
        if self.computation:
            return frozenset(self.computation.scored.items["convention"])
        return frozenset(self.tables["audit"]["convention"])

    @property
    def of_indicator(self) -> frozenset[str]:
        """Keys of the agreements with a score that belong to the indicator."""
        return frozenset(self._scored(pl.col("series").is_not_null()))

    @property
    def beside_indicator(self) -> tuple[str, ...]:
        """Keys of the agreements with a score that do not belong to it: those of a person's own."""
        return tuple(self._scored(pl.col("series").is_null()))

    def _scored(self, which: pl.Expr) -> list[str]:
        scores = self.tables["scores"].filter(which)
        return scores["convention"].unique().sort().to_list()

    # ---- The steps behind it ----

    @property
    def rules(self) -> Rules:
        """The rules it was computed with. Raises UsageError where the run was read back."""
        return self._computed().rules

    @property
    def register(self) -> Register:
        """The input as read. Raises UsageError where the run was read back."""
        return self._computed().register

    @property
    def checked(self) -> Checked:
        """The input as validated. Raises UsageError where the run was read back."""
        return self._computed().checked

    @property
    def scored(self) -> Scored:
        """Audit and scores with what they rest on. Raises UsageError where the run was read
        back."""
        return self._computed().scored

    @property
    def indicator(self) -> Indicator:
        """Rates and aggregates as computed. Raises UsageError where the run was read back."""
        return self._computed().indicator

    def _computed(self) -> Computation:
        if self.computation is None:
            raise UsageError(
                f"{self.folder}: a run that was read back has its tables alone. Compute it again"
                " from its input for more."
            )
        return self.computation


def _about(computation: Computation) -> dict[str, Any]:
    scored = computation.scored
    notes = rule_notes(computation.rules, scored.cycle, scored.edition)
    return {
        "program": "sdg1241",
        "version": __version__,
        "cycle": scored.cycle.id,
        "period": [scored.cycle.starts.isoformat(), scored.cycle.ends.isoformat()],
        "edition": scored.edition.id,
        "as_of": scored.as_of.isoformat() if scored.as_of else None,
        "provisional": scored.provisional,
        "conventions": list(computation.chosen) or None,
        "dates": computation.register.order,
        "rule_notes": [asdict(note) for note in notes],
    }
