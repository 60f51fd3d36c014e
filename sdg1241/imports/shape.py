"""What a table is told of before its cells are read: rows that do not fit it, and cells beside
it."""

from collections.abc import Iterable

import polars as pl

from ..submissions.findings import no_findings, placed
from ..tables import Broken, Table, column_letters


def shape_findings(
    file: str, sheet: str | None, table: Table, broken: Iterable[Broken]
) -> pl.DataFrame:
    """Findings on the shape of a table whose rows were read (columns of `findings.FINDINGS`)."""
    told = [(str(b["code"]), {**b, "code": None}) for b in broken]
    told += [
        ("column-beside", {"row": row, "column": column_letters(at), "value": text})
        for row, at, text in table.beside()
    ]
    place = {"file": file, "sheet": sheet}
    kinds = {"sheet": pl.String}
    found = (
        placed(code, pl.DataFrame([place | one], schema_overrides=kinds).drop("code", strict=False))
        for code, one in told
    )
    return pl.concat([no_findings(), *found])
