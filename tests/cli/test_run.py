"""`sdg1241 run` through its real entry point: files, columns, exit statuses, findings, the
record."""

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data" / "2020"
TABLES = {
    "scores": "party m49 area convention series cycle edition points maximum score meets",
    "rates": "party m49 area cycle edition conventions transmission_rate meets_all",
    "aggregates": (
        "group_m49 group convention series cycle edition mean_score parties parties_meeting"
        " coverage published"
    ),
    "audit": (
        "party convention obligation item points maximum outcome received_on reference article"
        " source_file source_row cycle edition"
    ),
    "findings": "code severity file sheet row column value message hint",
}
FILES = {
    *(f"{name}.csv" for name in TABLES),
    "sdg_12_4_1_2020.xlsx",
    "datapackage.json",
    "run.json",
}
KEYS = {
    "scores": ("party", "convention"),
    "rates": ("party",),
    "aggregates": ("group_m49", "convention"),
    "audit": ("party",),
}
HEADER = "party,convention,obligation,item,received_on\n"
GOOD = HEADER + "NAM,basel,annual_report,2015,2016-12-31\nNAM,basel,annual_report,2016,2017-12-31\n"
BAD = GOOD + "NAM,basel,annual_report,2017,2018-13-31\nXQX,basel,annual_report,2017,2018-12-31\n"
PARTIES = "convention,party,entry_into_force\nbasel,NAM,1995-08-13\n"
Program = Callable[..., "CompletedProcess[str]"]
Write = Callable[..., Path]


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def record(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "run.json").read_text("utf-8"))
    return loaded


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def sample(
    sdg1241: Program, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, "CompletedProcess[str]"]:
    """The main job on the sample register, run once."""
    folder = tmp_path_factory.mktemp("sample") / "deep" / "out"
    return folder, sdg1241("run", "sample_data/2020", "--cycle", 2020, "--output", folder)


def test_the_main_job_writes_exactly_its_files(
    sample: tuple[Path, "CompletedProcess[str]"],
) -> None:
    folder, done = sample
    assert done.returncode == 0, done.stderr
    assert files(folder) == FILES


@pytest.mark.parametrize("name", TABLES)
def test_columns_stand_as_promised(sample: tuple[Path, "CompletedProcess[str]"], name: str) -> None:
    folder, _ = sample
    header = (folder / f"{name}.csv").read_text("utf-8").splitlines()[0].split(",")
    promised = TABLES[name].split()
    assert header[: len(promised)] == promised
    schema = json.loads((ROOT / "schemas" / f"{name}.json").read_text("utf-8"))
    assert header == [field["name"] for field in schema["fields"]]


def test_the_summary_shows_parties_world_mean_and_parties_meeting(
    sample: tuple[Path, "CompletedProcess[str]"],
) -> None:
    folder, done = sample
    lines = {line[:24].strip(): line[24:].split() for line in done.stdout.splitlines()}
    names = {
        "basel": "Basel Convention",
        "rotterdam": "Rotterdam Convention",
        "stockholm": "Stockholm Convention",
        "montreal": "Montreal Protocol",
        "minamata": "Minamata Convention",
        "all": "All conventions",
    }
    world = {
        row["convention"]: row
        for row in table(folder / "aggregates.csv")
        if row["group_m49"] == "001"
    }
    for convention, name in names.items():
        row = world[convention]
        assert lines[name] == [row["parties"], row["mean_score"], row["parties_meeting"]]
    assert "parties.csv" in done.stdout


def test_numbers_have_their_form(sample: tuple[Path, "CompletedProcess[str]"]) -> None:
    folder, _ = sample
    for name, column in (
        ("scores", "score"),
        ("rates", "transmission_rate"),
        ("aggregates", "mean_score"),
    ):
        for row in table(folder / f"{name}.csv"):
            assert len(row[column].partition(".")[2]) == 5, row
    assert {len(row["group_m49"]) for row in table(folder / "aggregates.csv")} == {3}
    assert {
        row["maximum"] for row in table(folder / "scores.csv") if row["convention"] == "rotterdam"
    } == {"11.6"}


