"""What people send, kind by kind, through the program as a user starts it.

Each kind has the input that was met first and two in another dress; cases.toml says what is right.
"""

import csv
import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
CASES = tomllib.loads((FOLDER / "cases.toml").read_text("utf-8"))["case"]
INDEX = list(csv.DictReader((FOLDER / "given" / "INDEX.csv").read_text("utf-8").splitlines()))
NOT_GIVEN = {"all-bound", "shipped-party-status"}  # noted for every input without these tables
BAD = {"warning", "error"}

_spec = importlib.util.spec_from_file_location("makers", FOLDER / "makers.py")
makers = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(makers)


def _name(case):
    return case.get("make") or case["given"].split("/")[0]


def _kind(case):
    if "make" in case:
        return case["make"].partition("_")[0].upper().replace("B", "b")
    return next(row["kind"].split()[0] for row in INDEX if row["name"] == _name(case))


def test_every_given_input_is_a_case_and_every_kind_has_two_more():
    assert {_name(case) for case in CASES if "given" in case} == {row["name"] for row in INDEX}
    made = [_kind(case) for case in CASES if "make" in case]
    assert {kind: made.count(kind) for kind in set(made)} == {
        row["kind"].split()[0]: 4 if row["kind"].startswith("K15") else 2 for row in INDEX
    }


def _input(case, folder):
    folder.mkdir()
    if "make" in case:
        return getattr(makers, case["make"])(folder)
    path = folder / Path(case["given"]).name
    path.write_bytes((FOLDER / "given" / case["given"]).read_bytes())
    return path


def _sound(done, case):
    """One line where nothing can be read, no traceback ever, a status that is right."""
    text = done.stdout + done.stderr
    assert not re.search("Traceback|panicked|Unexpected fault", text)
    assert done.returncode in case["status"], text
    if done.returncode == 2:
        assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1, text
    else:
        assert done.stderr == ""


def _counts(stdout):
    found = re.search("Rows read: ([0-9]+); accepted: ([0-9]+)", stdout)
    return (int(found[1]), int(found[2])) if found else (None, None)


@pytest.mark.parametrize("case", [c for c in CASES if "command" not in c], ids=_name)
def test_validate_says_what_is_right(case, sdg1241, tmp_path):
    report = tmp_path / "report.json"
    done = sdg1241("validate", _input(case, tmp_path / "input"), "--report", report)
    _sound(done, case)
    findings = json.loads(report.read_text("utf-8"))["findings"] if report.exists() else []
    findings = [f for f in findings if f["code"] not in NOT_GIVEN]
    read, accepted = _counts(done.stdout)
    assert case.get("read", read) == read, findings
    assert case.get("accepted", accepted) == accepted, findings
    codes = {f["code"] for f in findings}
    assert set(case.get("codes", ())) <= codes and not set(case.get("absent", ())) & codes
    blamed = {f"{f['row']} {f['column']}" for f in findings if f["severity"] in BAD}
    assert set(case.get("warned", ())) <= blamed and not set(case.get("unblamed", ())) & blamed
    said = done.stderr + " ".join(f"{f['message']} {f['hint']}" for f in findings)
    assert [text for text in case.get("says", ()) if text not in said] == []
    assert [text for text in case.get("never", ()) if text in said] == []
    _one_finding_a_cell(findings)


def _one_finding_a_cell(findings):
    cells = [(f["sheet"], f["row"], f["column"]) for f in findings if f["column"] and f["row"]]
    assert [cell for cell in set(cells) if cells.count(cell) > 1] == []


@pytest.mark.parametrize("case", [c for c in CASES if "command" in c], ids=_name)
def test_import_unsd_says_what_is_right(case, sdg1241, tmp_path):
    output = tmp_path / "published.csv"
    given = _input(case, tmp_path / "input")
    asked = ("--vintage", "2020-10", "--output", output)
    done = sdg1241(*case["command"].split(), given, *asked)
    _sound(done, case)
    rows = output.read_text("utf-8").splitlines() if output.exists() else []
    assert len(rows) == (0 if done.returncode == 2 else 2)  # a header and the value of Kenya
