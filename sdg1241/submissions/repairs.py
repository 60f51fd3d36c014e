"""Cells that were read in another form: the first of each column one by one, then their number."""

import polars as pl

from .findings import found, nothing_found

LISTED = 100


class Repairs:
    """Collects the repaired cells of an input."""

    def __init__(self) -> None:
        self._rows: dict[tuple[int, str, bool], pl.DataFrame] = {}
        self._counts: dict[tuple[int, str, bool], int] = {}

    def note(self, source: int, cells: pl.DataFrame) -> None:
        """Note the cells of a source: at, column, value, read_as (null of a marker of a missing
        value)."""
        parts = cells.with_columns(marker=pl.col("read_as").is_null())
        for (column, marker), part in parts.group_by("column", "marker", maintain_order=True):
            key = (source, str(column), bool(marker))
            self._counts[key] = self._counts.get(key, 0) + part.height
            part = part.select("at", "column", "value", "read_as")
            kept = self._rows.get(key, part.clear())
            # one more than is listed, to show where the others begin
            self._rows[key] = pl.concat([kept, part]).bottom_k(LISTED + 1, by="at").sort("at")

    def faults(self) -> list[pl.DataFrame]:
        """A note for each of the first cells of a column, and one for all others; of markers of
        a missing value one for all cells."""
        notes = [nothing_found()]
        for key, rows in self._rows.items():
            if key[-1]:
                first = rows.head(1).with_columns(count=pl.lit(self._counts[key]))
                notes.append(found("missing-marker", first))
                continue
            notes.append(found("repaired", rows.head(LISTED)))
            more = self._counts[key] - LISTED
            if more > 0:
                further = rows.slice(LISTED, 1).with_columns(count=pl.lit(more))
                notes.append(found("repaired-more", further))
        return notes
