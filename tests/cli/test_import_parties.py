"""`sdg1241 import parties` as a user starts it."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import polars as pl
import pytest
from click.testing import CliRunner, Result

from sdg1241.cli import cli

STATUS = Path(__file__).parents[1] / "imports" / "status"
Program = Callable[..., "CompletedProcess[str]"]


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["import", "parties", *map(str, arguments)])


def test_the_table_is_read_by_run_beside_a_register(sdg1241: Program, tmp_path: Path) -> None:
    folder = tmp_path / "input"
    folder.mkdir()
    output = folder / "parties.csv"
    done = sdg1241("import", "parties", *sorted(STATUS.iterdir()), "--output", output)
    assert done.returncode == 0, done.stderr
    assert "Rows read: 14" in done.stdout
    assert "accepted     11  as 11 rows" in done.stdout
    assert "rejected      3  of which 2 not Parties, 1 of other treaties" in done.stdout
    assert "status-not-given: No Party of montreal" in done.stderr
    register = "party,convention,obligation,received_on\nKEN,basel,focal_point,2016-01-01\n"
    (folder / "submissions.csv").write_text(register)
    ran = sdg1241("run", folder, "--cycle", 2020, "--output", tmp_path / "out")
    assert ran.returncode == 0, ran.stderr
    assert "Party status: parties.csv" in ran.stdout
    scores = pl.read_csv(tmp_path / "out" / "scores.csv", infer_schema=False)
    kenya = scores.filter(pl.col("party") == "KEN")
    assert sorted(kenya["convention"]) == ["basel", "minamata", "rotterdam"]


def test_the_report_lists_differences_and_what_they_move(tmp_path: Path) -> None:
    output, report = tmp_path / "parties.csv", tmp_path / "report.json"
    done = call(STATUS / "basel_depositary.csv", "--output", output, "--report", report)
    assert done.exit_code == 0
    assert "basel       0 new, 0 changed, " in done.stdout
    assert "is no longer a Party in 2015, 2020, 2025, 2030" in done.stdout
    told = json.loads(report.read_text())
    assert set(told) == {"differences", "moves"}
    assert {row["difference"] for row in told["differences"]} == {"missing"}
    done = call(STATUS / "basel_depositary.csv", "--output", output, "--report", report)
    assert done.exit_code == 0, "the same outputs once more are no conflict"


def test_rows_that_are_not_understood_are_listed_and_the_rest_is_written(tmp_path: Path) -> None:
    table = tmp_path / "basel.csv"
    table.write_text("Participant,Accession\nKEN,1 Jun 2000 a\nAtlantis,1 Jun 2000 a\n")
    output, findings = tmp_path / "parties.csv", tmp_path / "findings.csv"
    done = call(table, "--output", output, "--findings", findings)
    assert done.exit_code == 1
    assert "unknown-party" in findings.read_text()
    assert output.read_text().splitlines() == [
        "convention,party,entry_into_force,withdrawn_on",
        "basel,KEN,2000-08-30,",
    ]


def test_of_a_table_without_a_party_nothing_is_written(tmp_path: Path) -> None:
    table = tmp_path / "basel.csv"
    table.write_text("Participant,Signature,Accession\nHTI,22 Mar 1989,\n")
    output, report = tmp_path / "parties.csv", tmp_path / "report.json"
    done = call(table, "--output", output, "--report", report)
    assert (done.exit_code, output.exists(), report.exists()) == (1, False, False)


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "{", '{"d": []', "<html/>", ""])
def test_what_is_no_status_table_is_one_line_and_exit_2(tmp_path: Path, content: str) -> None:
    table = tmp_path / "basel.csv"
    table.write_text(content)
    done = call(table, "--output", tmp_path / "parties.csv")
    assert done.exit_code == 2
    assert done.stderr.startswith(f"Error: {table}: ")
    assert len(done.stderr.splitlines()) == 1


def test_an_output_of_another_origin_is_kept_unless_forced(tmp_path: Path) -> None:
    output = tmp_path / "parties.csv"
    output.write_text("mine")
    asked = (STATUS / "basel_depositary.csv", "--output", output)
    assert call(*asked).exit_code == 2
    assert output.read_text() == "mine"
    assert call(*asked, "--force").exit_code == 0
    assert output.read_text().startswith("convention,party")


def test_a_table_that_is_read_is_not_written_over(tmp_path: Path) -> None:
    table = tmp_path / "basel.csv"
    table.write_text("Participant,Accession\nKEN,1 Jun 2000 a\n")
    done = call(table, "--output", table, "--force")
    assert done.exit_code == 2
    assert "files of their own" in done.stderr