def test_aggregates_of_all_conventions_have_no_series(
    sample: tuple[Path, "CompletedProcess[str]"],
) -> None:
    folder, _ = sample
    rows = table(folder / "aggregates.csv")
    assert {bool(row["series"]) for row in rows if row["convention"] == "all"} == {False}
    assert {bool(row["series"]) for row in rows if row["convention"] != "all"} == {True}
    rates = table(folder / "rates.csv")
    [world] = [row for row in rows if row["convention"] == "all" and row["group_m49"] == "001"]
    assert int(world["parties"]) == len(rates)
    assert int(world["parties_meeting"]) == sum(row["meets_all"] == "true" for row in rates)


def test_points_of_the_audit_add_up_to_the_scores(
    sample: tuple[Path, "CompletedProcess[str]"],
) -> None:
    folder, _ = sample
    sums: dict[tuple[str, str], list[int]] = {}
    for row in table(folder / "audit.csv"):
        assert row["outcome"] in {"received", "missing", "not bound"}
        assert (row["points"] == "") == (row["maximum"] == "") == (row["role"] == "true")
        if row["points"]:
            total = sums.setdefault((row["party"], row["convention"]), [0, 0])
            total[0] += round(float(row["points"]) * 10)
            total[1] += round(float(row["maximum"]) * 10)
    scores = {
        (row["party"], row["convention"]): [
            round(float(row["points"]) * 10),
            round(float(row["maximum"]) * 10),
        ]
        for row in table(folder / "scores.csv")
    }
    assert sums == scores


def test_evidence_points_to_the_line_of_the_file(
    sample: tuple[Path, "CompletedProcess[str]"],
) -> None:
    folder, _ = sample
    lines = (SAMPLE / "submissions.csv").read_text("utf-8").splitlines()
    found = [row for row in table(folder / "audit.csv") if row["source_row"]]
    assert len(found) > 5000
    for row in found[::50]:
        cells = lines[int(row["source_row"]) - 1].split(",")
        assert row["source_file"] == "submissions.csv"
        assert cells[:2] == [row["party"], row["convention"]]
        assert row["item"] in cells[2:4]
        assert cells[4] == row["received_on"]


@pytest.mark.parametrize("name", KEYS)
def test_rows_are_sorted(sample: tuple[Path, "CompletedProcess[str]"], name: str) -> None:
    folder, _ = sample
    keys = [tuple(row[k] for k in KEYS[name]) for row in table(folder / f"{name}.csv")]
    assert keys == sorted(keys)


def test_the_workbook_holds_the_same_tables(sample: tuple[Path, "CompletedProcess[str]"]) -> None:
    folder, _ = sample
    book = openpyxl.load_workbook(folder / "sdg_12_4_1_2020.xlsx", read_only=True)
    assert len(book.sheetnames) >= len(TABLES)
    book.close()


def test_the_record_says_what_went_in_and_out(
    sample: tuple[Path, "CompletedProcess[str]"], sdg1241: Program
) -> None:
    folder, _ = sample
    run = record(folder)
    assert sdg1241("--version").stdout.strip().endswith(run["version"])
    assert (run["cycle"], run["edition"], run["as_of"], run["party_status"]) == (
        2020,
        "2026-10",
        None,
        "parties.csv",
    )
    rules = {path.name: sha256(path) for path in (ROOT / "sdg1241" / "rules").glob("*.toml")}
    assert {entry["file"]: entry["sha256"] for entry in run["rule_files"]} == rules
    inputs = {entry["file"]: entry for entry in run["inputs"]}
    assert set(inputs) == {"submissions.csv", "parties.csv"}
    for name, entry in inputs.items():
        assert entry["sha256"] == sha256(SAMPLE / name)
        rows = len((SAMPLE / name).read_text("utf-8").splitlines()) - 1
        [counts] = entry["tables"]
        assert (counts["rows_read"], counts["rows_accepted"], counts["rows_rejected"]) == (
            rows,
            rows,
            0,
        )
    outputs = {entry["file"]: entry["sha256"] for entry in run["outputs"]}
    assert outputs == {name: sha256(folder / name) for name in FILES - {"run.json"}}


