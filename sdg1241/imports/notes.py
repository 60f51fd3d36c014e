"""What is noticed while feeds are mapped, and what became of each entry."""

import polars as pl

from ..submissions.findings import in_order, placed
from .records import Record

MAPPED, OUTSIDE, NOT_MAPPED, DUPLICATES = "mapped", "outside", "not mapped", "duplicates"


class Notes:
    """Collects findings and counts.

    Attributes:
        counts: entries by what became of them.
    """

    def __init__(self) -> None:
        self.counts = dict.fromkeys((MAPPED, OUTSIDE, NOT_MAPPED, DUPLICATES), 0)
        self._notes: dict[str, list[dict[str, object]]] = {}
        self._grouped: dict[tuple[str, str, str | None], dict[str, object]] = {}

    def count(self, what: str) -> None:
        """Count one entry."""
        self.counts[what] += 1

    def note(
        self,
        code: str,
        file: str,
        row: int | None,
        column: str | None,
        value: str | None,
        **details: object,
    ) -> None:
        """One finding at a place, with what its message needs."""
        place = {"file": file, "row": row, "column": column, "value": value}
        self._notes.setdefault(code, []).append(place | details)

    def note_once(
        self, code: str, record: Record, column: str | None, value: str | None = None
    ) -> None:
        """One note for each file and value, with the number of times."""
        key = (code, record.file, value)
        if key not in self._grouped:
            self.note(code, record.file, record.row, column, value, count=0)
            self._grouped[key] = self._notes[code][-1]
        self._grouped[key]["count"] = int(str(self._grouped[key]["count"])) + 1

    def left_out(self, record: Record, column: str, what: str) -> None:
        """Count an entry that the indicator does not ask for; one note for each file and kind."""
        self.count(OUTSIDE)
        self.note_once("informea-outside", record, column, what)

    def findings(self) -> pl.DataFrame:
        """All findings, in order."""
        kinds = self._notes.items()
        return in_order(
            [placed(code, pl.DataFrame(rows, infer_schema_length=None)) for code, rows in kinds]
        )
