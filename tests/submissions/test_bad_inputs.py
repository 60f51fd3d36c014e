"""Every bad input of the corpus gives the findings it should, or one clear line; never a traceback
or much memory."""

import importlib.util
import json
import os
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from sdg1241 import read_register
from sdg1241.cli import cli
from sdg1241.errors import InputError
from sdg1241.submissions import catalogue

FOLDER = Path(__file__).parent / "bad_inputs"
CASES = tomllib.loads((FOLDER / "corpus.toml").read_text("utf-8"))["case"]
HEADER = "party,convention,obligation,item,received_on\n"
NOT_GIVEN = ("all-bound", "shipped-party-status")
MOST_MEMORY_MB, LONGEST = 512, 60

_spec = importlib.util.spec_from_file_location("makers", FOLDER / "makers.py")
makers = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(makers)


def _write(case, folder):
    if "make" in case:
        getattr(makers, case["make"])(folder)
    else:
        text = case.get("text", HEADER + case.get("rows", "") + "\n")
        (folder / case.get("file", "submissions.csv")).write_text(text, "utf-8", newline="")
    for name, text in case.get("beside", {}).items():
        (folder / name).write_text(text, "utf-8", newline="")


# The program, and at its end the most memory that it, or a process that it started, held. What the
# system keeps for the parent of a process is no measure: a child begins with the size of the
# process that it was forked from, here that of the tests.
WATCHED = """
import atexit, re, resource, sys
from pathlib import Path
from sdg1241.cli import main
peak = Path(sys.argv.pop(1))
held = lambda: re.search(r"VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())[1]
most = lambda: max(int(held()), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
atexit.register(lambda: peak.write_text(str(most()) if sys.platform == "linux" else "0"))
main()
"""


def _validate(case, folder, report):
    """Exit status, stdout and stderr of `sdg1241 validate`; in a process of its own where memory
    matters."""
    arguments = ["validate", str(folder), "--report", str(report)]
    if not case.get("process"):
        done = CliRunner().invoke(cli, arguments)
        return done.exit_code, done.stdout, done.stderr
    out, err, peak = (folder.parent / name for name in ("out", "err", "peak"))
    with out.open("w") as stdout, err.open("w") as stderr:
        child = subprocess.Popen(
            [sys.executable, "-c", WATCHED, peak, *arguments], stdout=stdout, stderr=stderr
        )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    most = case.get("memory_mb", MOST_MEMORY_MB)
    assert int(peak.read_text()) >> 10 <= most, f"{int(peak.read_text()) >> 10} MB"
    assert used.ru_utime + used.ru_stime < LONGEST
    return child.returncode, out.read_text(), err.read_text()


def _place(finding):
    return f"{finding['code']} {finding['row'] or '-'} {finding['column'] or '-'}"


def test_the_corpus_is_large_and_its_names_are_distinct():
    assert len({case["name"] for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_bad_input(case, tmp_path):
    folder, report = tmp_path / "input", tmp_path / "report.json"
    folder.mkdir()
    _write(case, folder)
    status, out, err = _validate(case, folder, report)
    assert "Traceback" not in err and "panicked" not in err and "Unexpected fault" not in err
    if "error" in case:
        assert (status, out) == (2, "")
        assert err.startswith("Error: ") and err.count("\n") == 1 and case["error"] in err
        return
    assert (status, err) == (case.get("status", 1), "")
    findings = [
        f for f in json.loads(report.read_text("utf-8"))["findings"] if f["code"] not in NOT_GIVEN
    ]
    if "count" in case:
        counts = Counter(f["code"] for f in findings)
        assert {code: counts[code] for code in case["count"]} == case["count"]
    else:
        assert sorted(map(_place, findings)) == sorted(case["findings"])
    for finding in findings:
        kind = catalogue()[finding["code"]]
        assert finding["severity"] == kind.severity and finding["message"]
        assert finding["hint"] or kind.hint == "{advice}"
        assert finding["code"] in out


def test_parquet_where_no_process_may_be_started(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise PermissionError

    pl.DataFrame({"party": ["KEN"]}).write_parquet(tmp_path / "submissions.parquet")
    monkeypatch.setattr(subprocess, "Popen", refused)
    with pytest.raises(InputError, match="no further process may be started"):
        read_register(tmp_path)
