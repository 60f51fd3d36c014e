"""Code and name of a row of a template: after one column was sorted alone, they are two countries.

Nobody can tell which of the two is meant, so nothing of such a row is counted.
"""

from collections.abc import Iterator

import polars as pl

from .findings import found, nothing_found
from .readers import PARTY, Readers
from .sources import Source
from .template import NAME

TOLD = {"row": pl.Int64} | dict.fromkeys(
    ("code", "value", "written", "of_code", "of_name"), pl.String
)


def name_faults(source: Source, readers: Readers, start: int) -> pl.DataFrame:
    """What is wrong with the names of the rows of a template, as faults of the receipts in them.

    Args:
        source: of a template; of any other nothing is said.
        readers: how its cells are read.
        start: what `at` counts from in this source.
    """
    if source.places is None or source.row_names is None:
        return nothing_found()
    told = [row for row in source.row_names.iter_rows(named=True) if row[NAME] and row[PARTY]]
    faults = pl.DataFrame(list(_faults(told, readers)), schema=TOLD)
    at = source.places.select("row", pl.col("at") + start)
    rows = at.join(faults, on="row", maintain_order="left").drop("row")
    codes = rows["code"].unique(maintain_order=True)
    parts = [found(c, rows.filter(pl.col("code") == c).drop("code"), NAME) for c in codes]
    return pl.concat([nothing_found(), *parts])


def _faults(rows: list[dict[str, object]], readers: Readers) -> Iterator[dict[str, object]]:
    read = readers.of_party
    for row in rows:
        code, name = read(str(row[PARTY])), read(str(row[NAME]))
        told = {"row": row["row"], "value": row[NAME], "written": row[PARTY]}
        if code.value is None or code.value == name.value:
            continue
        if name.value is not None:
            parties = {"of_code": code.value, "of_name": name.value}
            yield {"code": "name-of-another-party", **told, **parties}
        elif code.value not in name.details.get("readings", "").split(", "):
            yield {"code": "name-not-known", **told, "of_code": code.value, "of_name": None}
