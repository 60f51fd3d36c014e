"""Options by which a person says what an input is: the conventions that it covers, and how its
dates are written."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

Program = Callable[..., "CompletedProcess[str]"]
HEADER = "party,convention,obligation,item,received_on\n"
PARTIES = (
    "convention,party,entry_into_force\nbasel,KEN,2000-08-30\nrotterdam,KEN,2005-05-04\n"
    "minamata,KEN,2018-01-01\n"
)
BASEL = HEADER + "KEN,basel,annual_report,2015,2016-12-31\n"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "submissions.csv").write_text(BASEL, "utf-8")
    (folder / "parties.csv").write_text(PARTIES, "utf-8")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def test_a_register_of_one_convention_is_warned_of(
    sdg1241: Program, register: Path, tmp_path: Path
) -> None:
    done = sdg1241("run", register, "--cycle", 2020, "--output", tmp_path / "out")
    assert done.returncode == 0
    warned = [line for line in done.stderr.splitlines() if line.startswith("Warning: ")]
    assert [line.split(" of the ")[1].split(":")[0] for line in warned] == [
        "Minamata Convention",
        "Rotterdam Convention",
    ]
    assert {row["convention"] for row in rows(tmp_path / "out" / "scores.csv")} == {
        "basel",
        "minamata",
        "rotterdam",
    }
    silent = sdg1241("validate", register)
    assert "convention-without-rows" not in silent.stdout + silent.stderr


def test_the_choice_of_conventions_stands_wherever_the_run_is_told_of(
    sdg1241: Program, register: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = sdg1241("run", register, "--cycle", 2020, "--convention", "basel", "--output", out)
    assert done.returncode == 0 and "Warning" not in done.stderr
    said = "covers basel only; there is no rate over all conventions."
    assert said in done.stderr
    assert json.loads((out / "run.json").read_text("utf-8"))["conventions"] == ["basel"]
    assert {row["convention"] for row in rows(out / "scores.csv")} == {"basel"}
    assert rows(out / "rates.csv") == []
    assert {row["convention"] for row in rows(out / "aggregates.csv")} == {"basel"}
    book = openpyxl.load_workbook(out / "sdg_12_4_1_2020.xlsx", read_only=True)
    for name in ("Summary", "Method"):
        texts = [str(v) for row in book[name].iter_rows(values_only=True) for v in row if v]
        assert any("Basel Convention only. There is no rate" in text for text in texts), name
    book.close()
    exported = sdg1241("export", out, "--to", "sdmx-csv")
    assert exported.returncode == 0 and said in exported.stderr
    whole = tmp_path / "whole"
    sdg1241("run", register, "--cycle", 2020, "--output", whole)
    compared = sdg1241("compare", whole, out)
    assert compared.returncode == 0 and said in compared.stderr
    assert not [line for line in compared.stdout.splitlines() if " all " in line]
    for asked in (["KEN"], ["--group", "LDCs"], ["--movers", "3"]):
        refused = sdg1241("compare", whole, out, *asked)
        assert refused.returncode == 2 and "no rate over all" in refused.stderr


def test_a_convention_that_is_none_is_wrong_usage(
    sdg1241: Program, register: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = sdg1241("run", register, "--cycle", 2020, "--convention", "bern", "--output", out)
    assert done.returncode == 2 and "There is no convention 'bern'" in done.stderr
    assert not out.exists()


def test_reminders_list_no_convention_that_the_register_does_not_cover(
    sdg1241: Program, register: Path, tmp_path: Path
) -> None:
    def conventions(*asked: str) -> set[str]:
        table = tmp_path / f"{len(asked)}.csv"
        done = sdg1241(
            *("outstanding", "KEN", "--input", register, "--cycle", 2020, "--as-of", "2020-06-01"),
            *("--output", table, *asked),
        )
        assert done.returncode == 0, done.stderr
        return {row["convention"] for row in rows(table)}

    assert conventions() == {"basel"}
    assert conventions("--convention", "rotterdam", "--convention", "basel") == {
        "basel",
        "rotterdam",
    }


@pytest.mark.parametrize(
    ("flag", "day"), [("--day-first", "2016-12-11"), ("--month-first", "2016-11-12")]
)
def test_dates_with_two_readings_are_read_as_told(
    flag: str, day: str, sdg1241: Program, register: Path, tmp_path: Path
) -> None:
    text = HEADER + "KEN,basel,annual_report,2015,11/12/2016\n"
    (register / "submissions.csv").write_text(text, "utf-8")
    refused = sdg1241("validate", register)
    assert refused.returncode == 1 and "ambiguous-date" in refused.stdout
    assert sdg1241("validate", register, flag).returncode == 0
    out = tmp_path / "out"
    asked = ("--cycle", 2020, "--convention", "basel", "--output", out)
    assert sdg1241("run", register, *asked, flag).returncode == 0
    [received] = [row for row in rows(out / "audit.csv") if row["outcome"] == "received"]
    assert received["received_on"] == day
    assert json.loads((out / "run.json").read_text("utf-8"))["dates"] == flag.strip("-")
    explained = sdg1241("explain", "KEN", "basel", "--input", register, "--cycle", 2020, flag)
    assert explained.returncode == 0 and day in explained.stdout
