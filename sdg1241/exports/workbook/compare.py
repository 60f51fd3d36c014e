"""Figures of one run, or of two side by side with the change."""

from collections.abc import Sequence

import polars as pl

from .content import Side
from .page import Column


def beside(
    frame: pl.DataFrame,
    key: str,
    figure: str,
    sides: Sequence[Side],
    tables: Sequence[pl.DataFrame],
) -> pl.DataFrame:
    """Add one column for each run, `figure` and its number, and with two runs `figure change`.

    Args:
        frame: the rows to add to.
        key: the column that `frame` and the tables share.
        figure: name of the new columns.
        sides: the runs.
        tables: for each run the key and `value`.
    """
    for n, (_, table) in enumerate(zip(sides, tables, strict=True)):
        values = table.select(key, pl.col("value").alias(f"{figure} {n}"))
        frame = frame.join(values, on=key, how="left", maintain_order="left")
    if len(sides) == 1:
        return frame
    now, before = pl.col(f"{figure} 1"), pl.col(f"{figure} 0")
    return frame.with_columns((now - before).alias(f"{figure} change"))


def figure_columns(
    figure: str,
    title: str,
    unit: str,
    style: str,
    sides: Sequence[Side],
    blanks: Sequence[str],
    change: str,
    width: float = 12,
) -> list[Column]:
    """The columns that `beside` adds, with their headings."""
    if len(sides) == 1:
        return [Column(f"{figure} 0", _heading(title, unit), style, width, blanks[0])]
    columns = [
        Column(f"{figure} {n}", _heading(title, side.label, unit), style, width, blanks[n])
        for n, side in enumerate(sides)
    ]
    changed = {"percent": "change", "number": "count change"}[style]
    missing = next((b for b in blanks if b == ".."), blanks[0])
    return [*columns, Column(f"{figure} change", _heading(title, change), changed, width, missing)]


def _heading(*words: str) -> str:
    text = " ".join(word for word in words if word)
    return text[:1].upper() + text[1:]
