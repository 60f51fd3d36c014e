"""`sdg1241 run` through its real entry point: files, columns, exit statuses, findings, the
record."""

import json
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from tests.cli.run_files import (
    FILES,
    KEYS,
    ROOT,
    SAMPLE,
    TABLES,
    Program,
    files,
    record,
    sha256,
    table,
)


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
