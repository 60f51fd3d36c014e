"""Options of `sdg1241 run`: what they do to the files that it writes."""

from pathlib import Path

import openpyxl

from tests.cli.run_files import GOOD, PARTIES, Program, Write, record, table


def test_edition_and_as_of_are_passed_on(
    sdg1241: Program, write_input: Write, tmp_path: Path
) -> None:
    source, out = write_input(submissions=GOOD, parties=PARTIES), tmp_path / "out"
    options = ("--edition", "2020-10", "--as-of", "2017-06-30")
    done = sdg1241("run", source, "--cycle", 2020, "--output", out, *options)
    assert done.returncode == 0, done.stderr
    [score] = table(out / "scores.csv")
    assert (score["points"], score["maximum"], score["edition"]) == ("1.0", "5.0", "2020-10")
    assert (record(out)["edition"], record(out)["as_of"]) == ("2020-10", "2017-06-30")
    [world] = [r for r in table(out / "aggregates.csv") if r["group_m49"] == "001"][1:]
    shown = next(line for line in done.stdout.splitlines() if line.startswith("Basel"))
    assert shown.split()[-2:] == [world["parties_due"], world["mean_score_due"]]


def test_a_single_file_is_the_submissions_alone(
    sdg1241: Program, write_input: Write, tmp_path: Path
) -> None:
    source, out = (
        write_input(submissions=GOOD, parties=PARTIES) / "submissions.csv",
        tmp_path / "out",
    )
    done = sdg1241("run", source, "--cycle", 2020, "--output", out)
    assert done.returncode == 0, done.stderr
    assert record(out)["party_status"] == "shipped with the program"
    assert len(table(out / "rates.csv")) > 190
    codes = {row["code"]: row["severity"] for row in table(out / "findings.csv")}
    assert codes == {
        "shipped-party-status": "note",
        "all-bound": "note",
        "convention-without-rows": "warning",
    }
    [score] = [
        r for r in table(out / "scores.csv") if (r["party"], r["convention"]) == ("NAM", "basel")
    ]
    assert score["points"] == "2.0"


def test_na_among_codes_of_two_letters_is_namibia(
    sdg1241: Program, write_input: Write, tmp_path: Path
) -> None:
    text = "party,convention,obligation,item,received_on,reference,note\n"
    text += "KE,basel,annual_report,2015,2016-12-31,,\nUG,basel,annual_report,2015,2016-12-31,,\n"
    text += "NA,basel,annual_report,2015,2016-12-31,B-2016,None\n"
    text += "NA,basel,annual_report,2016,2017-12-31,null,nan\n"
    parties = PARTIES.replace("NAM", "NA") + "basel,KE,2000-08-30\nbasel,UG,1999-06-09\n"
    source, out = write_input(submissions=text, parties=parties), tmp_path / "out"
    done = sdg1241("run", source, "--cycle", 2020, "--convention", "basel", "--output", out)
    assert done.returncode == 0, done.stderr
    score = next(row for row in table(out / "scores.csv") if row["party"] == "NAM")
    assert (score["area"], score["points"]) == ("Namibia", "2.0")
    references = [
        row["reference"]
        for row in table(out / "audit.csv")
        if (row["party"], row["outcome"]) == ("NAM", "received")
    ]
    assert references == ["B-2016", ""]


def test_na_among_codes_of_three_letters_is_not_taken_for_namibia(
    sdg1241: Program, write_input: Write, tmp_path: Path
) -> None:
    text = "party,convention,obligation,item,received_on,reference,note\n"
    text += "NA,basel,annual_report,2015,2016-12-31,NA,None\n"
    text += "NAM,basel,annual_report,2016,2017-12-31,null,nan\n"
    source, out = write_input(submissions=text, parties=PARTIES), tmp_path / "out"
    done = sdg1241("run", source, "--cycle", 2020, "--skip-invalid", "--output", out)
    assert done.returncode == 1
    [score] = table(out / "scores.csv")
    assert (score["party"], score["points"]) == ("NAM", "1.0")
    found = {row["code"]: (row["severity"], row["row"]) for row in table(out / "findings.csv")}
    assert found["party-or-marker"] == ("error", "2")


def test_text_of_the_input_is_no_formula_in_the_workbook_and_unchanged_in_csv(
    sdg1241: Program, write_input: Write, tmp_path: Path
) -> None:
    text = 'party,convention,obligation,item,received_on,reference\nNAM,basel,annual_report,2015,2016-12-31,"=1+1"\n'
    source, out = write_input(submissions=text, parties=PARTIES), tmp_path / "out"
    assert sdg1241("run", source, "--cycle", 2020, "--output", out).returncode == 0
    assert "=1+1" in {row["reference"] for row in table(out / "audit.csv")}
    book = openpyxl.load_workbook(out / "sdg_12_4_1_2020.xlsx")
    cells = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"
    ]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
