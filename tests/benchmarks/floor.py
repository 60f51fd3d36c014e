"""The floor: import what the program imports, read the same bytes, write the same cells, and nothing else.

    python floor.py INPUT RULES REFERENCE FINISHED OUTPUT

FINISHED is the folder of a finished run, from which the cells to write are taken.
"""

import json
import sys
import tomllib
from pathlib import Path

import click  # noqa: F401
import openpyxl
import pandera.polars  # noqa: F401
import polars as pl


def main(register: Path, rules: Path, reference: Path, finished: Path, output: Path) -> None:
    """Read everything, write everything."""
    for path in sorted(rules.glob("*.toml")):
        tomllib.loads(path.read_text("utf-8"))
    used = ("areas", "area_groups", "area_levels", "party_status", "not_areas")
    items = ("annex_iii", "stockholm_amendments", "report_rounds")
    for name in (*used, *items):
        pl.read_csv(reference / f"{name}.csv", infer_schema=False)
    for path in sorted(register.glob("*.csv")):
        pl.read_csv(path, infer_schema=False)
    output.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook(write_only=True)
    for path in sorted(finished.glob("*.csv")):
        table = pl.read_csv(path, infer_schema_length=None)
        table.write_csv(output / path.name)
        sheet = book.create_sheet(path.stem[:31])
        sheet.append(table.columns)
        for row in table.iter_rows():
            sheet.append(row)
    book.save(output / "workbook.xlsx")
    (output / "run.json").write_text(json.dumps(json.loads((finished / "run.json").read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:6]))
