"""Where each row of an input stands: one number a row for the whole input, and back."""

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from ..tables import Broken, Piece
from .findings import found, nothing_found
from .sources import Source
from .values import read_text


@dataclass
class Counted:
    """What was counted of one source: where its numbers start, rows that fit the header, and those
    that do not."""

    start: int = -1
    rows: int = 0
    broken: list[Broken] = field(default_factory=list)
    filled_up: list[int] = field(default_factory=list)


class Places:
    """Numbers the rows of the sources of an input (`at`) in the order in which they are read."""

    def __init__(
        self, sources: tuple[Source, ...], progress: Callable[[int], None] | None = None
    ) -> None:
        """`progress` is called with the bytes of each piece that is counted."""
        self.sources, self._progress = sources, progress or (lambda _: None)
        self.counted = [Counted() for _ in sources]
        self.end = 0

    def start(self, number: int) -> int:
        """What the numbers of the rows of a source count from; it is read now."""
        self.counted[number].start = self.end
        return self.end

    def count(self, number: int, piece: Piece) -> None:
        """Count the rows of the next piece of a source."""
        counted = self.counted[number]
        counted.rows += piece.row.len()
        counted.broken += piece.broken
        counted.filled_up += piece.filled_up
        last = piece.row.max()
        if isinstance(last, int):
            self.end = max(self.end, counted.start + last + 1)
        self._progress(piece.size)

    def with_source(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows (`at`) with the number of their `source` and the `row` that a person sees."""
        begun = sorted((c.start, n) for n, c in enumerate(self.counted) if c.start >= 0)
        starts = pl.DataFrame(begun, {"from": pl.Int64, "source": pl.Int32}, orient="row")
        found = rows.sort("at").join_asof(starts, left_on="at", right_on="from")
        return found.with_columns(row=pl.col("at") - pl.col("from")).drop("from")

    def first_of_each(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The first row (`at`) of each source, with the `count` of its rows."""
        ends = [*sorted(c.start for c in self.counted if c.start >= 0)[1:], self.end]
        parts, start = [], 0
        for end in ends:
            here = rows.filter(pl.col("at").is_between(start, end, closed="left"))
            count = pl.lit(here.height, pl.Int64).alias("count")
            parts.append(here.bottom_k(1, by="at").with_columns(pl.col("at").cast(pl.Int64), count))
            start = end
        return pl.concat(parts) if parts else rows.clear().with_columns(count=pl.lit(0))

    def formulas(self, number: int) -> pl.DataFrame:
        """Formulas without a stored result, as faults."""
        source, start = self.sources[number], self.counted[number].start
        if source.places is not None or not source.lost:
            return nothing_found()
        columns = {"at": pl.Int64, "column": pl.String, "value": pl.String}
        lost = [(row + start, column, text) for row, column, text in source.lost]
        return found("formula-without-result", pl.DataFrame(lost, schema=columns, orient="row"))

    def shape_faults(self, number: int) -> list[pl.DataFrame]:
        """What is wrong with the header, the encoding and the shape of the rows of a source."""
        source, counted = self.sources[number], self.counted[number]
        faults = [source.faults]
        if (encoding := source.encoding()) is not None:
            faults.append(found("other-encoding", pl.DataFrame({"row": [None]}), encoding=encoding))
        for code in sorted({str(b["code"]) for b in counted.broken}):
            rows = pl.DataFrame([b for b in counted.broken if b["code"] == code]).drop("code")
            faults.append(found(code, rows))
        if counted.filled_up:
            first = {"row": min(counted.filled_up), "count": len(counted.filled_up)}
            faults.append(found("cells-left-out", pl.DataFrame([first])))
        if beside := source.beside():
            cells = pl.DataFrame(beside, ("row", "column", "value"), orient="row")
            faults.append(found("column-beside", cells))
        if source.places is not None and source.lost:
            columns = {"row": pl.Int64, "column": pl.String, "value": pl.String}
            lost = pl.DataFrame(source.lost, schema=columns, orient="row")
            faults.append(found("formula-without-result", lost))
        return faults

    def references(self, at: pl.Series) -> pl.DataFrame:
        """The references of a few rows (at, reference), which are read once more."""
        rows = self.with_source(at.to_frame("at"))
        found = [pl.DataFrame(schema={"at": pl.Int64, "reference": pl.String})]
        for number in rows["source"].unique().sort():
            source, start = self.sources[number], self.counted[number].start
            wanted = rows.filter(pl.col("source") == number)["at"]
            column = source.names.get("reference")
            if column is None:
                continue
            numbers = frozenset(wanted - start)
            for piece in source.pieces((), numbers):
                here = piece.cells.select(piece.row.alias("at") + start, reference=f"c{column}")
                found.append(here.filter(pl.col("at").is_in(wanted.implode())))
        table = pl.concat(found)
        read = {t: read_text(t).value for t in table["reference"].drop_nulls().unique()}
        return table.with_columns(pl.col("reference").replace(read))

    def fitting(self, number: int) -> int:
        """Rows of a source that fit the header."""
        return self.counted[number].rows

    def rows_read(self, number: int) -> int:
        """Rows of a source that are not blank, whether or not they fit the header; of a template,
        filled cells."""
        source, counted = self.sources[number], self.counted[number]
        lost = len(source.lost) if source.places is not None else 0
        return counted.rows + len(counted.broken) + lost
