import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from sdg1241 import Rules, Run, read_register, validate
from sdg1241.answers import outstanding, when_due
from sdg1241.errors import OutputError
from sdg1241.exports import write_reminders
from sdg1241.exports.reminder import FIRST, HEAD_ROW, WIDTHS
from sdg1241.submissions import has_errors

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
        "record.json",
    ]
    sheet = openpyxl.load_workbook(folder / "outstanding_KEN_2020.xlsx")["Outstanding"]
    kenya = table.filter(party="KEN")
    assert sheet["A1"].value.startswith("Kenya (KEN): ")
    assert "Received up to 2020-06-30" in sheet["A2"].value
    assert sheet[HEAD_ROW][1].value == "What is owed"
    assert [cell.value for cell in sheet[HEAD_ROW + 1]] == list(WIDTHS)
    lines = list(sheet.iter_rows(min_row=FIRST, values_only=True))
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
    assert sheet.cell(FIRST, 2).value == "=1+1"


def test_missing_contacts_are_named(sample_run: Callable[..., Run], tmp_path: Path) -> None:
    run = sample_run(2020)
    table = outstanding(run.scored, run.rules, DAY).filter(obligation="contacts").head(1)
    [party] = table["party"]
    table = table.with_columns(state=pl.lit(""))
    write_reminders(tmp_path, table, [party], run.scored, run.rules)
    sheet = openpyxl.load_workbook(tmp_path / f"outstanding_{party}_2020.xlsx")["Outstanding"]
    contacts = [sheet.cell(row, 3).value for row in range(FIRST, sheet.max_row + 1)]
    named = [role.replace("_", " ") for role in table["missing_roles"][0].split(", ")]
    assert [contact.lower() for contact in contacts] == named


def test_the_workbook_of_a_party_that_owes_nothing_more_goes(
    sample_run: Callable[..., Run], tmp_path: Path
) -> None:
    run = sample_run(2020)
    for year in (2015, 2020):
        earlier = sample_run(year)
        write_reminders(
            tmp_path, owed(earlier, "KEN", "UGA"), ["KEN", "UGA"], earlier.scored, run.rules
        )
    (tmp_path / "outstanding_FJI_2020.xlsx").write_bytes(b"of another origin")
    asked = ["FJI", "KEN"]
    assert write_reminders(tmp_path, owed(run).clear(), asked, run.scored, run.rules) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "outstanding_FJI_2020.xlsx",
        "outstanding_KEN_2015.xlsx",
        "outstanding_UGA_2015.xlsx",
        "outstanding_UGA_2020.xlsx",
        "record.json",
    ]


def test_a_folder_that_cannot_be_written_is_named(
    sample_run: Callable[..., Run], tmp_path: Path
) -> None:
    run = sample_run(2020)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file: cannot be written"):
        write_reminders(tmp_path / "file", owed(run, "KEN"), ["KEN"], run.scored, run.rules)


LANGUAGES = ("en", "ar", "zh", "fr", "ru", "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_filled_and_returned_is_read(
    language: str, sample_run: Callable[..., Run], tmp_path: Path
) -> None:
    """As the focal point fills it in: a day on some lines, the others left blank."""
    run = sample_run(2020)
    [party] = (
        outstanding(run.scored, run.rules, DAY)
        .filter((pl.col("obligation") == "contacts") & pl.col("missing_roles").str.contains(","))[
            "party"
        ]
        .head(1)
    )
    folder, table = tmp_path / "sent", owed(run, party)
    write_reminders(folder, table, [party], run.scored, run.rules, language)
    path = folder / f"outstanding_{party}_2020.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    filled = []
    for row in range(FIRST, sheet.max_row + 1):
        if row % 2 or "focal_point" in sheet.cell(row, 10).value:
            sheet.cell(row, 8).value = date(2019, 3, row % 28 + 1)
            filled.append((row, sheet.cell(row, 10).value))
    book.save(path)
    register = read_register(path)
    checked = validate(register, run.rules)
    assert has_errors(checked.findings) is False
    odd = checked.findings.filter(pl.col("file") == path.name, pl.col("column") != "received_on")
    assert odd.is_empty()
    assert checked.inputs["rows_accepted"].sum() == len(filled) > 3
    kept = checked.submissions.select("party", "convention", "scored_obligation", "scored_item")
    read = {(p, c, i or o) for p, c, o, i in kept.rows()}
    parts = [code.split(":") for _, code in filled]
    assert read == {(party, code[0], code[-1]) for code in parts}


def test_what_was_written_wrong_is_told_with_its_cell(
    sample_run: Callable[..., Run], tmp_path: Path
) -> None:
    run = sample_run(2020)
    write_reminders(tmp_path, owed(run, "KEN"), ["KEN"], run.scored, run.rules)
    path = tmp_path / "outstanding_KEN_2020.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.cell(FIRST, 8).value = "soon"
    sheet.cell(FIRST + 1, 8).value, sheet.cell(FIRST + 1, 10).value = date(2019, 1, 1), "basel:x"
    sheet.cell(FIRST + 2, 8).value = date(2019, 1, 1)
    book.save(path)
    checked = validate(read_register(path), run.rules)
    errors = checked.findings.filter(pl.col("severity") == "error")
    assert errors.select("row", "column").rows() == [
        (FIRST, "received_on"),
        (FIRST + 1, "received_on"),
    ]
    assert checked.inputs["rows_accepted"].sum() == 1


def test_a_returned_reminder_adds_to_the_register_beside_it(
    sample_run: Callable[..., Run], few: Path, tmp_path: Path
) -> None:
    run = sample_run(2020)
    for name in ("submissions", "parties"):
        (tmp_path / f"{name}.csv").write_bytes((few / f"{name}.csv").read_bytes())
    before = validate(read_register(tmp_path), run.rules).submissions.height
    write_reminders(tmp_path, owed(run, "KEN", "BRA"), ["KEN", "BRA"], run.scored, run.rules, "fr")
    for party in ("KEN", "BRA"):
        path = tmp_path / f"outstanding_{party}_2020.xlsx"
        book = openpyxl.load_workbook(path)
        book.worksheets[0].cell(FIRST, 8).value = date(2019, 6, 1)
        book.save(path)
    checked = validate(read_register(tmp_path), run.rules)
    assert not has_errors(checked.findings)
    assert checked.submissions.height == before + 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_in_every_language(language: str, rules: Rules) -> None:
    words = tomllib.loads((files("sdg1241.exports") / "words.toml").read_text("utf-8"))
    for group in ("template", "day", "reminder"):
        for key, texts in words[group].items():
            assert set(texts) == set(LANGUAGES), key
            braces = [re.findall(r"\{\w+\}", text) for text in texts.values()]
            assert len({frozenset(found) for found in braces}) == 1, key
    owed_things = {f"{c.id}.{o.id}" for c in rules.conventions for o in c.obligations}
    roles = {role for c in rules.conventions for o in c.obligations for role in o.requires}
    assert owed_things <= set(words["label"])
    assert roles <= set(words["role"])
    for texts in (*words["label"].values(), *words["role"].values()):
        assert set(texts) == set(LANGUAGES) - {"en"}
