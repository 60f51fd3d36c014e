"""What a table is told of before its cells are read: rows that do not fit it, and cells beside
it."""

from collections.abc import Iterable

import polars as pl

from ..submissions.findings import no_findings, placed
from ..tables import Broken, Table


def shape_findings(
    file: str, sheet: str | None, table: Table, broken: Iterable[Broken]
) -> pl.DataFrame:
    """Findings on the shape of a table whose rows were read (columns of `findings.FINDINGS`)."""
    beside = ({"row": r, "column": c, "value": v} for r, c, v in table.beside())
    told = [*broken, *({"code": "column-beside", **cell} for cell in beside)]
    place, kinds = {"file": file, "sheet": sheet}, {"sheet": pl.String}
    found = (
        placed(str(one["code"]), pl.DataFrame([place | one], schema_overrides=kinds).drop("code"))
        for one in told
    )
    return pl.concat([no_findings(), *found])
