"""`sdg1241 completeness`, as a person starts it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import polars as pl
import pytest

from sdg1241 import Run

Call = Callable[..., "CompletedProcess[str]"]
SAMPLE = (
    "This is a sample register: its items and dates are invented, and say nothing of any State."
)


@pytest.fixture(scope="module")
def folder(
    sample_run: Callable[[int, str | None], Run],
    write_quickly: Callable[[Path, Run], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    return write_quickly(tmp_path_factory.mktemp("finished") / "run", sample_run(2020, None))


def test_which_chemicals_are_answered_least(sdg1241: Call, tmp_path: Path) -> None:
    asked = ("--by", "item", "--obligation", "import_response")
    done = sdg1241(
        "completeness", "sample_data/2020", "--cycle", 2020, *asked, "--output", tmp_path / "c.csv"
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["Completeness of transmission: cycle 2020, edition 2026-10", SAMPLE]
    assert lines[2].split()[:5] == ["Rank", "Convention", "Obligation", "Item", "Parties"]
    assert lines[3].split()[:5] == ["1", "rotterdam", "import_response", "Phorate", "159"]
    table = pl.read_csv(tmp_path / "c.csv")
    assert table.height == 53
    assert table["share_transmitted"].is_sorted()
    assert lines[-1] == f"Written: {tmp_path / 'c.csv'}"


def test_a_folder_of_a_run_knows_its_cycle(sdg1241: Call, folder: Path, tmp_path: Path) -> None:
    from_input = sdg1241("completeness", "sample_data/2020", "--cycle", 2020, "--group", "LDCs")
    from_run = sdg1241("completeness", folder, "--group", "LDCs")
    assert from_run.stdout == from_input.stdout
    assert "Least Developed Countries (LDCs)" in from_run.stdout


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--cycle", "2015"), "holds a run with cycle 2020, not 2015"),
        (("--edition", "2020-10"), "holds a run with edition 2026-10, not 2020-10"),
        (("--as-of", "2019-01-01"), "holds a run with as-of date none, not 2019-01-01"),
        (("--by", "month"), "'month' is not one of 'convention', 'obligation', 'item'"),
        (("--by", "region", "--by", "group"), "by region or by group, not by both"),
        (("--obligation", "reports"), "no obligation 'reports'. Known: contacts"),
        (("--output", "c.txt"), "the ending must be one of .csv, .json, .xlsx"),
    ],
)
def test_wrong_usage_is_one_message_and_status_2(
    sdg1241: Call, folder: Path, asked: tuple[str, ...], message: str
) -> None:
    done = sdg1241("completeness", folder, *asked)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_input_needs_its_cycle(sdg1241: Call) -> None:
    done = sdg1241("completeness", "sample_data/2020")
    assert done.returncode == 2
    assert "Name the --cycle; only the folder of a run knows its own." in done.stderr


def test_a_folder_whose_writing_was_interrupted_is_said_to_be_one(
    sdg1241: Call, folder: Path, tmp_path: Path
) -> None:
    broken = shutil.copytree(folder, tmp_path / "broken")
    (broken / "run.json").rename(broken / ".run.json.journal")
    done = sdg1241("completeness", broken, "--cycle", 2020)
    assert done.returncode == 2
    assert "is not the folder of a finished run: run.json is missing" in done.stderr


def test_the_ending_says_how_it_is_written(sdg1241: Call, folder: Path, tmp_path: Path) -> None:
    for ending in ("csv", "json", "xlsx"):
        done = sdg1241("completeness", folder, "--output", tmp_path / f"c.{ending}")
        assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "c.json").read_text("utf-8"))["completeness"]
    text = pl.read_csv(tmp_path / "c.csv", infer_schema=False)
    cells = list(openpyxl.load_workbook(tmp_path / "c.xlsx")["completeness"].iter_rows())
    assert len(rows) == text.height == len(cells) - 1 == 12
    assert list(rows[0]) == text.columns
    again = sdg1241("completeness", folder, "--by", "item", "--output", tmp_path / "c.csv")
    assert (again.returncode, "--force" in again.stderr) == (2, True)


def test_a_run_of_an_earlier_version_is_said_to_be_one(
    sdg1241: Call,
    sample_run: Callable[[int, str | None], Run],
    write_quickly: Callable[[Path, Run], Path],
    tmp_path: Path,
) -> None:
    run = sample_run(2020, None)
    audit = run.tables["audit"].drop("due_on", "on_time", "due")
    earlier = Run(run.record, {**run.tables, "audit": audit}, computation=run.computation)
    done = sdg1241("completeness", write_quickly(tmp_path / "run", earlier))
    assert (done.returncode, done.stderr) == (0, "")
    assert "The run is of an earlier version, whose audit has no due dates" in done.stdout
    [line] = [x for x in done.stdout.splitlines() if "national_report" in x and "stockholm" in x]
    assert line.split() == ["1", "stockholm", "national_report", "182", "13", "182", "0", "7.14286"]


def test_nothing_owed_is_said(sdg1241: Call, write_input: Callable[..., Path]) -> None:
    folder = write_input(
        submissions="party,convention,obligation,item,received_on\n",
        parties="convention,party,entry_into_force\nbasel,EUE,1994-05-08\n",
    )
    done = sdg1241("completeness", folder, "--cycle", 2020)
    assert done.returncode == 0
    assert "Nothing is owed: no country is a Party of what was asked about." in done.stdout
    assert SAMPLE not in done.stdout


def test_what_was_due_by_the_as_of_date_stands_beside_the_whole_cycle(
    sdg1241: Call, tmp_path: Path
) -> None:
    """Of the samples' five reports to Montreal, of 197 Parties, two fell due by mid-2018:
    those on 2015 and 2016, on 30 September of the year after."""
    asked = ("--cycle", 2020, "--as-of", "2018-06-30", "--convention", "montreal")
    output = tmp_path / "c.csv"
    done = sdg1241("completeness", "sample_data/2020", *asked, "--output", output)
    assert (done.returncode, done.stderr) == (0, "")
    assert "provisional as of 2018-06-30" in done.stdout.splitlines()[0]
    head = next(line for line in done.stdout.splitlines() if line.startswith("Rank"))
    assert head.endswith("Parties owing  Owed by now  Transmitted of it (%)")
    assert "Owed by now: what was due by that day" in done.stdout
    rows = {row["obligation"]: row for row in pl.read_csv(output).iter_rows(named=True)}
    reports = rows["article_7_report"]
    assert (reports["owed"], reports["share_transmitted"]) == (5 * 197, 40.0)
    due = ("parties_due", "owed_due", "transmitted_due", "share_transmitted_due")
    assert [reports[column] for column in due] == [197, 2 * 197, 2 * 197, 100.0]
