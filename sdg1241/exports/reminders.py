"""One workbook for each Party with what it still owes, to be sent to its focal point."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from ..rules import Rules
from ..runs import write_listed
from ..scoring import Scored


def write_reminders(
    folder: Path,
    table: pl.DataFrame,
    parties: Iterable[str],
    scored: Scored,
    rules: Rules,
    language: str = "en",
    *,
    force: bool = False,
) -> int:
    """Write `outstanding_KEN_2025.xlsx` for each Party that owes something, and remove that of one
    that no longer does.

    Args:
        folder: where to write; made where it does not exist.
        table: what is owed, from `answers.outstanding`, with `state` (text) added.
        parties: the Parties asked about.
        scored: the scores of the cycle.
        rules: what the conventions ask.
        language: of the workbooks, one of the six of the United Nations.
        force: replace workbooks of another origin, or altered since they were written.

    Returns:
        The number of workbooks written. The same arguments give the same bytes.

    Raises:
        OutputError: a workbook may not be replaced, or the folder cannot be written to.
        UsageError: there are no words in that language.
    """
    from .reminder import reminder_bytes  # openpyxl, needed here alone

    owed = {part["party"][0]: part for part in table.partition_by("party", maintain_order=True)}
    names = {party: f"outstanding_{party}_{scored.cycle.id}.xlsx" for party in sorted(set(parties))}
    files = {
        name: reminder_bytes(owed[party], scored, rules, language)
        for party, name in names.items()
        if party in owed
    }
    write_listed(folder, files, gone=names.values(), force=force)
    return len(owed)
