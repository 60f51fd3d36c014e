"""The schemas are Frictionless Table Schemas, and the library of that name judges files as our
reader does."""

import json
import shutil
import subprocess
import sys

import pytest

frictionless = pytest.importorskip("frictionless")
from pathlib import Path  # noqa: E402

from sdg1241 import load_rules, read_register, validate  # noqa: E402
from sdg1241.exports import write_run  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = sorted((ROOT / "schemas").glob("*.json"))
HEADER = "party,convention,obligation,item,received_on,reference,ended_on,note\n"
# Codes that say that a cell breaks the schema; all others are rules that a schema cannot express.
OURS = {"missing-value", "bad-date", "bad-value", "unknown-convention"}
THEIRS = {"constraint-error", "type-error"}

pytestmark = pytest.mark.filterwarnings("default")


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_each_schema_is_valid(path):
    report = frictionless.Schema.validate_descriptor(str(path))
    assert report.valid, report.flatten(["message"])


@pytest.mark.parametrize(
    "rows",
    [
        "KEN,basel,focal_point,,2015-01-01,A,,\n",
        (
            "KEN,basel,annual_report,2014,2015-01-01,,,a"
            " note\nUGA,montreal,licensing_system,,2014-02-03,,,\n"
        ),
        "KEN,basle,focal_point,,2015-01-01,,,\n",
        ",basel,focal_point,,2015-01-01,,,\n",
        "KEN,,focal_point,,2015-01-01,,,\nKEN,basel,,,2015-01-01,,,\nKEN,basel,focal_point,,,,,\n",
        "KEN,basel,focal_point,,1899-12-31,,,\n",
        "KEN,basel,focal_point,,2015-02-29,,,\n",
        "KEN,basel,focal_point,,soon,,later,\n",
        "KEN,basel,§1,,2015-01-01,,1800-01-01,\n",
    ],
)
def test_both_name_the_same_cells(rows, tmp_path):
    path = tmp_path / "submissions.csv"
    path.write_text(HEADER + rows, "utf-8", newline="")
    checked = validate(read_register(path), load_rules())
    ours = {
        (f["row"], f["column"]) for f in checked.findings.iter_rows(named=True) if f["code"] in OURS
    }
    schema = json.loads((ROOT / "schemas" / "submissions.json").read_text("utf-8"))
    resource = {"name": "submissions", "path": path.name, "schema": schema}
    errors = frictionless.validate(resource, basepath=str(tmp_path)).flatten(
        ["rowNumber", "fieldName", "type"]
    )
    assert {kind for _, _, kind in errors} <= THEIRS
    assert {(row, column) for row, column, _ in errors} == ours


@pytest.fixture(scope="module")
def package(tmp_path_factory, sample_run):
    folder = tmp_path_factory.mktemp("package")
    write_run(folder, sample_run(2015))
    return folder


def test_the_package_of_a_run_is_valid(package):
    report = frictionless.validate(str(package / "datapackage.json"))
    assert report.valid, report.flatten(["message"])
    assert {task.name for task in report.tasks} == {
        "scores",
        "rates",
        "aggregates",
        "audit",
        "findings",
    }


def test_the_package_is_valid_for_the_command(package):
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=package, check=False)
    assert done.returncode == 0, done.stdout


def test_one_changed_byte_is_noticed(package, tmp_path):
    folder = shutil.copytree(package, tmp_path / "changed")
    path = folder / "rates.csv"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"Afghanistan", b"Afghanistam", 1))
    assert path.read_bytes() != data
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert {kind for (kind,) in report.flatten(["type"])} == {"hash-count"}
