"""The floor: import what the program imports, read the same bytes, write the same cells, and
nothing else.

    python floor.py INPUT RULES REFERENCE FINISHED CELLS OUTPUT

FINISHED is the folder of a finished run; CELLS holds the cells of its workbook, a list of rows for
each sheet, in JSON.
"""

import json
import sys
import tomllib
from pathlib import Path

import click  # noqa: F401
import openpyxl
import pandera.polars  # noqa: F401
import polars as pl


def main(
    register: Path, rules: Path, reference: Path, finished: Path, cells: Path, output: Path
) -> None:
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
    for path in sorted(finished.glob("*.csv")):
        pl.read_csv(path, infer_schema_length=None).write_csv(output / path.name)
    book = openpyxl.Workbook(write_only=True)
    for rows in json.loads(cells.read_text("utf-8")):
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(output / "workbook.xlsx")
    (output / "run.json").write_text(
        json.dumps(json.loads((finished / "run.json").read_text("utf-8"))), "utf-8"
    )


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:7]))
