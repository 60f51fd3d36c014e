"""Which column of a table is which of the schema, and what is wrong with its header."""

import re
from collections.abc import Sequence

import polars as pl

from ..tables import SEPARATORS, Table, Wanted, plain_name
from .findings import found
from .schemas import TableSchema
from .template import known_columns


def known_names(schema: TableSchema) -> dict[str, str]:
    """Names that a header may use, as `plain_name` gives them, for each column: its name and its
    title."""
    spaced = {n.replace("_", " "): n for n in schema.columns}
    titles = {plain_name(f.title): f.name for f in schema.fields}
    return titles | spaced | {n: n for n in schema.columns}


def named_columns(schema: TableSchema, table: Table) -> tuple[dict[str, int], list[pl.DataFrame]]:
    """The place of each column of the schema that the header has, and what is wrong with it."""
    place = {"row": table.header_row, "table": schema.name}
    known = known_names(schema)
    missing = set(schema.required) - {known.get(plain_name(name)) for name in table.header}
    if len(missing) > 1 and table.header:
        written = pl.DataFrame([{**place, "value": ", ".join(table.header)}])
        columns = ", ".join(name for name in schema.required if name in missing)
        return {}, [found(_looks_like(schema, table.header), written, columns=columns)]
    named: dict[str, int] = {}
    faults = []
    for at, name in enumerate(table.header):
        column = known.get(plain_name(name))
        here = pl.DataFrame([{**place, "column": name, "value": name}])
        if column is None and not name.strip() and _is_blank(table, at):
            continue
        if column is None:
            faults.append(found("unknown-column", here, columns=", ".join(schema.columns)))
        elif column in named:
            faults.append(found("duplicate-column", here))
        else:
            named[column] = at
    for column in schema.required:
        if column not in named:
            here = pl.DataFrame([{**place, "column": column, "value": column}])
            header = ", ".join(table.header) or "nothing"
            faults.append(found("missing-column", here, header=header))
    return named, faults


def _looks_like(schema: TableSchema, header: Sequence[str]) -> str:
    """The code of the one finding on a header that lacks several columns: it was not cut into
    columns, or its names are others."""
    known = known_names(schema)
    written = header[0]
    parts = [re.split(re.escape(separator), written) for separator in SEPARATORS]
    if len(header) == 1 and any(plain_name(p) in known for cells in parts for p in cells[1:]):
        return "lines-in-quotes"
    words = re.split(r"[^a-z_]+", plain_name(written))
    if len(header) == 1 and set(schema.required) <= set(words):
        return "separator-not-known"
    return "header-not-known"


def _is_blank(table: Table, at: int) -> bool:
    """Whether a column holds nothing at all; asked only of columns without a name."""
    return all(p.cells[f"c{at}"].is_null().all() for p in table.pieces(Wanted()))


def template_faults(header_row: int, header: Sequence[str], filled: set[int]) -> list[pl.DataFrame]:
    """What is wrong with the row of codes of a template; `filled` are the places of its columns
    that hold cells."""
    faults = []
    for at, name in enumerate(header):
        here = {"row": header_row, "column": name, "value": name}
        if name.strip().lower() in [n.strip().lower() for n in header[:at]]:
            faults.append(found("duplicate-column", pl.DataFrame([here])))
        if at in filled and at not in known_columns(header):
            place = pl.DataFrame([{**here, "table": "template"}])
            codes = "the codes of an empty template"
            faults.append(found("unknown-column", place, columns=codes))
    return faults
