"""Write the answer to a question as CSV, JSON or Excel, by the ending of the file."""

import json
from pathlib import Path

import polars as pl

from ..errors import UsageError
from ..runs import csv_bytes, write_bytes

ENDINGS = (".csv", ".json", ".xlsx")


def write_answer(path: Path, tables: dict[str, pl.DataFrame], *, force: bool = False) -> None:
    """Write tables by name: Excel and JSON hold all of them, CSV only the first.

    Raises:
        UsageError: the ending is none of `ENDINGS`.
        OutputError: the file is there already, differs, and `force` does not replace it; or it
            cannot be written.
    """
    write_bytes(path, answer_bytes(path, tables), force=force)


def answer_bytes(path: Path, tables: dict[str, pl.DataFrame]) -> bytes:
    """The content of such a file. Raises UsageError as `write_answer` does."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"{path}: the ending must be one of {', '.join(ENDINGS)}.")
    if ending == ".csv":
        return csv_bytes(next(iter(tables.values())))
    if ending == ".json":
        numbers = pl.selectors.decimal().cast(pl.Float64)
        rows = {
            name: json.loads(table.with_columns(numbers).write_json())
            for name, table in tables.items()
        }
        return (json.dumps(rows, indent=2, ensure_ascii=False) + "\n").encode()
    from .saving import TableBook, saved  # openpyxl, needed for this ending alone
    from .sheets import add_table

    book = TableBook()
    for name, table in tables.items():
        add_table(book, name, table)
    return saved(book)
