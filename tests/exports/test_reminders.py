from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from sdg1241 import Run
from sdg1241.answers import outstanding, when_due
from sdg1241.errors import OutputError
from sdg1241.exports import write_reminders
from sdg1241.exports.reminder import COLUMNS, HEAD_ROW

DAY = date(2020, 6, 30)


def owed(run: Run, *parties: str) -> pl.DataFrame:
    table = outstanding(run.scored, run.rules, DAY, parties)
    return table.with_columns(state=when_due(pl.col("days_overdue")))


def test_one_workbook_a_party_with_every_line(
    sample_run: Callable[..., Run], tmp_path: Path
) -> None:
    run = sample_run(2020)
    table = owed(run, "KEN", "UGA")
    assert (
        write_reminders(tmp_path / "new" / "folder", table, ["KEN", "UGA"], run.scored, run.rules)
        == 2
    )
    folder = tmp_path / "new" / "folder"
    assert sorted(p.name for p in folder.iterdir()) == [
        "outstanding_KEN_2020.xlsx",
        "outstanding_UGA_2020.xlsx",
    ]
    sheet = openpyxl.load_workbook(folder / "outstanding_KEN_2020.xlsx")["Outstanding"]
    kenya = table.filter(party="KEN")
    assert sheet["A1"].value.startswith("Kenya (KEN): ")
    assert "Received up to 2020-06-30" in sheet["A2"].value
    assert [cell.value for cell in sheet[HEAD_ROW]] == [title for title, _ in COLUMNS.values()]
    lines = list(sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True))
    assert len(lines) == kenya.height
    for line, row in zip(lines, kenya.iter_rows(named=True), strict=True):
        due = (
            datetime(row["due_on"].year, row["due_on"].month, row["due_on"].day)  # noqa: DTZ001
            if row["due_on"]
            else None
        )
        assert line[1:6] == (row["label"], line[2], row["article"], due, row["state"] or None)
        assert line[6] == float(row["gain"])
        assert line[7] is None  # the day of sending is for the focal point to fill in
    assert lines[0][:3] == ("Basel Convention", "Annual national report", "2015")


def test_the_same_content_gives_the_same_bytes(
    sample_run: Callable[..., Run], tmp_path: Path
) -> None:
    run = sample_run(2020)
    for name in ("a", "b"):
        write_reminders(tmp_path / name, owed(run, "KEN"), ["KEN"], run.scored, run.rules)
    first, second = (tmp_path / name / "outstanding_KEN_2020.xlsx" for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_no_text_becomes_a_formula(sample_run: Callable[..., Run], tmp_path: Path) -> None:
    run = sample_run(2020)
    table = (
        owed(run, "KEN")
        .head(1)
        .with_columns(label=pl.lit("=1+1"), name=pl.lit("=A1"), state=pl.lit("#N/A"))
    )
    write_reminders(tmp_path, table, ["KEN"], run.scored, run.rules)
    sheet = openpyxl.load_workbook(tmp_path / "outstanding_KEN_2020.xlsx")["Outstanding"]
    assert {
        cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    } == {"s"}
    assert sheet.cell(HEAD_ROW + 1, 2).value == "=1+1"


def test_missing_contacts_are_named(sample_run: Callable[..., Run], tmp_path: Path) -> None:
    run = sample_run(2020)
    table = outstanding(run.scored, run.rules, DAY).filter(obligation="contacts").head(1)
    [party] = table["party"]
    table = table.with_columns(state=pl.lit(""))
    write_reminders(tmp_path, table, [party], run.scored, run.rules)
    sheet = openpyxl.load_workbook(tmp_path / f"outstanding_{party}_2020.xlsx")["Outstanding"]
    assert sheet.cell(HEAD_ROW + 1, 3).value == table["missing_roles"][0].replace("_", " ")


def test_the_workbook_of_a_party_that_owes_nothing_more_goes(
    sample_run: Callable[..., Run], tmp_path: Path
) -> None:
    run = sample_run(2020)
    for name in (
        "outstanding_KEN_2020.xlsx",
        "outstanding_UGA_2020.xlsx",
        "outstanding_KEN_2015.xlsx",
    ):
        (tmp_path / name).write_bytes(b"earlier")
    assert write_reminders(tmp_path, owed(run), ["KEN"], run.scored, run.rules) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "outstanding_KEN_2015.xlsx",
        "outstanding_UGA_2020.xlsx",
    ]


def test_a_folder_that_cannot_be_written_is_named(
    sample_run: Callable[..., Run], tmp_path: Path
) -> None:
    run = sample_run(2020)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file: cannot be written"):
        write_reminders(tmp_path / "file", owed(run, "KEN"), ["KEN"], run.scored, run.rules)
