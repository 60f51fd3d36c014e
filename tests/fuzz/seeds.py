"""The files that the fuzzer starts from: small registers in every form that the program reads."""

import io
from pathlib import Path

import polars as pl
from openpyxl import Workbook

from sdg1241 import load_rules
from sdg1241.exports.template import template_bytes

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "2020" / "submissions.csv"


def seeds() -> dict[str, bytes]:
    """The same rows as CSV in several encodings, as Parquet, as a workbook, and a template."""
    text = "".join(SAMPLE.read_text("utf-8").splitlines(keepends=True)[:40])
    text += 'CIV,basel,annual_report,2018,2019-11-30,"Côte d\'Ivoire, ""report"""\n'
    text += "KE,Basel,annual report,2017,31/12/2018,x\n"
    table = pl.read_csv(text.encode(), infer_schema=False)
    parquet, book = io.BytesIO(), io.BytesIO()
    table.with_columns(pl.col("received_on").str.to_date("%Y-%m-%d", strict=False)).write_parquet(
        parquet
    )
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "submissions"
    for row in (table.columns, *table.head(15).rows()):
        sheet.append(row)
    workbook.save(book)
    return {
        "csv": text.encode(),
        "cp1252": text.replace("\n", "\r\n").replace(",", ";").encode("cp1252"),
        "utf-16": text.replace(",", "\t").encode("utf-16"),
        "parquet": parquet.getvalue(),
        "workbook": book.getvalue(),
        "template": template_bytes(load_rules(), ["basel"], 2020, ["KEN", "UGA"]),
    }
