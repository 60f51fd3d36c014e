"""A table as it stands in a file, before anything is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

MOST_COLUMNS = 1_000


class NotReadableError(ValueError):
    """The bytes hold no table that can be read. The text continues a sentence that begins with the
    file's name."""


@dataclass(frozen=True)
class Cells:
    """A table as it stands in a file.

    Attributes:
        header: the names, as written.
        header_row: the line or row that holds them.
        rows: `row` and one text column `c0`, `c1`, ... for each name; null where blank.
        broken: rows that do not fit the header: row, code, found, expected.
        encoding: how the bytes were read, where that was not UTF-8.
        blank_formulas: row, column (from 0) and text of formulas without a stored result.
    """

    header: list[str]
    header_row: int
    rows: pl.DataFrame
    broken: list[dict[str, object]] = field(default_factory=list)
    encoding: str | None = None
    blank_formulas: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Rows read, broken ones included."""
        return self.rows.height + len(self.broken)


def plain_name(name: str) -> str:
    """A name as it is compared: lower case, single spaces, without those around it."""
    return " ".join(name.replace("\u00a0", " ").replace("\ufeff", "").split()).lower()


def refuse_wide(header: Sequence[str]) -> None:
    """Refuse a header that no table of this program could have. Raises NotReadableError."""
    if len(header) > MOST_COLUMNS:
        raise NotReadableError(
            f"has {len(header)} columns, more than the {MOST_COLUMNS} that are read"
        )


def without_blank_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows (`row` and text columns) in which a cell holds more than spaces."""
    if rows.width < 2 or rows.to_series(1).str.contains(r"\S").fill_null(value=False).all():
        return rows  # the usual case, told from one column
    return rows.filter(pl.any_horizontal(pl.exclude("row").str.contains(r"\S")))


def best_header(rows: Sequence[Sequence[str]], known: set[str]) -> int | None:
    """The row that holds the most known names; the first filled row where none does; None where all
    are blank."""
    counts = [len({plain_name(cell) for cell in row} & known) for row in rows]
    if counts and max(counts) > 0:
        return counts.index(max(counts))
    return next((at for at, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
