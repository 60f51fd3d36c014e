import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner, Result

from sdg1241.cli import cli

ROOT = Path(__file__).resolve().parents[2]
Call = Callable[..., Result]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    """`call("explain", ...)`: the command group in this process, at the top of the checkout."""
    monkeypatch.chdir(ROOT)
    return lambda *args: CliRunner().invoke(cli, [str(arg) for arg in args])


ASKED = {
    "explain": ("explain", "Kenya", "basel", "--input", "sample_data/2020", "--cycle", "2020"),
    "outstanding": (
        "outstanding", "--group", "054", "--input", "sample_data/2020", "--cycle", "2020", "--as-of", "2020-06-30",
    ),
    "what-if": (
        "what-if", "--input", "sample_data/2020", "--cycle", "2020", "--rule", "sample_data/what_if.toml",
    ),
    "rules": ("rules", "basel"),
}  # fmt: skip


@pytest.mark.parametrize("command", sorted(ASKED))
def test_the_ending_of_the_file_says_how_the_answer_is_written(
    call: Call, tmp_path: Path, command: str
) -> None:
    printed = set()
    for ending in ("csv", "json", "xlsx"):
        done = call(*ASKED[command], "--output", tmp_path / f"answer.{ending}")
        assert done.exit_code == 0, done.stderr
        shown, written = done.stdout.removesuffix("\n").rsplit("\n", 1)
        assert written == f"Written: {tmp_path / f'answer.{ending}'}"
        printed.add(shown)
    assert len(printed) == 1
    first = pl.read_csv(tmp_path / "answer.csv", infer_schema=False)
    tables = json.loads((tmp_path / "answer.json").read_text("utf-8"))
    name, rows = next(iter(tables.items()))
    book = openpyxl.load_workbook(tmp_path / "answer.xlsx")
    assert book.sheetnames == list(tables)
    cells = list(book[name].iter_rows(values_only=True))
    assert len(rows) == first.height == len(cells) - 1 > 0
    assert list(rows[0]) == first.columns == list(cells[0])
    if "points" in rows[0] and command != "rules":
        assert isinstance(rows[0]["points"], float)


def test_every_output_of_what_if_is_marked(call: Call, tmp_path: Path) -> None:
    done = call(*ASKED["what-if"], "--output", tmp_path / "w.xlsx")
    assert done.stdout.startswith("NOT OFFICIAL: ")
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    assert all(name.endswith(" - not official") for name in book.sheetnames)
    for sheet in book:
        rows = list(sheet.iter_rows(values_only=True))
        at = rows[0].index("status")
        assert {row[at] for row in rows[1:]} == {"not official"}


def test_a_readable_explanation(call: Call) -> None:
    done = call("explain", "404", "Rotterdam", "--input", "sample_data/2020", "--cycle", "2020")
    lines = done.stdout.splitlines()
    assert lines[0] == "Kenya (KEN), SDG 12.4.1, cycle 2020, edition 2026-10"
    assert "Score: 100 x 6.6 / 11.6 = 56.89655 %" in lines
    assert "Maximum: 1 contacts + 53 x 0.2 import responses = 11.6" in lines
    assert done.stderr == ""


def test_a_state_that_is_no_party_gets_an_answer(call: Call) -> None:
    done = call("explain", "USA", "basel", "--input", "sample_data/2020", "--cycle", "2020")
    assert done.exit_code == 0
    assert "Basel Convention: not a Party on 2019-12-31" in done.stdout


def test_outstanding_says_of_a_state_that_is_no_party_that_it_is_none(
    call: Call, write_input: Call
) -> None:
    folder = write_input(
        submissions="party,convention,obligation,item,received_on\n",
        parties="convention,party,entry_into_force\nbasel,UGA,2000-01-01\n",
    )
    done = call("outstanding", "KEN", "--input", folder, "--cycle", "2020", "--as-of", "2020-06-30")
    assert done.exit_code == 0
    assert "None is a Party of any convention on 2019-12-31" in done.stdout


def test_the_day_of_outstanding_is_said_and_is_the_limit(call: Call, tmp_path: Path) -> None:
    asked = (
        "outstanding",
        "KEN",
        "--input",
        "sample_data/2020",
        "--cycle",
        "2020",
        "--as-of",
        "2016-06-30",
    )
    done = call(*asked, "--output", tmp_path / "owed.csv")
    assert done.stdout.startswith(
        "Outstanding on 2016-06-30: cycle 2020, edition 2026-10, provisional as of 2016-06-30"
    )
    table = pl.read_csv(tmp_path / "owed.csv", infer_schema=False)
    assert table["counted_on"].unique().to_list() == ["2016-06-30"]
    late = call(*asked[:-1], "2019-06-30", "--output", tmp_path / "later.csv")
    assert late.exit_code == 0
    assert pl.read_csv(tmp_path / "later.csv").height < table.height


def test_a_folder_gets_one_workbook_a_party(call: Call, tmp_path: Path) -> None:
    done = call(*ASKED["outstanding"], "--output", tmp_path / "reminders")
    assert done.exit_code == 0, done.stderr
    written = sorted(p.name for p in (tmp_path / "reminders").glob("*.xlsx"))
    record = json.loads((tmp_path / "reminders" / "record.json").read_text("utf-8"))
    assert [entry["file"] for entry in record["outputs"]] == written
    assert record["missing"] == []
    assert f"Workbooks written: {len(written)}" in done.stdout
    assert "outstanding_FJI_2020.xlsx" in written


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("explain", "Kenyaa"), "There is no Party 'Kenyaa'. Nearest: Kenya (KEN)"),
        (("explain", "KEN", "bern"), "There is no convention 'bern'. Known: basel"),
        (("outstanding", "--group", "Afrika"), "There is no group 'Afrika'. Nearest: Africa"),
        (("outstanding",), "Name one Party, or a --group, or --all."),
        (("outstanding", "KEN", "--all"), "Name one Party, or a --group, or --all."),
        (
            ("explain", "KEN", "--output", "answer.txt"),
            "the ending must be one of .csv, .json, .xlsx",
        ),
        (
            ("what-if", "--rule", "tests/bad_proposals/unknown_key.toml"),
            "unknown_key.toml: dedlines: unknown key",
        ),
        (("what-if", "--rule", "nowhere.toml"), "nowhere.toml: file: missing"),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_line_and_exit_2(
    call: Call, args: tuple[str, ...], message: str
) -> None:
    done = call(*args, "--input", "sample_data/2020", "--cycle", "2020")
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
