"""The text of a typed cell, of a workbook or of Parquet."""

from datetime import datetime

from sdg1241.tables.cell_text import cell_text


def test_a_typed_cell_is_written_as_in_a_csv_file() -> None:
    assert cell_text(datetime.fromisoformat("2020-01-31")) == "2020-01-31"
    assert cell_text(datetime.fromisoformat("2020-01-31 16:00")) == "2020-01-31 16:00:00"
    assert (cell_text(2015.0), cell_text(0.5), cell_text(None)) == ("2015", "0.5", None)