def test_two_runs_write_the_same_bytes(
    sample: tuple[Path, "CompletedProcess[str]"], sdg1241: Program, tmp_path: Path
) -> None:
    folder, _ = sample
    sdg1241("run", SAMPLE, "--cycle", 2020, "--output", tmp_path)
    assert files(tmp_path) == FILES
    for name in sorted(FILES):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


# ---- Options ----


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


# ---- Findings ----


def test_rejected_rows_stop_the_run_with_findings_alone(
    sdg1241: Program, write_input: Write, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    earlier = sdg1241(
        "run", write_input(submissions=GOOD, parties=PARTIES), "--cycle", 2020, "--output", out
    )
    assert earlier.returncode == 0
    assert files(out) == FILES
    before = table(out / "findings.csv")
    (out / "notes of my own.txt").write_text("keep", "utf-8")
    done = sdg1241(
        "run", write_input(submissions=BAD, parties=PARTIES), "--cycle", 2020, "--output", out
    )
    assert done.returncode == 1
    assert files(out) == FILES | {"refused", "notes of my own.txt"}
    assert table(out / "findings.csv") == before
    errors = {
        (row["code"], row["row"])
        for row in table(out / "refused" / "findings.csv")
        if row["severity"] == "error"
    }
    assert errors == {("bad-date", "4"), ("unknown-party", "5")}
    assert "--skip-invalid" in done.stderr
    assert "Traceback" not in done.stderr


def test_skip_invalid_goes_on_without_the_rejected_rows_and_still_exits_1(
    sdg1241: Program, write_input: Write, tmp_path: Path
) -> None:
    source, out = write_input(submissions=BAD, parties=PARTIES), tmp_path / "out"
    done = sdg1241("run", source, "--cycle", 2020, "--output", out, "--skip-invalid")
    assert done.returncode == 1
    assert files(out) == FILES
    [score] = table(out / "scores.csv")
    assert score["points"] == "2.0"
    [entry] = [e for e in record(out)["inputs"] if e["file"] == "submissions.csv"]
    [counts] = entry["tables"]
    assert (counts["rows_read"], counts["rows_accepted"], counts["rows_rejected"]) == (4, 2, 2)
    rejected = {row["row"] for row in table(out / "findings.csv") if row["severity"] == "error"}
    assert len(rejected) == counts["rows_rejected"]


def test_warnings_and_notes_do_not_stop_a_run(
    sdg1241: Program, write_input: Write, tmp_path: Path
) -> None:
    early = HEADER + "NAM,basel,focal_point,,1994-01-01\n" * 2
    done = sdg1241(
        "run",
        write_input(submissions=early, parties=PARTIES),
        "--cycle",
        2020,
        "--output",
        tmp_path / "out",
    )
    assert done.returncode == 0, done.stderr
    found = {(row["code"], row["severity"]) for row in table(tmp_path / "out" / "findings.csv")}
    assert {("before-entry-into-force", "warning"), ("repeated-row", "note")} <= found


def test_a_table_without_a_required_column_is_not_skipped_over(
    sdg1241: Program, write_input: Write, tmp_path: Path
) -> None:
    text = "party,convention,obligation\nNAM,basel,annual_report\n"
    source, out = write_input(submissions=text, parties=PARTIES), tmp_path / "out"
    done = sdg1241("run", source, "--cycle", 2020, "--output", out, "--skip-invalid")
    assert done.returncode == 1
    assert files(out) == {"refused"}
    found = table(out / "refused" / "findings.csv")
    assert [row["code"] for row in found if row["severity"] == "error"] == ["missing-column"]
    assert "--skip-invalid" not in done.stderr  # it was given, and is no way out


# ---- Wrong usage ----


def one_line(done: "CompletedProcess[str]", *words: str) -> None:
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    [line] = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    for word in words:
        assert word in line


def test_an_unknown_cycle_lists_those_there_are(sdg1241: Program, tmp_path: Path) -> None:
    done = sdg1241("run", SAMPLE, "--cycle", 2021, "--output", tmp_path / "out")
    one_line(done, "2021", "2015, 2020, 2025, 2030")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_an_unknown_edition_lists_those_there_are(sdg1241: Program, tmp_path: Path) -> None:
    done = sdg1241(
        "run", SAMPLE, "--cycle", 2020, "--edition", "2019-01", "--output", tmp_path / "out"
    )
    one_line(done, "2019-01", "2026-10", "2020-10")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--cycle", "2020"),
        ("--output", "out"),
        ("--cycle", "twenty", "--output", "out"),
        ("--cycle", "2020", "--output", "out", "--as-of", "2019-02-30"),
        ("--cycle", "2020", "--output", "out", "--colour"),
    ],
)
def test_wrong_options_exit_2(sdg1241: Program, tmp_path: Path, options: tuple[str, ...]) -> None:
    one_line(sdg1241("run", SAMPLE, *options, cwd=tmp_path))


