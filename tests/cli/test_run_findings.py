"""What `sdg1241 run` does with an input in which something is wrong."""

from pathlib import Path

from tests.cli.run_files import (
    BAD,
    FILES,
    GOOD,
    HEADER,
    PARTIES,
    Program,
    Write,
    files,
    record,
    table,
)


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
