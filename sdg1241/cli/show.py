"""Tables in the terminal."""

from typing import TYPE_CHECKING

from .terminal import one_line, say

if TYPE_CHECKING:
    import polars as pl

WIDEST = 60


def show(table: "pl.DataFrame", titles: dict[str, str] | None = None) -> None:
    """Print a table with aligned columns, numbers to the right; a blank stands for null, long text
    is cut."""
    names = [one_line((titles or {}).get(c, c)) for c in table.columns]
    cells = [["" if v is None else one_line(str(v)) for v in table[c]] for c in table.columns]
    widths = [
        min(max(map(len, (name, *column)), default=0), WIDEST)
        for name, column in zip(names, cells, strict=True)
    ]
    right = [table.schema[c].is_numeric() for c in table.columns]
    for row in (names, *zip(*cells, strict=True)):
        fitted = [v if len(v) <= w else v[: w - 1] + "…" for v, w in zip(row, widths, strict=True)]
        aligned = [
            v.rjust(w) if r else v.ljust(w) for v, w, r in zip(fitted, widths, right, strict=True)
        ]
        say("  ".join(aligned).rstrip())