def test_an_input_that_is_not_there(sdg1241: Program, tmp_path: Path) -> None:
    one_line(
        sdg1241("run", tmp_path / "nothing", "--cycle", 2020, "--output", tmp_path / "out"),
        "nothing",
    )


def test_an_input_without_submissions(sdg1241: Program, write_input: Write, tmp_path: Path) -> None:
    source = write_input(parties=PARTIES)
    one_line(sdg1241("run", source, "--cycle", 2020, "--output", tmp_path / "out"), "submissions")


def test_an_input_that_is_no_table(sdg1241: Program, tmp_path: Path) -> None:
    (tmp_path / "submissions.csv").write_bytes(bytes(range(256)) * 20)
    one_line(
        sdg1241("run", tmp_path / "submissions.csv", "--cycle", 2020, "--output", tmp_path / "out")
    )


def test_an_output_that_cannot_be_a_folder(sdg1241: Program, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", "utf-8")
    one_line(sdg1241("run", SAMPLE, "--cycle", 2020, "--output", tmp_path / "out" / "below"), "out")


def test_the_input_folder_is_left_as_it_was(sdg1241: Program, tmp_path: Path) -> None:
    source = shutil.copytree(SAMPLE, tmp_path / "in")
    before = {path.name: sha256(path) for path in source.iterdir()}
    sdg1241("run", source, "--cycle", 2015, "--output", tmp_path / "out")
    assert {path.name: sha256(path) for path in source.iterdir()} == before


def test_one_country_s_whole_view_beside_the_run(sdg1241: Program, tmp_path: Path) -> None:
    whole, folder = tmp_path / "whole", tmp_path / "kenya"
    asked = ("run", SAMPLE, "--cycle", 2020)
    assert sdg1241(*asked, "--output", whole).returncode == 0
    done = sdg1241(*asked, "--output", folder, "--area", "Kenya", "--export", "unsd-csv")
    assert done.returncode == 0, done.stderr
    assert "Kenya (KEN)" in done.stdout
    assert "Transmission rate, the mean of the scores: 57.67652 %" in done.stdout
    for name in (*TABLES, "run"):  # the run itself is the same, for means need every country
        path = f"{name}.csv" if name != "run" else "datapackage.json"
        assert (folder / path).read_bytes() == (whole / path).read_bytes()
    book = openpyxl.load_workbook(folder / "exchange" / "sdg_12_4_1_2020_KEN.xlsx")
    assert book.sheetnames == ["scores", "areas", "items", "outstanding"]
    exported = (folder / "exchange" / "sdg_12_4_1_2020_KEN_unsd.csv").read_text("utf-8")
    assert exported.count("\n") == 1 + 4
    assert sdg1241(*asked, "--output", folder, "--area", "KEN").returncode == 0
    assert not (folder / "exchange" / "sdg_12_4_1_2020_KEN_unsd.csv").exists()
    refused = sdg1241(*asked, "--output", tmp_path / "x", "--area", "Kenyaa")
    assert (refused.returncode, "There is no Party 'Kenyaa'" in refused.stderr) == (2, True)
    assert not (tmp_path / "x").exists()
