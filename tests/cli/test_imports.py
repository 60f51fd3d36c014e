"""What a command does not need it does not load: a person waits for every import."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"openpyxl", "pandera", "python_calamine", "pandas"}
WATCHED = f"""
import atexit, sys
atexit.register(lambda: print(sorted({HEAVY} & set(sys.modules)), file=sys.stderr))
from sdg1241.cli import main
main()
"""
SAMPLE = ("--input", "sample_data/2020", "--cycle", "2020")
PARTS = {  # of the program that only some commands need
    "sdg1241.answers.comparison",
    "sdg1241.answers.reconciliation",
    "sdg1241.exports.report",
    "sdg1241.exports.workbook.book",
    "sdg1241.tables.excel_file",
    "sdg1241.tables.parquet_file",
}


def loaded(*arguments: str) -> str:
    """The heavy libraries in memory when a command ends."""
    command = [sys.executable, "-c", WATCHED, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "sample_data/2020"),
        ("explain", "KEN", "stockholm", *SAMPLE),
        ("outstanding", "KEN", *SAMPLE),
        ("rules",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_library_of_workbooks_is_loaded_for_csv(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == "[]"


def test_what_is_needed_is_loaded(tmp_path: Path) -> None:
    report = str(tmp_path / "report.xlsx")
    assert "openpyxl" in loaded("validate", "sample_data/2020", "--report", report)


def test_an_answer_does_not_load_the_others() -> None:
    code = f"import sdg1241.answers, sys; print(sorted({PARTS} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "[]\n"
